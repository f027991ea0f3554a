import type { JsonValue } from '../../base/json.ts';
import { randomFor, sampled } from './random.ts';
import type { Chain, Exported, ExportGroup, ExportJob, ExportOption, ExportTrace, ExportValues } from './types.ts';

/** Two replies to one question, the first of which is to be preferred. */
export interface Pair {
  readonly chosen: Side;
  readonly rejected: Side;
}

/** A reply: the reasoning of `chain` in the place of that of `trace`. */
export interface Side {
  readonly trace: ExportTrace;
  readonly chain: Chain;
}

/** The options `pairs` and `most`. */
export const PAIR_OPTIONS: readonly ExportOption[] = [
  {
    id: 'pairs',
    title: 'Pairs',
    summary: 'what is preferred to what',
    kind: 'choice',
    default: 'variants',
    choices: [
      { id: 'variants', title: 'an accepted variant to the longer original' },
      { id: 'correct-over-wrong', title: 'a right answer to a wrong one of the same problem' },
      { id: 'shorter-over-longer', title: 'the shorter to the longer of two right answers of a problem' },
    ],
  },
  {
    id: 'most',
    title: 'Most pairs',
    summary: 'most pairs of a problem; with variants: of a trace',
    kind: 'number',
    default: 1,
    least: 1,
    whole: true,
  },
];

/** The rows of a problem's pairs, each made by `rowOf`. */
export function pairRows(
  group: ExportGroup,
  { options, seed }: Pick<ExportJob, 'options' | 'seed'>,
  rowOf: (pair: Pair) => Exported,
): Exported {
  const { pairs, skipped } = pairsOf(group, options, seed);
  const made = pairs.map(rowOf);
  return {
    rows: made.flatMap(({ rows }) => rows),
    skipped: [...skipped, ...made.flatMap((each) => each.skipped ?? [])],
    warnings: made.flatMap(({ warnings }) => warnings ?? []),
  };
}

/** Why nothing can be learned of a pair: both sides are the same. */
export const SAME = 'The two replies are the same.';

/** That the two fields of a row are the same; null when they differ. */
export function same(row: JsonValue, a: string, b: string): string | null {
  const values = row as Readonly<Record<string, JsonValue | undefined>>;
  return JSON.stringify(values[a]) === JSON.stringify(values[b]) ? `"${a}" and "${b}" are the same` : null;
}

/** The pairs of a problem, and why there are none; drawn by chance where there are more than wanted. */
function pairsOf(
  group: ExportGroup,
  options: ExportValues,
  seed: number,
): { readonly pairs: readonly Pair[]; readonly skipped: readonly string[] } {
  const most = Number(options.most);
  if (options.pairs === 'variants') return overOriginals(group, most);
  const right = group.samples.filter(({ grade }) => grade.verdict === 'correct');
  if (options.pairs === 'shorter-over-longer') {
    const pairs = byLength(right, most);
    return { pairs, skipped: pairs.length === 0 ? ['No two right answers of different length.'] : [] };
  }
  const wrong = group.samples.filter(({ grade }) => grade.verdict === 'wrong');
  const all = right.flatMap((good) => wrong.map((bad) => ({ chosen: own(good), rejected: own(bad) })));
  const pairs = sampled(all, most, randomFor(seed, `pairs ${group.key}`));
  return { pairs, skipped: pairs.length === 0 ? ['No right and wrong answer of one problem.'] : [] };
}

function own(trace: ExportTrace): Side {
  return { trace, chain: trace };
}

function overOriginals(group: ExportGroup, most: number) {
  const pairs: Pair[] = [];
  const skipped: string[] = [];
  for (const trace of group.samples) {
    const shorter = trace.variants.filter(({ tokens }) => tokens < trace.tokens).sort((a, b) => a.tokens - b.tokens);
    if (trace.grade.verdict === 'wrong') skipped.push('The answer is wrong.');
    else if (shorter.length === 0) skipped.push('No accepted variant that is shorter.');
    else pairs.push(...shorter.slice(0, most).map((chain) => ({ chosen: { trace, chain }, rejected: own(trace) })));
  }
  return { pairs, skipped };
}

/** The shortest with the longest, then the next ones inwards. */
function byLength(right: readonly ExportTrace[], most: number): readonly Pair[] {
  const sorted = [...right].sort((a, b) => a.tokens - b.tokens);
  const pairs: Pair[] = [];
  for (let i = 0; i < Math.min(most, Math.floor(sorted.length / 2)); i += 1) {
    const [short, long] = [sorted[i], sorted[sorted.length - 1 - i]];
    if (short && long && short.tokens < long.tokens) pairs.push({ chosen: own(short), rejected: own(long) });
  }
  return pairs;
}
