import type { StepContent } from './step-facts.ts';

/** A calculation that a step makes: the numbers that go in and the number that comes out. */
interface Made {
  readonly inputs: ReadonlySet<string>;
  readonly result: string;
}

/** What a step says about one calculation, in signs or in words. */
export interface DerivationMarks {
  /** Calculations of a number that stood nowhere before. */
  readonly makes: readonly Made[];
  readonly numbers: ReadonlySet<string>;
  /** Numbers that stand in it as words or in another notation: "twice", "half", "one", "60 %" for 0.6. */
  readonly implied: () => ReadonlySet<string>;
  /** Formulas with their operands in order. */
  readonly formulas: ReadonlySet<string>;
  readonly results: ReadonlySet<string>;
}

const IMPLIED: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\b(?:twice|doubl(?:e|es|ed|ing)|half|halves|halved|both|two)\b/i, ['2', '0.5']],
  [/\b(?:triple[sd]?|thrice|tripling|third|thirds)\b/i, ['3']],
  [/\b(?:quarter|quarters|fourth|fourths|quadrupled?)\b/i, ['4', '0.25']],
  [/\b(?:one|single)\b/i, ['1']],
  [/\bdozen\b/i, ['12']],
];
/** Longest part of a step that is read for implied numbers. */
const MAX_READ = 1_000;
/** Most calculations of a step that are compared. */
const MAX_MADE = 6;

function impliedIn(step: StepContent): ReadonlySet<string> {
  const text = step.text.slice(0, MAX_READ);
  const implied = new Set(IMPLIED.flatMap(([pattern, keys]) => (pattern.test(text) ? keys : [])));
  if (text.includes('%') || /\bpercent\b/i.test(text)) {
    for (const key of step.numbers.slice(0, 8)) {
      implied.add(String(Number((Number(key) / 100).toPrecision(10))));
      implied.add(String(Number((Number(key) * 100).toPrecision(10))));
    }
  }
  return implied;
}

/** Reads what a step calculates; `known` are the numbers before it. Linear in its length. */
export function derivationMarks(step: StepContent, known: ReadonlySet<string>): DerivationMarks {
  const makes: Made[] = [];
  const results = new Set<string>();
  for (const { sides, isEquality } of step.formulas.equations) {
    const last = sides[sides.length - 1];
    const result = last?.size === 1 && !last.hasSymbol ? last.numbers[0] : undefined;
    if (result === undefined || !isEquality) continue;
    results.add(result);
    const from = sides.find((side) => side.size >= 3 && !side.hasSymbol && side.numbers.length >= 2);
    if (from !== undefined && !known.has(result) && makes.length < MAX_MADE) {
      makes.push({ inputs: new Set(from.numbers), result });
    }
  }
  let implied: ReadonlySet<string> | null = null;
  const all = [...step.formulas.equations.flatMap((e) => e.sides), ...step.formulas.expressions];
  return {
    makes,
    numbers: new Set(step.numbers),
    implied: () => {
      implied ??= impliedIn(step);
      return implied;
    },
    formulas: new Set(all.filter((side) => side.size >= 3).map((side) => side.key)),
    results,
  };
}

/** How much of a calculation of the earlier step this step says again: its distinct numbers, 0 when it is another one. */
function saysAgain(mine: DerivationMarks, theirs: DerivationMarks, { inputs, result }: Made): number {
  if (!mine.numbers.has(result)) return 0;
  for (const input of inputs) if (!mine.numbers.has(input) && !mine.implied().has(input)) return 0;
  for (const number of mine.numbers) {
    if (number !== result && !theirs.numbers.has(number) && !inputs.has(number) && !theirs.implied().has(number))
      return 0;
  }
  return new Set([...inputs, result]).size;
}

/**
 * Whether a step says a calculation of an earlier step again, whatever its words: the same numbers give the same number, no
 * number comes in that was not there, and a formula, if there is one, is the same. Returns how many distinct numbers carry it.
 */
export function derivesSame(mine: DerivationMarks, theirs: DerivationMarks): number {
  if (theirs.makes.length === 0) return 0;
  for (const key of mine.formulas) if (!theirs.formulas.has(key)) return 0;
  for (const key of mine.results) if (!theirs.results.has(key)) return 0;
  return theirs.makes.reduce((most, made) => Math.max(most, saysAgain(mine, theirs, made)), 0);
}
