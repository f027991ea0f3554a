import type { StepContent } from './step-facts.ts';
import { GENERIC_WORDS } from './text/vocabulary.ts';

/** What a step brings that neither the question nor any earlier step has, and what later steps take up of it. */
export interface News {
  readonly words: readonly string[];
  readonly numbers: readonly string[];
  readonly symbols: readonly string[];
  /** Keys of equations, and of formulas with at least two operands. */
  readonly formulas: readonly string[];
  /** Number of formulas in the step, new or not. */
  readonly formulaCount: number;
  /** New things (words weighted, see `weightOf`) that a later step takes up. */
  readonly takenUp: number;
  /** New things that the very next step takes up. */
  readonly takenNext: number;
  /** Weight of all new things. */
  readonly weight: number;
  /** Share of the step's content words that stand in the question. */
  readonly fromQuestion: number;
  /** The earliest step from which on everything in this step was known; -1 when the question alone has it, `null` when something is new. */
  readonly knownSince: number | null;
}

/** How much a new thing counts: a word of every mathematical text counts little. */
function weightOf(atom: string): number {
  if (atom.startsWith('w ')) return GENERIC_WORDS.has(atom.slice(2)) ? 0.3 : 1;
  return atom.startsWith('s ') ? 0.5 : 1;
}

/** Keys of all formulas of a step that say something. */
export function formulaKeys(step: StepContent): readonly string[] {
  const keys = new Set<string>();
  for (const equation of step.formulas.equations) {
    keys.add(equation.key);
    equation.sides.forEach((side, index) => {
      const next = equation.sides[index + 1];
      if (next !== undefined && equation.sides.length > 2) keys.add(`${side.key}=${next.key}`);
      if (side.size >= 3) keys.add(side.key);
    });
  }
  for (const expression of step.formulas.expressions) keys.add(expression.key);
  return [...keys];
}

function atomsOf(step: StepContent): readonly string[] {
  return [
    ...step.words.map((key) => `w ${key}`),
    ...step.numbers.map((key) => `n ${key}`),
    ...step.symbols.map((key) => `s ${key}`),
    ...formulaKeys(step).map((key) => `f ${key}`),
  ];
}

interface Seen {
  readonly first: number;
  /** First step after `first` in which it stands; -1 when none. */
  next: number;
}

/** Reads what is new in every step. Linear in the text. */
export function findNews(question: StepContent | null, steps: readonly StepContent[]): readonly News[] {
  const seen = new Map<string, Seen>();
  const inQuestion = new Set(question?.words);
  for (const atom of question === null ? [] : atomsOf(question)) seen.set(atom, { first: -1, next: -1 });
  const atoms = steps.map(atomsOf);
  const fresh: string[][] = [];
  const since: (number | null)[] = [];
  steps.forEach((_step, index) => {
    const mine: string[] = [];
    let latest = -1;
    for (const atom of atoms[index] ?? []) {
      const entry = seen.get(atom);
      if (entry === undefined) {
        seen.set(atom, { first: index, next: -1 });
        mine.push(atom);
      } else {
        if (entry.next === -1 && entry.first >= 0 && entry.first !== index) entry.next = index;
        latest = Math.max(latest, entry.first);
      }
    }
    fresh.push(mine);
    since.push(mine.length === 0 ? latest : null);
  });
  return steps.map((step, index) => describe(step, fresh[index] ?? [], since[index] ?? null, seen, inQuestion));
}

function describe(
  step: StepContent,
  fresh: readonly string[],
  knownSince: number | null,
  seen: ReadonlyMap<string, Seen>,
  inQuestion: ReadonlySet<string>,
): News {
  const pick = (prefix: string) => fresh.filter((atom) => atom.startsWith(prefix)).map((atom) => atom.slice(2));
  const total = (test: (next: number) => boolean) =>
    fresh.reduce((sum, atom) => sum + (test(seen.get(atom)?.next ?? -1) ? weightOf(atom) : 0), 0);
  const shared = step.words.filter((word) => inQuestion.has(word)).length;
  return {
    words: pick('w '),
    numbers: pick('n '),
    symbols: pick('s '),
    formulas: pick('f '),
    formulaCount: formulaKeys(step).length,
    takenUp: total((next) => next !== -1),
    takenNext: total((next) => next === step.index + 1),
    weight: total(() => true),
    fromQuestion: step.words.length === 0 ? 0 : shared / step.words.length,
    knownSince,
  };
}
