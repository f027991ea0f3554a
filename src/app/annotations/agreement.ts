import {
  cohenKappa,
  krippendorffAlpha,
  nominal,
  ordinal,
  type PairAgreement,
} from '../../core/annotations/agreement.ts';
import { isDecision } from '../../core/annotations/consensus.ts';
import { isLabelled, labelText, type StepState } from '../../core/annotations/step-state.ts';
import type { TraceSteps } from './labelled-trace.ts';

/** How two annotators agree; each part on the steps that both gave a label, or a rating. */
export interface PairReport {
  readonly annotators: readonly [string, string];
  readonly labels: PairAgreement;
  readonly ratings: PairAgreement;
}

/** A step of which people say different things. */
export interface Disagreement {
  readonly line: number;
  readonly id: string;
  /** 0-based. */
  readonly step: number;
  readonly text: string;
  readonly said: readonly { readonly annotator: string; readonly said: string }[];
}

/** How the annotators of a corpus agree. Suggestions that nobody confirmed and labels of changed steps do not count. */
export interface AgreementReport {
  /** Steps that two or more people labelled or rated. */
  readonly common: number;
  readonly pairs: readonly PairReport[];
  /** Krippendorff's alpha, nominal for labels and ordinal for ratings; null where it is not defined. */
  readonly alphaLabels: number | null;
  readonly alphaRatings: number | null;
  readonly disagreements: readonly Disagreement[];
}

/** Collects what people say of the same steps. */
export class AgreementCount {
  readonly #units: (readonly StepState[])[] = [];
  readonly #disagreements: Disagreement[] = [];

  add({ line, place, now }: TraceSteps, steps: readonly (readonly StepState[])[]): void {
    for (const [step, states] of steps.entries()) {
      const said = states.filter((state) => isLabelled(state) && isDecision(state) && !state.stale);
      if (said.length === 0) continue;
      this.#units.push(said);
      const differs = (values: readonly (string | number)[]) => new Set(values).size > 1;
      if (!differs(said.flatMap(({ label }) => label ?? [])) && !differs(said.flatMap(({ rating }) => rating ?? [])))
        continue;
      const each = said.map((state) => ({ annotator: state.annotator, said: labelText(state) }));
      this.#disagreements.push({ line, id: place.traceId, step, text: now[step]?.text ?? '', said: each });
    }
  }

  finish(): AgreementReport {
    const annotators = [...new Set(this.#units.flatMap((unit) => unit.map(({ annotator }) => annotator)))].sort();
    const table = (read: (state: StepState) => string | null) =>
      this.#units.map((unit) => {
        const byName = new Map(unit.map((state) => [state.annotator, read(state)]));
        return annotators.map((name) => byName.get(name) ?? null);
      });
    const labels = table(({ label }) => label);
    const ratings = table(({ rating }) => (rating === null ? null : String(rating)));
    const pairs = annotators.flatMap((first, a) =>
      annotators.slice(a + 1).map((second, offset): PairReport => {
        const b = a + 1 + offset;
        return { annotators: [first, second], labels: cohenKappa(labels, a, b), ratings: cohenKappa(ratings, a, b) };
      }),
    );
    return {
      common: this.#units.filter((unit) => unit.length > 1).length,
      pairs,
      alphaLabels: krippendorffAlpha(labels, nominal),
      alphaRatings: krippendorffAlpha(ratings, ordinal),
      disagreements: this.#disagreements,
    };
  }
}
