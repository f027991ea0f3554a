/** "−57 %" for what is left of a text: 1 for all of it; "+3 %" when it grew. */
export function savingText(ratio: number): string {
  const change = Math.round((ratio - 1) * 100);
  return `${change > 0 ? '+' : '−'}${Math.abs(change)} %`;
}

/** "43 %" for a share in [0,1]. */
export function shareText(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** What a compression came to: "1,909 → 821 tokens, −57 %". */
export function changeText({
  tokens,
  ratio,
}: {
  readonly tokens: { readonly before: number; readonly after: number };
  readonly ratio: number;
}): string {
  return `${tokens.before.toLocaleString('en')} → ${tokens.after.toLocaleString('en')} tokens, ${savingText(ratio)}`;
}

/** What was asked of the strategy, beside what came out: " (asked 50 %)". */
export function askedText(options: Readonly<Record<string, unknown>>): string {
  const asked = [
    ...(typeof options.ratio === 'number' ? [shareText(options.ratio)] : []),
    ...(typeof options.budgetTokens === 'number' ? [`${options.budgetTokens.toLocaleString('en')} tok`] : []),
    ...(typeof options.level === 'number' ? [`level ${options.level}`] : []),
  ];
  return asked.length === 0 ? '' : ` (asked ${asked.join(', ')})`;
}
