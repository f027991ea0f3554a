import { formulaKeys } from './news.ts';
import type { StepContent } from './step-facts.ts';

/** The earlier step most like a step. */
export interface Similar {
  /** 0-based index of the earlier step; `null` when none shares enough to be compared. */
  readonly step: number | null;
  /** Share of this step's content words that the earlier one has, weighted by rarity in the trace; in [0,1]. */
  readonly contained: number;
  /** Weighted Jaccard overlap of the content words; in [0,1]. */
  readonly overlap: number;
  /** Both have the same numbers, symbols and formulas, or this step's are part of the earlier one's. */
  readonly sameNumbers: boolean;
  /** Numbers and formulas that both have. */
  readonly sharedMath: number;
  /** Earlier step with exactly the same normal text; `null` when none. */
  readonly exact: number | null;
}

/** Candidates compared per step at most: keeps the search linear. */
const CANDIDATES = 12;
/** Longest posting list that is looked at, newest first. */
const POSTINGS = 24;
/** Rarest atoms of a step that look for candidates. */
const PROBES = 8;

interface Profile {
  readonly words: ReadonlySet<string>;
  readonly hard: ReadonlySet<string>;
  readonly negated: boolean;
}

function profileOf(step: StepContent): Profile {
  const hard = new Set<string>(step.numbers.map((n) => `n ${n}`));
  for (const symbol of step.symbols) hard.add(`s ${symbol}`);
  for (const key of formulaKeys(step)) hard.add(`f ${key}`);
  return { words: new Set(step.words), hard, negated: step.negations % 2 === 1 };
}

function candidates(profile: Profile, postings: ReadonlyMap<string, readonly number[]>): readonly number[] {
  const probes = [...profile.hard, ...[...profile.words].map((w) => `w ${w}`)]
    .map((atom) => ({ atom, list: postings.get(atom) }))
    .filter((p): p is { atom: string; list: readonly number[] } => p.list !== undefined)
    .sort((a, b) => a.list.length - b.list.length)
    .slice(0, PROBES * 2);
  const votes = new Map<number, number>();
  for (const { list } of probes) {
    const weight = 1 / Math.log2(2 + list.length);
    const chosen = list.length <= POSTINGS ? list : [...list.slice(0, 4), ...list.slice(4 - POSTINGS)];
    for (const step of chosen) votes.set(step, (votes.get(step) ?? 0) + weight);
  }
  return [...votes.entries()]
    .sort((a, b) => b[1] - a[1] || b[0] - a[0])
    .slice(0, CANDIDATES)
    .map(([step]) => step);
}

function compare(
  mine: Profile,
  theirs: Profile,
  rarity: (word: string) => number,
): Omit<Similar, 'step' | 'exact'> & { rank: number } {
  let shared = 0;
  let total = 0;
  for (const word of mine.words) {
    const weight = rarity(word);
    total += weight;
    if (theirs.words.has(word)) shared += weight;
  }
  let union = total;
  for (const word of theirs.words) if (!mine.words.has(word)) union += rarity(word);
  let math = 0;
  for (const atom of mine.hard) if (theirs.hard.has(atom)) math++;
  const sameNumbers = math === mine.hard.size && mine.negated === theirs.negated;
  const contained = total === 0 ? (mine.hard.size > 0 && sameNumbers ? 1 : 0) : shared / total;
  const overlap = union === 0 ? contained : shared / union;
  const rank = contained + overlap + (sameNumbers ? 1 : 0) + (mine.hard.size === 0 ? 0 : math / mine.hard.size);
  return { contained, overlap, sameNumbers, sharedMath: math, rank };
}

/** Finds for every step the earlier one most like it, over an index of rare words and numbers. About linear. */
export function findSimilar(_question: StepContent | null, steps: readonly StepContent[]): readonly Similar[] {
  const postings = new Map<string, number[]>();
  const profiles = steps.map(profileOf);
  const exact = new Map<string, number>();
  const rarity = (word: string): number => 1 / Math.log2(2 + (postings.get(`w ${word}`)?.length ?? 0));
  return steps.map((step, index) => {
    const mine = profiles[index] ?? profileOf(step);
    let best: (Omit<Similar, 'step' | 'exact'> & { rank: number; step: number }) | null = null;
    for (const candidate of candidates(mine, postings)) {
      const theirs = profiles[candidate];
      if (theirs === undefined) continue;
      const result = compare(mine, theirs, rarity);
      if (best === null || result.rank > best.rank) best = { ...result, step: candidate };
    }
    for (const atom of [...mine.hard, ...[...mine.words].map((w) => `w ${w}`)]) {
      const list = postings.get(atom);
      if (list === undefined) postings.set(atom, [index]);
      else list.push(index);
    }
    const same = exact.get(step.normal) ?? null;
    if (same === null) exact.set(step.normal, index);
    return best === null
      ? { step: null, contained: 0, overlap: 0, sameNumbers: false, sharedMath: 0, exact: same }
      : {
          step: best.step,
          contained: best.contained,
          overlap: best.overlap,
          sameNumbers: best.sameNumbers,
          sharedMath: best.sharedMath,
          exact: same,
        };
  });
}
