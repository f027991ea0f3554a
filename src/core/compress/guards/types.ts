import type { TraceFacts } from '../../analysis/facts.ts';
import type { Equation } from '../../analysis/text/equations.ts';
import type { Span } from '../../model/span.ts';
import type { Derivation } from '../derivation.ts';
import type { CompressInput, CompressOptions, GuardLevel, Plan } from '../types.ts';

/** What a guard looks at. */
export interface GuardSubject {
  readonly input: CompressInput;
  /** The compressed reasoning. */
  readonly text: string;
  /** Null when a model wrote the text as a whole. */
  readonly plan: Plan | null;
  /** 0-based steps whose words are still there; null when the text is not made of steps. */
  readonly kept: readonly number[] | null;
  readonly tokens: { readonly before: number; readonly after: number };
  readonly derivation: Derivation;
  /** The compressed text read anew, with the original's answer as the one to look for. */
  readonly after: TraceFacts;
  /** True when words stand in the text that no step had: a rewritten step or a whole new text. */
  readonly hasNewWords: boolean;
  /** What was asked of the strategy, as far as it is known. */
  readonly options?: CompressOptions;
}

/** A person's levels in place of the guards' own, by the guard's id; unknown ids are ignored. "answer-unchanged" is always required. */
export type GuardPolicy = Readonly<Record<string, GuardLevel>>;

/**
 * `restore` names 0-based steps that would mend it when they came back as they were; `span` is the place in the compressed
 * text, UTF-16 offsets, and `steps` are the 0-based source steps that it is about, where they are others than `restore`.
 */
export type GuardVerdict =
  | { readonly passed: true }
  | {
      readonly passed: false;
      readonly detail: string;
      readonly restore?: readonly number[];
      readonly span?: Span;
      readonly steps?: readonly number[];
    };

/** One check of a compressed text against its source. Pure; never throws. */
export interface Guard {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** A failed required guard refuses the variant; a failed advisory one warns. */
  readonly required: boolean;
  check(subject: GuardSubject): GuardVerdict;
}

export const PASSED: GuardVerdict = { passed: true };

/** "step 3", "steps 3 and 5", "steps 3, 5, 8 and 4 more" of 0-based indices. */
export function stepNames(steps: readonly number[]): string {
  const numbers = steps.map((step) => String(step + 1));
  if (numbers.length <= 1) return `step ${numbers.join('')}`;
  if (numbers.length <= 4) return `steps ${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)}`;
  return `steps ${numbers.slice(0, 3).join(', ')} and ${numbers.length - 3} more`;
}

/** A piece of text for a message: on one line, cut at 60 characters. */
export function excerpt(text: string): string {
  const line = text.slice(0, 200).split(/\s/).filter(Boolean).join(' ');
  return line.length <= 60 ? line : `${line.slice(0, 59)}…`;
}

/** All sides of an equation in one spelling. */
export function chain(equation: Equation): string {
  return equation.sides.map((side) => side.key).join(' = ');
}
