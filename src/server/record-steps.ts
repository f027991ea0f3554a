import { alignItems } from '../base/align.ts';
import { withSpeakers } from '../core/analysis/agents.ts';
import { withEntropies } from '../core/analysis/entropy.ts';
import { stepHash } from '../core/document/step-hash.ts';
import type { Analysis, AnalyzedStep } from '../core/model/finding.ts';
import type { StepEntropy } from '../core/model/logged-tokens.ts';
import type { RecordedStep } from '../core/model/recorded-step.ts';
import type { RecordStep } from '../protocol/lsp.ts';
import { fieldOf } from './client-facts.ts';

/** What the records of open trace documents say beside their texts, as the client sent it. */
export class RecordSteps {
  readonly #byUri = new Map<string, readonly RecordStep[]>();
  readonly #reported = new Map<string, number>();

  /** Replaces what is known of a document: its steps in their order, and the provider's count of reasoning tokens or null. */
  set(uri: string, steps: readonly RecordStep[], reported: number | null): void {
    if (steps.length === 0) this.#byUri.delete(uri);
    else this.#byUri.set(uri, steps);
    if (reported === null) this.#reported.delete(uri);
    else this.#reported.set(uri, reported);
  }

  get(uri: string): readonly RecordStep[] {
    return this.#byUri.get(uri) ?? NONE;
  }

  /** Tokens of reasoning as the provider reported them, null where the record says nothing. */
  reported(uri: string): number | null {
    return this.#reported.get(uri) ?? null;
  }
}

const NONE: readonly RecordStep[] = [];

/**
 * The analysis with the entropies and recorded labels of the steps that are as the record has them: an edited step has none,
 * the others keep theirs, wherever they have moved to in their order.
 */
export function withRecordSteps(analysis: Analysis, reasoning: string, known: readonly RecordStep[]): Analysis {
  if (known.length === 0) return analysis;
  const before = known.map(({ hash }) => hash);
  const now = analysis.steps.map(({ start, end }) => stepHash(reasoning.slice(start, end)));
  const entropies: (StepEntropy | null)[] = now.map(() => null);
  const speakers: (string | null)[] = now.map(() => null);
  const said: (RecordedStep | null)[] = now.map(() => null);
  for (const [from, to] of alignItems(before, now)) {
    if (before[from] === now[to]) entropies[to] = known[from]?.entropy ?? null;
    if (before[from] === now[to]) said[to] = known[from]?.recorded ?? null;
    // Whoever wrote a step wrote its edited form, too.
    speakers[to] = known[from]?.speaker ?? null;
  }
  const steps = withSpeakers(withEntropies(analysis.steps, entropies), speakers);
  return { ...analysis, steps: steps.map((step, i) => withSaid(step, said[i] ?? null)) };
}

function withSaid(step: AnalyzedStep, recorded: RecordedStep | null): AnalyzedStep {
  return recorded === null ? step : { ...step, recorded };
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
      ...readRecorded(fieldOf(item, 'recorded')),
    };
  });
}

function readRecorded(value: unknown): { readonly recorded?: RecordedStep } {
  const alternatives = fieldOf(value, 'alternatives');
  const words = (label: unknown) => (typeof label === 'string' && label !== '' ? label : null);
  const others = (Array.isArray(alternatives) ? alternatives : []).flatMap((each) => {
    const text = fieldOf(each, 'text');
    return typeof text === 'string' ? [{ text, label: words(fieldOf(each, 'label')) }] : [];
  });
  const label = words(fieldOf(value, 'label'));
  if (label === null && others.length === 0) return {};
  return { recorded: { label, isWrong: fieldOf(value, 'isWrong') === true, alternatives: others } };
}

/** The reported count of a message; null when there is none. */
export function readReported(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
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
