import type { TraceText } from '../core/analysis/types.ts';
import { stepHash } from '../core/document/step-hash.ts';
import type { Analysis } from '../core/model/finding.ts';

/** The steps that people decided to keep, as the client sent them; the client stores them. */
export class KeepLists {
  readonly #byUri = new Map<string, ReadonlySet<string>>();

  /** Replaces the list of a document. */
  set(uri: string, hashes: readonly string[]): void {
    if (hashes.length === 0) this.#byUri.delete(uri);
    else this.#byUri.set(uri, new Set(hashes));
  }

  /** The hashes of the steps to keep, empty when there are none. */
  get(uri: string): ReadonlySet<string> {
    return this.#byUri.get(uri) ?? NONE;
  }
}

const NONE: ReadonlySet<string> = new Set();

/** The analysis with kept steps no longer flagged, and which steps that concerns. */
export function withKept(
  analysis: Analysis,
  text: Pick<TraceText, 'reasoning'>,
  hashes: ReadonlySet<string>,
): { readonly analysis: Analysis; readonly kept: readonly number[] } {
  if (hashes.size === 0) return { analysis, kept: [] };
  const kept = analysis.steps
    .filter((step) => step.flagged && hashes.has(stepHash(text.reasoning.slice(step.start, step.end))))
    .map((step) => step.index);
  if (kept.length === 0) return { analysis, kept };
  const steps = analysis.steps.map((step) => (kept.includes(step.index) ? { ...step, flagged: false } : step));
  const flagged = steps.reduce((sum, step) => sum + (step.flagged ? step.tokens : 0), 0);
  return { analysis: { ...analysis, steps, tokens: { ...analysis.tokens, flagged } }, kept };
}
