import type { Span } from '../model/span.ts';
import { applyPlan, planDropping } from './plan.ts';
import type { CompressInput } from './types.ts';

/** Neighbouring steps that are worked on in one piece: 0-based first and last step, and their place in the reasoning. */
export interface Chunk extends Span {
  readonly first: number;
  readonly last: number;
}

/**
 * The steps of a trace in chunks of at least `least` tokens (the last one may have fewer), cut at step boundaries only.
 * Of each chunk its own step counts are added, which is a little above the count of its text.
 */
export function chunksOf(input: CompressInput, least: number): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let first: number | null = null;
  let size = 0;
  for (const [step, span] of input.text.steps.entries()) {
    first ??= step;
    size += input.analysis.steps[step]?.tokens ?? 0;
    if (size < least && step < input.text.steps.length - 1) continue;
    chunks.push({ first, last: step, start: input.text.steps[first]?.start ?? span.start, end: span.end });
    first = null;
    size = 0;
  }
  return chunks;
}

/** `source` with the given places replaced; places in order, not overlapping. */
export function replaceSpans(source: string, replacements: readonly (Span & { readonly text: string })[]): string {
  let cursor = 0;
  const out: string[] = [];
  for (const { start, end, text } of replacements) {
    out.push(source.slice(cursor, start), text);
    cursor = end;
  }
  out.push(source.slice(cursor));
  return out.join('');
}

/**
 * Neighbouring numbers of a rising list in at most `most` groups of about one size; groups do not reach over a gap, so
 * that there are more of them when the list has more gaps than that.
 */
export function groupsOf(steps: readonly number[], most: number): readonly (readonly number[])[] {
  const size = Math.max(1, Math.ceil(steps.length / most));
  const groups: number[][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (last !== undefined && last.length < size && last.at(-1) === step - 1) last.push(step);
    else groups.push([step]);
  }
  return groups;
}

/** The reasoning without some of its steps. */
export function reasoningWithout(input: CompressInput, steps: Iterable<number>): string {
  const reasons = new Map([...steps].map((step) => [step, 'left out']));
  return applyPlan(input.text, planDropping(input.text.steps.length, reasons)).text;
}
