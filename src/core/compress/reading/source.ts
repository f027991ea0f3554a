import type { StepContent } from '../../analysis/step-facts.ts';
import type { Equation } from '../../analysis/text/equations.ts';
import { numberKey } from '../../analysis/text/lexer.ts';
import type { TraceText } from '../../analysis/types.ts';
import { type Unit, unitsOf } from './units.ts';

/** What a trace's own texts say, to hold a new text against. */
export interface SourceReading {
  /** Units of the reasoning alone, in order. */
  readonly units: readonly Unit[];
  /** Numbers that stand in the question, the reasoning or the answers, or are the value of an expression there. */
  readonly numbers: ReadonlySet<string>;
  /** Fillings by the pattern of a unit, see `Unit`. */
  readonly fillings: ReadonlyMap<string, ReadonlySet<string>>;
  /** Numbers with a word beside them, see `Unit`. */
  readonly beside: ReadonlySet<string>;
  /** Numbers of a unit by each word of it. */
  readonly company: ReadonlyMap<string, ReadonlySet<string>>;
  /** Fractions as they are written, "3/4". */
  readonly fractions: ReadonlySet<string>;
  /** Equations in one spelling. */
  readonly equations: ReadonlySet<string>;
  /** Formulas with letters by their spelling without numbers. */
  readonly skeletons: ReadonlyMap<string, ReadonlySet<string>>;
}

const cache = new WeakMap<TraceText, SourceReading>();

/** The trace's texts read for comparing, once per text object. */
export function sourceReading(text: TraceText): SourceReading {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const units = unitsOf(text.reasoning);
  const others = [text.question, text.answer, text.referenceAnswer].flatMap((one) => unitsOf(one ?? ''));
  const all = [...units, ...others];
  const reading: SourceReading = {
    units,
    numbers: new Set(all.flatMap(({ content }) => [...content.numbers, ...valuesIn(content), ...ordinalsIn(content)])),
    fillings: grouped(all.map(({ pattern, filling }) => [pattern, filling])),
    beside: new Set(all.flatMap((unit) => unit.beside)),
    company: grouped(
      all.flatMap(({ words, numbers }) => [...words].flatMap((word) => numbers.map((key) => [word, key] as const))),
    ),
    fractions: new Set(
      all.flatMap(({ content }) => fractionsIn(content.text).map(({ top, bottom }) => `${top}/${bottom}`)),
    ),
    equations: new Set(all.flatMap(({ content }) => content.formulas.equations.map(spelling))),
    skeletons: grouped(all.flatMap(({ content }) => spellings(content).map((one) => [skeleton(one), one] as const))),
  };
  cache.set(text, reading);
  return reading;
}

function grouped(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, ReadonlySet<string>> {
  const groups = new Map<string, Set<string>>();
  for (const [key, value] of pairs) {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, new Set([value]));
    else group.add(value);
  }
  return groups;
}

/** Values of the calculations that a unit writes down. */
function valuesIn({ formulas }: StepContent): readonly string[] {
  const sides = [...formulas.equations.flatMap((equation) => equation.sides), ...formulas.expressions];
  return sides.flatMap((side) => (side.value === null || side.size < 2 ? [] : [numberKey(side.value)]));
}

/** A fraction of whole numbers that stands alone and is no part of a calculation. */
export interface Fraction {
  readonly top: string;
  readonly bottom: string;
}

const FRACTION =
  /(?<![\d.,/+*^-][ \t]?)(?:(\d{1,6})\/(\d{1,6})|\\[dt]?frac\{(\d{1,6})\}\{(\d{1,6})\})(?![\d.]*\d|[ \t]?[/])/g;

/** Fractions that a text writes down. */
export function fractionsIn(text: string): readonly Fraction[] {
  return [...text.matchAll(FRACTION)].map((match) => ({
    top: match[1] ?? match[3] ?? '',
    bottom: match[2] ?? match[4] ?? '',
  }));
}

/** "The second stop" is number two. */
function ordinalsIn({ words }: StepContent): readonly string[] {
  return words.flatMap((word) => (word.startsWith('ordinal-') ? [word.slice('ordinal-'.length)] : []));
}

/** All sides of an equation in one spelling. */
export function spelling(equation: Equation): string {
  return equation.sides.map((side) => side.key).join(' = ');
}

/** Equations and longer expressions of a unit. */
function spellings({ formulas }: StepContent): readonly string[] {
  return [...formulas.equations.map(spelling), ...formulas.expressions.map((one) => one.key)];
}

/** A spelling with numbers and signs left open; '' when no letter is in it, as every calculation looks like another. */
export function skeleton(formula: string): string {
  if (!/\p{L}/u.test(formula)) return '';
  return formula
    .replace(/\d+(?:\.\d+)?/g, '#')
    .replace(/(^|= |\()-/g, '$1')
    .replace(/[-+*/]/g, '∘');
}
