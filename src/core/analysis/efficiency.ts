import type { EfficiencyFigures } from '../model/finding.ts';
import type { TraceFacts } from './facts.ts';
import { solutionsOf } from './solutions.ts';

/** A stretch of a trace that ends with an answer. */
export interface SolutionTokens {
  readonly tokens: number;
  /** Its answer is right, or, where no reference answer is known, the one that the trace ends with. */
  readonly isCorrect: boolean;
  /** It follows a way that no earlier solution of the trace followed. */
  readonly isNewWay: boolean;
}

/** Sums over traces, so that the figures of a file are merged from those of its traces in any order. */
export interface Efficiency {
  readonly traces: number;
  readonly outcomeSum: number;
  readonly processSum: number;
}

export const NO_EFFICIENCY: Efficiency = { traces: 0, outcomeSum: 0, processSum: 0 };

/**
 * Efficiency of one trace of `total` tokens ("Do NOT think that much for 2+3=?", arXiv 2412.21187). Outcome: the share of the
 * tokens up to and with the first right answer, 0 when none is right. Process: the share of the tokens that stand in solutions
 * which open a new way. `NO_EFFICIENCY` for a trace without tokens.
 */
export function efficiencyOf(total: number, solutions: readonly SolutionTokens[]): Efficiency {
  if (total <= 0) return NO_EFFICIENCY;
  const first = solutions.findIndex((solution) => solution.isCorrect);
  const sum = (some: readonly SolutionTokens[]) => some.reduce((tokens, solution) => tokens + solution.tokens, 0);
  return {
    traces: 1,
    outcomeSum: first === -1 ? 0 : Math.min(1, sum(solutions.slice(0, first + 1)) / total),
    processSum: Math.min(1, sum(solutions.filter((solution) => solution.isNewWay)) / total),
  };
}

/** The efficiency of both together. */
export function mergeEfficiency(a: Efficiency, b: Efficiency): Efficiency {
  return {
    traces: a.traces + b.traces,
    outcomeSum: a.outcomeSum + b.outcomeSum,
    processSum: a.processSum + b.processSum,
  };
}

/** Mean outcome efficiency in [0,1]; `null` without traces. */
export function outcomeEfficiency({ traces, outcomeSum }: Efficiency): number | null {
  return traces === 0 ? null : outcomeSum / traces;
}

/** Mean process efficiency in [0,1]; `null` without traces. */
export function processEfficiency({ traces, processSum }: Efficiency): number | null {
  return traces === 0 ? null : processSum / traces;
}

/** The means over its traces; `null` without any. */
export function figuresOf(efficiency: Efficiency | null): EfficiencyFigures | null {
  const outcome = efficiency === null ? null : outcomeEfficiency(efficiency);
  const process = efficiency === null ? null : processEfficiency(efficiency);
  return outcome === null || process === null ? null : { outcome, process };
}

/** The efficiency with one trace more, by that trace's figures. */
export function addFigures(all: Efficiency, { outcome, process }: EfficiencyFigures): Efficiency {
  return mergeEfficiency(all, { traces: 1, outcomeSum: outcome, processSum: process });
}

/**
 * Efficiency of a trace by its facts, with the tokens of each step: the first solution ends where the answer is first correct
 * when the record's reference answer agrees, else where it is first reached; formulas stand in for a judge of ways. `null` when
 * the answer is nowhere stated. Where the
 * reference answer disagrees, no solution counts as right.
 */
export function traceEfficiency(facts: TraceFacts, tokens: readonly number[]): Efficiency | null {
  const solutions = solutionsOf(facts, facts.doneAt ?? facts.answer.reachedAt);
  if (solutions.length === 0) return null;
  const isCorrect = facts.answer.confirmed || facts.text.referenceAnswer === null;
  const sum = (from: number, to: number) => tokens.slice(from, to).reduce((all, some) => all + some, 0);
  return efficiencyOf(
    sum(0, tokens.length),
    solutions.map(({ start, end, isNewWay }) => ({ tokens: sum(start, end + 1), isCorrect, isNewWay })),
  );
}
