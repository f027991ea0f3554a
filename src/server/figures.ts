import type { Analysis } from '../core/model/finding.ts';

/** A whole number for people: "1,234". */
export function countText(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A share in [0,1] as whole percent; a little more than nothing is "<1 %". */
export function percentText(share: number): string {
  if (!Number.isFinite(share) || share <= 0) return '0 %';
  return share < 0.005 ? '<1 %' : `${Math.round(share * 100)} %`;
}

/** A token figure; an estimate is marked as one. */
export function tokenText(tokens: number, exact: boolean): string {
  return `${exact ? '' : '~'}${countText(tokens)} tok`;
}

/** What the provider reported, beside our own figure; nothing where it reported nothing. */
export function reportedText(tokens: number | null): readonly string[] {
  return tokens === null ? [] : [`${countText(tokens)} reported`];
}

/** Name of the tokenizer for people, with what its figures are. */
export function tokenizerText(analysis: Pick<Analysis, 'tokenizer' | 'tokensExact'>): string {
  return analysis.tokensExact || analysis.tokenizer === 'estimate'
    ? analysis.tokenizer
    : `${analysis.tokenizer}, estimate`;
}

/** Sum of the steps' own counts; shares of it add up to 1, which shares of the whole text's count would not. */
export function stepTokenSum(analysis: Analysis): number {
  return analysis.steps.reduce((sum, step) => sum + step.tokens, 0);
}

/** "1 step", "2 steps". */
export function counted(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** "3", "3 and 5", "3, 5 and 9": 1-based numbers of 0-based steps. */
export function stepNumbers(steps: readonly number[]): string {
  const numbers = steps.map((step) => String(step + 1));
  const last = numbers.pop();
  return numbers.length === 0 ? (last ?? '') : `${numbers.join(', ')} and ${last}`;
}
