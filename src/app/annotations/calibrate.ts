import { readTrace } from '../../core/analysis/facts.ts';
import { type HeldOut, heldOut } from '../../core/analysis/fit/held-out.ts';
import { type JudgedStep, refitHeads } from '../../core/analysis/fit/refit.ts';
import { gatherEvidence } from '../../core/analysis/score.ts';
import type { Head } from '../../core/analysis/types.ts';
import { HEADS } from '../../core/analysis/weights.ts';
import { agreedLabels } from '../../core/annotations/consensus.ts';
import { stepStates } from '../../core/annotations/trace-annotations.ts';
import { textsOf } from '../analyze-trace.ts';
import type { AnnotationLog } from '../annotation-store.ts';
import type { TraceSteps } from './labelled-trace.ts';

/** Fewer labels than this fit noise: all, those of each kind, and problems that they are spread over. */
export const LEAST = { labels: 100, ofEach: 20, problems: 5 } as const;

/** Steps that people labelled skip or keep, as training data. */
export interface LabelCounts {
  readonly skip: number;
  readonly keep: number;
  readonly problems: number;
  /** Steps with another label, which say neither; open because of a tie; of changed steps. */
  readonly others: number;
  readonly ties: number;
  readonly stale: number;
}

/** New weights and what they are worth; or why there are none, as a sentence. */
export type Calibration =
  | {
      readonly kind: 'fitted';
      readonly heads: readonly Head[];
      readonly figures: HeldOut;
      readonly counts: LabelCounts;
    }
  | { readonly kind: 'refused'; readonly why: string; readonly counts: LabelCounts };

/** Collects labelled steps with their evidence and fits the weights of the score to them. */
export class Calibrator {
  readonly #byProblem = new Map<string, JudgedStep[]>();
  readonly #sums = { skip: 0, keep: 0, others: 0, ties: 0, stale: 0 };

  readonly #disabledPasses: readonly string[];

  constructor(disabledPasses: readonly string[] = []) {
    this.#disabledPasses = disabledPasses;
  }

  /** Takes the labels of a trace; those of the majority, or of one annotator. `problem` is equal for all samples of a problem. */
  add(log: AnnotationLog, { place, now, anchors, trace }: TraceSteps, problem: string, annotator?: string): void {
    const rows = log.stepRows(place);
    if (rows.length === 0) return;
    const agreed = agreedLabels(stepStates(rows, now), annotator);
    if (agreed === null) return;
    this.#sums.ties += agreed.ties;
    this.#sums.stale += agreed.stale;
    const steps = anchors.map(({ start, end }) => ({ start, end }));
    const evidence = gatherEvidence(readTrace({ ...textsOf(trace), steps }), this.#disabledPasses);
    const judged = this.#byProblem.get(problem) ?? [];
    for (const [index, { label }] of agreed.steps.entries()) {
      if (label === null) continue;
      if (label !== 'skip' && label !== 'keep') this.#sums.others += 1;
      else {
        this.#sums[label] += 1;
        judged.push({ features: evidence[index]?.features ?? {}, skip: label === 'skip' });
      }
    }
    if (judged.length > 0) this.#byProblem.set(problem, judged);
  }

  finish(): Calibration {
    const counts = { ...this.#sums, problems: this.#byProblem.size };
    const { skip, keep, problems } = counts;
    if (skip + keep < LEAST.labels || Math.min(skip, keep) < LEAST.ofEach || problems < LEAST.problems) {
      const needs = `at least ${LEAST.labels} steps labelled skip or keep, ${LEAST.ofEach} of each, on ${LEAST.problems} problems`;
      const why = `There are too few labels to fit to: it takes ${needs}; there are ${skip} skip and ${keep} keep on ${problems}.`;
      return { kind: 'refused', why, counts };
    }
    const heads = refitHeads([...this.#byProblem.values()].flat(), HEADS);
    return { kind: 'fitted', heads, figures: heldOut(this.#byProblem, HEADS), counts };
  }
}
