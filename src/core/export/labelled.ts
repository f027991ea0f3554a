import type { Chain, Exported, ExportOption, ExportRow, ExportTrace } from './types.ts';

/** The option `label`: what makes a reply a good one. */
export const LABEL_OPTION: ExportOption = {
  id: 'label',
  title: 'Label',
  summary: 'which replies are good ones',
  kind: 'choice',
  default: 'grade',
  choices: [
    { id: 'grade', title: 'those with a right answer; a wrong answer makes a bad one' },
    { id: 'variants', title: 'accepted variants that are shorter; their originals are bad ones' },
  ],
};

/** The replies of a trace with their labels, or why there are none. */
function labelled(
  trace: ExportTrace,
  by: string,
): {
  readonly replies: readonly { readonly chain: Chain; readonly label: boolean }[];
  readonly skipped: readonly string[];
} {
  const { verdict } = trace.grade;
  if (by === 'grade') {
    if (verdict === 'unknown') return { replies: [], skipped: ['Nobody knows whether the answer is right.'] };
    return { replies: [{ chain: trace, label: verdict === 'correct' }], skipped: [] };
  }
  const shorter = trace.variants.filter(({ tokens }) => tokens < trace.tokens);
  if (verdict === 'wrong') return { replies: [], skipped: ['The answer is wrong.'] };
  if (shorter.length === 0) return { replies: [], skipped: ['No accepted variant that is shorter.'] };
  return {
    replies: [...shorter.map((chain) => ({ chain, label: true })), { chain: trace, label: false }],
    skipped: [],
  };
}

/** The rows of a trace's replies, each made by `rowOf`. */
export function labelledRows(
  trace: ExportTrace,
  by: string,
  rowOf: (chain: Chain, label: boolean) => Exported,
): Exported {
  const { replies, skipped } = labelled(trace, by);
  const rows: ExportRow[] = [];
  const left = new Set(skipped);
  const warnings = new Set<string>();
  for (const { chain, label } of replies) {
    const made = rowOf(chain, label);
    rows.push(...made.rows);
    for (const each of made.skipped ?? []) left.add(each);
    for (const each of made.warnings ?? []) warnings.add(each);
  }
  return { rows, skipped: [...left], warnings: [...warnings] };
}
