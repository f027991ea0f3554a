import { alignItems } from '../base/align.ts';
import { stepHash } from '../core/document/step-hash.ts';
import type { ParsedDocument } from '../core/document/types.ts';
import type { StepLabelText } from '../protocol/lsp.ts';
import { fieldOf } from './client-facts.ts';

/** What people said of the steps of a document, and whether somebody is labelling it now. */
export interface DocumentLabels {
  readonly labels: readonly StepLabelText[];
  readonly labelling: boolean;
}

/** Labels of the steps of open trace documents, as the client sent them; the client stores them. */
export class StepLabels {
  readonly #byUri = new Map<string, DocumentLabels>();

  /** Replaces what is known of a document. */
  set(uri: string, labels: DocumentLabels): void {
    if (labels.labels.length === 0 && !labels.labelling) this.#byUri.delete(uri);
    else this.#byUri.set(uri, labels);
  }

  get(uri: string): DocumentLabels {
    return this.#byUri.get(uri) ?? NONE;
  }
}

const NONE: DocumentLabels = { labels: [], labelling: false };

/** The label of each step of a document as it is now; null where there is none, also where its step was changed since. */
export function labelsNow(
  { reasoning, steps }: Pick<ParsedDocument, 'reasoning' | 'steps'>,
  known: readonly StepLabelText[],
): readonly (string | null)[] {
  const texts: (string | null)[] = steps.map(() => null);
  if (!known.some(({ text }) => text !== null)) return texts;
  const before = known.map(({ hash }) => hash);
  const now = steps.map(({ start, end }) => stepHash(reasoning.slice(start, end)));
  for (const [from, to] of alignItems(before, now)) {
    if (before[from] === now[to]) texts[to] = known[from]?.text ?? null;
  }
  return texts;
}

/** The parts of a message that are as they have to be. */
export function readStepLabels(params: unknown): DocumentLabels {
  const labels = fieldOf(params, 'labels');
  const read = (Array.isArray(labels) ? labels : []).map((item): StepLabelText => {
    const hash = fieldOf(item, 'hash');
    const text = fieldOf(item, 'text');
    return { hash: typeof hash === 'string' ? hash : '', text: typeof text === 'string' ? text : null };
  });
  return { labels: read, labelling: fieldOf(params, 'labelling') === true };
}
