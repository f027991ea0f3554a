import { isApart, isOtherCase, type Marks, marksOf } from './apart.ts';
import { type DerivationMarks, derivationMarks, derivesSame } from './same-derivation.ts';
import type { StepContent } from './step-facts.ts';
import { GENERIC_WORDS } from './text/vocabulary.ts';

/** The earlier step most like a step. */
export interface Similar {
  /** 0-based index of the earlier step; `null` when none shares enough to be compared. */
  readonly step: number | null;
  /** Share of this step's content words that the earlier one has, weighted by rarity in the trace; in [0,1]. */
  readonly contained: number;
  /** Weighted Jaccard overlap of the content words; in [0,1]. */
  readonly overlap: number;
  /** All numbers and symbols of this step stand in the earlier one, and both affirm or both deny. */
  readonly sameNumbers: boolean;
  /** Numbers and symbols that both have. */
  readonly sharedMath: number;
  /** How surely this step repeats the earlier one, in [0,1]. */
  readonly strength: number;
  /** Earlier step with exactly the same normal text; `null` when none. */
  readonly exact: number | null;
}

/** Candidates compared per step at most: keeps the search linear. */
const CANDIDATES = 8;
/** Longest posting list that is looked at, newest first. */
const POSTINGS = 24;
/** Rarest atoms of a step that look for candidates. */
const PROBES = 8;

interface Profile {
  /** Everything that finds candidates: hard atoms, and words marked as such. */
  readonly atoms: readonly string[];
  readonly words: ReadonlySet<string>;
  readonly names: readonly string[];
  /** Numbers, symbols and ordinals: a repeat has the same. */
  readonly hard: ReadonlySet<string>;
  /** How many of them are ordinals; they tell steps apart, but carry no calculation. */
  readonly ordinals: number;
  /** Formulas in small pieces, and whole sides of equations. */
  readonly grams: ReadonlySet<string>;
  readonly sides: ReadonlySet<string>;
  /** Values stated as results. */
  readonly states: ReadonlySet<string>;
  /** Those of them that stood nowhere before, not in the question either. */
  readonly makes: ReadonlySet<string>;
  readonly pairs: ReadonlySet<string>;
  readonly negated: boolean;
  readonly isGoal: boolean;
  /** Read when first asked for: most pairs differ by their numbers. */
  readonly marks: () => Marks;
  readonly derivation: DerivationMarks;
  /** Words of any sort. */
  readonly length: number;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function profileOf(step: StepContent, known: ReadonlySet<string>): Profile {
  const hard = new Set<string>(step.numbers.map((n) => `n ${n}`));
  for (const symbol of step.symbols) hard.add(`s ${symbol}`);
  for (const word of step.words) if (word.startsWith('ordinal-')) hard.add(`w ${word}`);
  const sides = step.formulas.equations.flatMap((e) => e.sides).filter((side) => side.size >= 3);
  return {
    atoms: [...hard, ...step.words.map((word) => `w ${word}`)],
    words: new Set(step.words),
    names: step.names,
    hard,
    ordinals: step.words.filter((word) => word.startsWith('ordinal-')).length,
    grams: new Set(step.mathGrams),
    sides: new Set(sides.map((side) => side.key)),
    states: new Set(step.products.map((p) => p.key)),
    makes: new Set(step.numbers.filter((key) => !known.has(key))),
    pairs: new Set(step.pairs),
    negated: step.negations % 2 === 1,
    isGoal: step.isGoal,
    marks: once(() => marksOf(step)),
    derivation: derivationMarks(step, known),
    length: step.wordCount,
  };
}

/** Steps with a word above which it is no more common. */
const MAX_COUNT = 1_023;
const LOG2: readonly number[] = Array.from({ length: MAX_COUNT + 1 }, (_, count) => Math.log2(2 + count));

function candidates(profile: Profile, postings: ReadonlyMap<string, readonly number[]>): readonly number[] {
  const lists: (readonly number[])[] = [];
  for (const atom of profile.atoms) {
    const list = postings.get(atom);
    if (list !== undefined) lists.push(list);
  }
  lists.sort((a, b) => a.length - b.length);
  const votes = new Map<number, number>();
  for (const list of lists.slice(0, PROBES * 2)) {
    const weight = 1 / LOG2[Math.min(list.length, MAX_COUNT)]!;
    const from = Math.max(0, list.length - (list.length <= POSTINGS ? list.length : POSTINGS - 4));
    if (list.length > POSTINGS) for (let k = 0; k < 4; k++) vote(votes, list[k], weight);
    for (let k = from; k < list.length; k++) vote(votes, list[k], weight);
  }
  if (votes.size <= 1) return [...votes.keys()];
  return [...votes.entries()]
    .sort((a, b) => b[1] - a[1] || b[0] - a[0])
    .slice(0, CANDIDATES)
    .map(([step]) => step);
}

function vote(votes: Map<number, number>, step: number | undefined, weight: number): void {
  if (step !== undefined) votes.set(step, (votes.get(step) ?? 0) + weight);
}

/** Numbers and symbols of a step. */
const mathSize = (profile: Profile): number => profile.hard.size - profile.ordinals;

function sharedIn<T>(mine: ReadonlySet<T>, theirs: ReadonlySet<T>): number {
  let shared = 0;
  for (const item of mine) if (theirs.has(item)) shared++;
  return shared;
}

/**
 * How far the formulas agree, in [0,1]: common pieces against all pieces, or common sides of equations. A step without
 * formulas may put an earlier formula in words, so it agrees when at least three numbers carry it.
 */
function formulaAgreement(mine: Profile, theirs: Profile): number {
  if (mine.grams.size === 0 && theirs.grams.size === 0) return 1;
  if (mine.grams.size === 0) return mine.hard.size >= 3 ? 0.7 : 0;
  const shared = sharedIn(mine.grams, theirs.grams);
  // A piece of its own says more than the earlier step did.
  if (shared < 0.8 * mine.grams.size && mine.sides.size === 0) return 0;
  // Setting out to work on a part of a formula is not setting out to work on the whole.
  if (mine.isGoal && shared < 0.8 * theirs.grams.size) return 0;
  const grams = shared < 0.8 * mine.grams.size ? 0 : shared / (mine.grams.size + theirs.grams.size - shared);
  const sides = sharedIn(mine.sides, theirs.sides) / Math.max(1, mine.sides.size, theirs.sides.size);
  return Math.max(grams, sides);
}

/** Content words above which other words for the same are not allowed for. */
const LONG_STEP = 14;

/** Weight of a missing word that stands nowhere else: it may be another word for the same. */
const SYNONYM = 0.35;

interface Comparison {
  readonly contained: number;
  readonly overlap: number;
  readonly sameNumbers: boolean;
  readonly sharedMath: number;
  readonly strength: number;
}

/** What words weigh at the step that is looked at. Three questions and no object for each word: this is the hottest place. */
interface Weights {
  rarity(word: string): number;
  isKnown(word: string): boolean;
  isAsked(word: string): boolean;
}

/** Neighbouring things of the question that were no neighbours before: the same words, but another statement. */
function newPairs(mine: Profile, theirs: Profile, weights: Weights): number {
  let count = 0;
  for (const pair of mine.pairs) {
    if (theirs.pairs.has(pair)) continue;
    const [first = '', second = ''] = pair.split(' ');
    const bothKnown = theirs.words.has(first) && theirs.words.has(second);
    if (bothKnown && [first, second].every((w) => w.startsWith('ordinal-') || weights.isAsked(w))) count++;
  }
  return count;
}

function compare(mine: Profile, theirs: Profile, weights: Weights): Comparison {
  let shared = 0;
  let missing = 0;
  let lenient = 0;
  let swapped = 0;
  for (const word of mine.words) {
    const rarity = weights.rarity(word);
    if (theirs.words.has(word)) shared += rarity;
    else {
      missing += rarity;
      if (weights.isAsked(word)) swapped |= 1;
      lenient += weights.isKnown(word) ? rarity : rarity * SYNONYM;
    }
  }
  let extra = 0;
  for (const word of theirs.words) {
    if (mine.words.has(word)) continue;
    extra += weights.rarity(word);
    if (weights.isAsked(word)) swapped |= 2;
  }
  const hard = sharedIn(mine.hard, theirs.hard);
  const math = Math.max(0, hard - mine.ordinals);
  const sameNumbers = hard === mine.hard.size && mine.negated === theirs.negated;
  const total = shared + missing;
  const contained = total === 0 ? (math > 0 && sameNumbers ? 1 : 0) : shared / total;
  const overlap = total + extra === 0 ? contained : shared / (total + extra);
  const measured = { contained, overlap, sameNumbers, sharedMath: math };
  const wordsIn = total === 0 ? 1 : shared / (shared + lenient);
  const again = saysDerivationAgain(mine, theirs, contained);
  const has = (side: 'mine' | 'theirs', word: string) => (side === 'mine' ? mine : theirs).words.has(word);
  const differs = !sameNumbers || undoes(mine, theirs) || isApart(mine.marks(), theirs.marks(), has);
  if (differs) return { ...measured, strength: again };
  const value = saysValueAgain(mine, theirs, measured);
  // Each names a thing of the question that the other does not: two like steps about two things.
  // Without numbers to hold it, one thing of the question that the other does not name is enough.
  const parallel =
    swapped === 3 || (math < 2 && swapped % 2 === 1) || newPairs(mine, theirs, weights) > (math >= 2 ? 1 : 0);
  const alike = parallel ? 0 : strengthOf(mine, theirs, measured, wordsIn);
  return { ...measured, strength: Math.max(again, value, alike) };
}

/** What an earlier step only set out to do is done here, or a name comes in that was not there. */
function undoes(mine: Profile, theirs: Profile): boolean {
  if (theirs.isGoal && !mine.isGoal && mine.hard.size > 0) return true;
  return !mine.names.every((name) => theirs.words.has(name));
}

/** Words up to which a step makes one statement. */
const ONE_STATEMENT = 30;
/** Strength of a calculation that is said again in words of its own. */
const REWORDED = 0.8;

/** The step says again what the earlier one worked out, from the same numbers, whatever its words; 0 when it does not. */
function saysDerivationAgain(mine: Profile, theirs: Profile, contained: number): number {
  // A long step that goes over known numbers says more than them: it weighs readings, or doubts.
  if (mine.length > ONE_STATEMENT || mine.isGoal || mine.negated !== theirs.negated) return 0;
  const carried = derivesSame(mine.derivation, theirs.derivation);
  if (carried === 0 || isOtherCase(mine.marks(), theirs.marks())) return 0;
  if (!mine.names.every((name) => theirs.words.has(name))) return 0;
  return carried >= 3 || (carried === 2 && contained >= 0.3) ? REWORDED : 0;
}

/**
 * The step states a value that the earlier one had found, from the same numbers and by no other formula: the same
 * statement, whatever its words. 0 when it does not.
 */
function saysValueAgain(mine: Profile, theirs: Profile, measured: Omit<Comparison, 'strength'>): number {
  const { contained, sharedMath } = measured;
  const mathOverlap = sharedMath / Math.max(1, mathSize(mine) + mathSize(theirs) - sharedMath);
  let again = false;
  for (const key of mine.states) if (theirs.makes.has(key) && theirs.states.has(key)) again = true;
  const shared = sharedIn(mine.grams, theirs.grams);
  const sides = mine.sides.size > 0 && sharedIn(mine.sides, theirs.sides) === mine.sides.size;
  const sameFormula = mine.grams.size === 0 || sides || shared >= 0.7 * mine.grams.size;
  const enough = mine.hard.size >= (mine.grams.size === 0 ? 2 : 3);
  if (!again || !sameFormula || !enough || contained === 0 || mathOverlap < 0.6) return 0;
  return 0.5 + 0.5 * Math.min(1, (contained + mathOverlap) / 2);
}

/** How surely the step repeats the earlier one, in [0,1]; 0 below what counts as a repeat at all. */
function strengthOf(
  mine: Profile,
  theirs: Profile,
  { contained, overlap, sharedMath }: Omit<Comparison, 'strength'>,
  wordsIn: number,
): number {
  const mathOverlap = sharedMath / Math.max(1, mathSize(mine) + mathSize(theirs) - sharedMath);
  const formulas = formulaAgreement(mine, theirs);
  // A long step always shares much with others of its trace, so it has to agree in full.
  if (mine.words.size > LONG_STEP && (contained < 0.7 || overlap < 0.6)) return 0;
  if (sharedMath >= 2) {
    if (mathOverlap < 0.6 || formulas < 0.6 || wordsIn < 0.6) return 0;
    if (mine.words.size > 7 && contained < 0.5) return 0;
    if (mine.grams.size < 6 && mine.words.size * 2 < theirs.words.size) return 0;
    return 0.5 + 0.5 * Math.min(wordsIn, formulas, (mathOverlap + 1) / 2);
  }
  const size = mine.words.size + mine.hard.size;
  if (mathOverlap < (mathSize(mine) + mathSize(theirs) > 0 ? 0.99 : 0) || formulas < 0.6) return 0;
  if (size < (overlap >= 0.9 ? 2 : 4)) return 0;
  return contained >= 0.75 && overlap >= 0.55 ? (contained + overlap) / 2 : 0;
}

const NONE: Comparison = { contained: 0, overlap: 0, sameNumbers: false, sharedMath: 0, strength: 0 };

function rankOf(result: Comparison): number {
  return result.strength * 4 + result.contained + result.overlap + (result.sameNumbers ? 0.5 : 0);
}

function post(postings: Map<string, number[]>, profile: Profile, index: number): void {
  for (const atom of profile.atoms) {
    const list = postings.get(atom);
    if (list === undefined) postings.set(atom, [index]);
    else if (list[list.length - 1] !== index) list.push(index);
  }
}

/** Finds for every step the earlier one most like it, over an index of rare words and numbers. About linear. */
export function findSimilar(question: StepContent | null, steps: readonly StepContent[]): readonly Similar[] {
  const postings = new Map<string, number[]>();
  const known = new Set(question?.numbers);
  const profiles = steps.map((step) => {
    const profile = profileOf(step, known);
    for (const number of step.numbers) known.add(number);
    return profile;
  });
  const exact = new Map<string, number>();
  const asked = new Set(question?.words);
  const counts = new Map<string, number>();
  const weights: Weights = {
    rarity: (word) => (GENERIC_WORDS.has(word) ? 0.4 : 1) / LOG2[Math.min(counts.get(word) ?? 0, MAX_COUNT)]!,
    isKnown: (word) => counts.has(word) || asked.has(word),
    isAsked: (word) => asked.has(word) && !GENERIC_WORDS.has(word),
  };
  return steps.map((step, index) => {
    const mine = profiles[index] ?? profileOf(step, known);
    let best: Comparison = NONE;
    let bestStep: number | null = null;
    for (const candidate of candidates(mine, postings)) {
      const theirs = profiles[candidate];
      if (theirs === undefined) continue;
      const result = compare(mine, theirs, weights);
      if (bestStep !== null && rankOf(result) <= rankOf(best)) continue;
      best = result;
      bestStep = candidate;
    }
    post(postings, mine, index);
    for (const word of mine.words) counts.set(word, (counts.get(word) ?? 0) + 1);
    const same = exact.get(step.normal) ?? null;
    if (same === null) exact.set(step.normal, index);
    return { ...best, step: bestStep, exact: same };
  });
}
