import { cohenKappa, krippendorffAlpha } from '../annotations/agreement.ts';
import { isLabelled, type StepState } from '../annotations/step-state.ts';
import type { TracePlace } from './distribution.ts';
import type { LabelFigures } from './label-figures.ts';
import { Tallies } from './tally.ts';

/** What people said of a trace. */
export interface TraceLabels {
  /** Of each step, as core/annotations tells it. */
  readonly steps: readonly (readonly StepState[])[];
  /** An annotator is through with the trace. */
  readonly isDone: boolean;
  /** Labels of steps that are there no longer. */
  readonly lost: number;
}

/**
 * Progress of labelling over the traces of a corpus, and agreement. What grows is what several people said of one step, so only
 * with their work. Suggestions that nobody confirmed are counted by themselves and are no labels.
 */
export class LabelStatistics {
  readonly #labels = new Tallies();
  readonly #units: ReadonlyMap<string, string>[] = [];
  #done = 0;
  #begun = 0;
  #untouched = 0;
  #stale = 0;
  #suggested = 0;

  addTrace({ steps, isDone, lost }: TraceLabels, place: TracePlace): void {
    const said = steps.map((states) => states.filter((state) => isLabelled(state) && isOwn(state)));
    const labelled = said.filter((states) => states.length > 0).length;
    if (isDone || (steps.length > 0 && labelled === steps.length)) this.#done += 1;
    else if (labelled > 0) this.#begun += 1;
    else this.#untouched += 1;
    this.#stale += lost + said.flat().filter(({ stale }) => stale).length;
    this.#suggested += steps.flat().filter((state) => isLabelled(state) && !isOwn(state)).length;
    const counts = new Map<string, number>();
    for (const state of said.flat()) counts.set(saidIn(state), (counts.get(saidIn(state)) ?? 0) + 1);
    for (const [value, count] of counts) this.#labels.add(value, count, 0, place);
    for (const states of said) {
      if (states.length > 1) this.#units.push(new Map(states.map((state) => [state.annotator, saidIn(state)])));
    }
  }

  merge(other: LabelStatistics): void {
    this.#labels.merge(other.#labels);
    for (const unit of other.#units) this.#units.push(unit);
    this.#done += other.#done;
    this.#begun += other.#begun;
    this.#untouched += other.#untouched;
    this.#stale += other.#stale;
    this.#suggested += other.#suggested;
  }

  figures(): LabelFigures {
    const names = [...new Set(this.#units.flatMap((unit) => [...unit.keys()]))].sort();
    const units = this.#units.map((unit) => names.map((name) => unit.get(name) ?? null));
    const agreement = names.flatMap((first, a) =>
      names.slice(a + 1).flatMap((second, later) => {
        const { both, equal, kappa } = cohenKappa(units, a, a + 1 + later);
        return both === 0 ? [] : [{ annotators: `${first} and ${second}`, steps: both, equal, kappa }];
      }),
    );
    return {
      done: this.#done,
      begun: this.#begun,
      untouched: this.#untouched,
      labels: this.#labels.sorted().map(([label, { count, places }]) => ({ label, steps: count, places })),
      stale: this.#stale,
      suggested: this.#suggested,
      agreement,
      alpha: krippendorffAlpha(units),
    };
  }
}

/** A person's own decision, here or in another file; no suggestion. */
function isOwn({ origin }: StepState): boolean {
  return origin === 'person' || origin === 'import';
}

function saidIn({ label, rating }: StepState): string {
  if (label !== null) return label;
  return rating !== null && rating > 0 ? `rated +${rating}` : `rated ${rating ?? '-'}`;
}
