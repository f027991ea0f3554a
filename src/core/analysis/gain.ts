import type { TraceFacts } from './facts.ts';
import type { News } from './news.ts';
import type { Similar } from './similar.ts';
import type { StepContent } from './step-facts.ts';

/** Named evidence about one step; each in [0,1]. The names are those of the weights file. */
export type Features = Readonly<Record<string, number>>;

/** Steps that count as "the next ones". */
const REACH = 2;

const flag = (value: boolean): number => (value ? 1 : 0);
const part = (some: number, all: number): number => (all === 0 ? 0 : some / all);

/** Pieces of a step that may be taken up: formula pieces, numbers and content words. */
function piecesOf(step: StepContent): readonly string[] {
  return [...step.mathGrams, ...step.numbers.map((n) => `n ${n}`), ...step.words.map((w) => `w ${w}`)];
}

interface Ledger {
  /** Step in which a piece first stood; -1 is the question. */
  readonly first: ReadonlyMap<string, number>;
  readonly pieces: readonly (readonly string[])[];
}

function openLedger(facts: TraceFacts): Ledger {
  const first = new Map<string, number>();
  for (const piece of facts.question === null ? [] : piecesOf(facts.question)) first.set(piece, -1);
  const pieces = facts.steps.map(piecesOf);
  pieces.forEach((list, index) => {
    for (const piece of list) if (!first.has(piece)) first.set(piece, index);
  });
  return { first, pieces };
}

/** Formula pieces: how many were known, and how many of the new ones the next steps say again. */
function mathSide(ledger: Ledger, facts: TraceFacts, index: number): Features {
  const step = facts.steps[index];
  const grams = step?.mathGrams ?? [];
  const known = grams.filter((g) => (ledger.first.get(g) ?? index) < index);
  const knownInSteps = known.filter((g) => (ledger.first.get(g) ?? -1) >= 0);
  const fresh = grams.filter((g) => ledger.first.get(g) === index);
  const ahead = new Set<string>();
  for (let k = index + 1; k <= index + REACH; k++) for (const g of facts.steps[k]?.mathGrams ?? []) ahead.add(g);
  const size = Math.min(1, grams.length / 5);
  return {
    'math-known': part(known.length, grams.length) * size,
    'math-said-before': part(knownInSteps.length, grams.length) * size,
    'math-said-next': part(fresh.filter((g) => ahead.has(g)).length, grams.length) * size,
    'math-new': Math.min(1, fresh.length / 8),
  };
}

/** Where the next step takes its known pieces from: from before this step, or from this step. */
function linkSide(ledger: Ledger, index: number): Features {
  const next = ledger.pieces[index + 1] ?? [];
  let before = 0;
  let here = 0;
  for (const piece of next) {
    const first = ledger.first.get(piece) ?? index + 1;
    if (first === index) here++;
    else if (first < index) before++;
  }
  return { 'next-from-before': part(before, next.length), 'next-from-here': part(here, next.length) };
}

function newsSide(step: StepContent, news: News, similar: Similar, isLast: boolean): Features {
  const freshProducts = step.products.filter((p) => p.how === 'equation' && news.numbers.includes(p.key)).length;
  return {
    'no-new-number': flag(step.numbers.length > 0 && news.numbers.length === 0),
    'new-number': Math.min(1, news.numbers.length / 2),
    'new-result': flag(freshProducts > 0),
    'no-new-formula': flag(news.formulaCount > 0 && news.formulas.length === 0),
    'no-math': flag(news.formulaCount === 0 && step.numbers.length === 0 && step.symbols.length === 0),
    'no-result': flag(step.products.length === 0),
    'new-words': part(news.words.length, step.words.length) * Math.min(1, step.words.length / 4),
    'nothing-at-all': flag(news.weight === 0),
    'little-news': 1 / (1 + news.weight),
    'news-taken-up': part(news.takenUp, news.weight),
    'news-taken-next': Math.min(1, news.takenNext / 2),
    'news-left': isLast
      ? 0
      : part(news.weight - news.takenUp, step.words.length + step.numbers.length + news.formulaCount),
    contained: similar.contained,
    'same-numbers': flag(similar.sameNumbers && similar.sharedMath > 0) * similar.contained,
    'from-question': news.fromQuestion,
  };
}

/** What every step brings and what becomes of it: the information side of the evidence. Linear in the trace. */
export function gainFeatures(facts: TraceFacts): readonly Features[] {
  const ledger = openLedger(facts);
  return facts.steps.map((step, index) => {
    const news = facts.news[index];
    const similar = facts.similar[index];
    if (news === undefined || similar === undefined) return {};
    return {
      ...newsSide(step, news, similar, index === facts.steps.length - 1),
      ...mathSide(ledger, facts, index),
      ...linkSide(ledger, index),
      needed: flag(facts.answer.reachedAt !== null && facts.required.has(index)),
    };
  });
}
