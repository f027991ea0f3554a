import type { StepEntropy } from '../model/logged-tokens.ts';
import type { Span } from '../model/span.ts';

/**
 * What a method would do to a stretch of the reasoning. `gone`: the model does not see it any more. `fading`: it is gone in some of the
 * rows. `chosen`: the method keeps or uses just this.
 */
export type MarkKind = 'gone' | 'fading' | 'chosen';

/** A marked stretch, UTF-16 offsets into the reasoning text. */
export interface PreviewMark extends Span {
  readonly kind: MarkKind;
}

/** A slider. */
export interface PreviewControl {
  readonly id: string;
  readonly title: string;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  readonly default: number;
}

/** A stored variant of the trace, as a stop of the valve. */
export interface PreviewVariant {
  readonly id: string;
  readonly title: string;
  readonly tokens: number;
  /** 0-based steps that it keeps; null when it is not made of steps. */
  readonly kept: readonly number[] | null;
}

/** What previews look at. */
export interface PreviewInput {
  readonly reasoning: string;
  readonly steps: readonly Span[];
  /** UTF-16 end offsets of the tokens of the reasoning, rising. */
  readonly tokenEnds: readonly number[];
  /** Names the tokens: a tokenizer, or "words" where that has no tokens with places. */
  readonly tokenizer: string;
  /** Of each step; null where nothing was logged. */
  readonly entropies: readonly (StepEntropy | null)[];
  readonly variants: readonly PreviewVariant[];
}

/** Values of the sliders by their ids. */
export type PreviewValues = Readonly<Record<string, number>>;

/** What a method would do at these values. */
export interface Preview {
  readonly marks: readonly PreviewMark[];
  /** What there is to say, the most important first. */
  readonly sentences: readonly string[];
  /** Id of the variant that the values choose, to be opened. */
  readonly variant?: string;
}

/** Shows in a trace what a method of training or export would do with it. */
export interface MethodPreview {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** Sliders for that trace at these values (one may bound another); a reason, as a sentence, when there is nothing to show for it. */
  controls(input: PreviewInput, values: PreviewValues): readonly PreviewControl[] | string;
  show(input: PreviewInput, values: PreviewValues): Preview;
}
