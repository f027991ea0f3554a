import { alignItems } from '../base/align.ts';
import { withSpeakers } from '../core/analysis/agents.ts';
import { withEntropies } from '../core/analysis/entropy.ts';
import { stepHash } from '../core/document/step-hash.ts';
import type { Analysis } from '../core/model/finding.ts';
import type { StepEntropy } from '../core/model/logged-tokens.ts';
import type { RecordStep } from '../protocol/lsp.ts';
import { fieldOf } from './client-facts.ts';

/** Entropies of the steps of open trace documents, as the client sent them: a document holds no logprobs. */
export class RecordSteps {
  readonly #byUri = new Map<string, readonly RecordStep[]>();

  /** Replaces what is known of a document's steps, in their order. */
  set(uri: string, steps: readonly RecordStep[]): void {
    if (steps.length === 0) this.#byUri.delete(uri);
    else this.#byUri.set(uri, steps);
  }

  get(uri: string): readonly RecordStep[] {
    return this.#byUri.get(uri) ?? NONE;
  }
}

const NONE: readonly RecordStep[] = [];

/**
 * The analysis with the entropies of the steps that are as they were when their tokens were logged: an edited step has none,
 * the others keep theirs, wherever they have moved to in their order.
 */
export function withRecordSteps(analysis: Analysis, reasoning: string, known: readonly RecordStep[]): Analysis {
  if (known.length === 0) return analysis;
  const before = known.map(({ hash }) => hash);
  const now = analysis.steps.map(({ start, end }) => stepHash(reasoning.slice(start, end)));
  const entropies: (StepEntropy | null)[] = now.map(() => null);
  const speakers: (string | null)[] = now.map(() => null);
  for (const [from, to] of alignItems(before, now)) {
    if (before[from] === now[to]) entropies[to] = known[from]?.entropy ?? null;
    // Whoever wrote a step wrote its edited form, too.
    speakers[to] = known[from]?.speaker ?? null;
  }
  return { ...analysis, steps: withSpeakers(withEntropies(analysis.steps, entropies), speakers) };
}

/** The parts of a message that are as they have to be. */
export function readRecordSteps(value: unknown): readonly RecordStep[] {
  if (!Array.isArray(value)) return NONE;
  return value.map((item): RecordStep => {
    const hash = fieldOf(item, 'hash');
    const speaker = fieldOf(item, 'speaker');
    return {
      hash: typeof hash === 'string' ? hash : '',
      entropy: readEntropy(fieldOf(item, 'entropy')),
      ...(typeof speaker === 'string' ? { speaker } : {}),
    };
  });
}

function readEntropy(value: unknown): StepEntropy | null {
  const figure = (key: keyof StepEntropy): number | null => {
    const found = fieldOf(value, key);
    return typeof found === 'number' && Number.isFinite(found) ? found : null;
  };
  const tokens = figure('tokens');
  const surprisal = figure('surprisal');
  if (tokens === null || surprisal === null) return null;
  return { tokens, surprisal, total: figure('total'), coverage: figure('coverage'), score: figure('score') };
}
