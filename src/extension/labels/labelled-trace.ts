import type { TextDocument, Uri } from 'vscode';
import type { AnnotationLog } from '../../app/annotation-store.ts';
import { anchorsOf } from '../../core/annotations/anchor.ts';
import { type StepStates, stepStates } from '../../core/annotations/trace-annotations.ts';
import { parseDocument } from '../../core/document/parse.ts';
import { stepHash } from '../../core/document/step-hash.ts';
import type { ParsedDocument } from '../../core/document/types.ts';
import type { AnnotatedTrace, StepAnchor } from '../../core/model/annotation.ts';
import type { Corpora } from '../corpora.ts';
import { parseTraceUri, type TraceRef } from '../trace-fs/uris.ts';
import type { AnnotationLogs } from './logs.ts';

/** One version of a trace document with its steps as they are labelled. */
export interface LabelledTrace {
  readonly ref: TraceRef;
  readonly version: number;
  readonly trace: AnnotatedTrace;
  readonly parsed: ParsedDocument;
  readonly anchors: readonly StepAnchor[];
  readonly log: AnnotationLog;
}

/** Reads what is needed to label the steps of trace documents; each version once. */
export class LabelledTraces {
  readonly #corpora: Corpora;
  readonly #logs: AnnotationLogs;
  readonly #read = new Map<string, Promise<LabelledTrace | null>>();
  readonly #versions = new Map<string, number>();

  constructor(corpora: Corpora, logs: AnnotationLogs) {
    this.#corpora = corpora;
    this.#logs = logs;
  }

  /** Forgets the traces of a corpus whose records changed. */
  forget(corpus: Uri): void {
    for (const key of this.#read.keys()) {
      if (key.includes(encodeURIComponent(corpus.toString()))) this.#read.delete(key);
    }
  }

  /** Null when the document is no trace of a corpus, or its trace is gone. */
  of(document: TextDocument): Promise<LabelledTrace | null> {
    const key = document.uri.toString(true);
    const known = this.#versions.get(key) === document.version ? this.#read.get(key) : undefined;
    const reading = known ?? this.#make(document).catch(() => null);
    this.#versions.set(key, document.version);
    this.#read.set(key, reading);
    return reading;
  }

  async #make(document: TextDocument): Promise<LabelledTrace | null> {
    const ref = parseTraceUri(document.uri);
    if (!ref) return null;
    const entry = await (await this.#corpora.get(ref.corpus)).find(ref.record);
    const found = entry?.traces[ref.traceIndex];
    if (!entry || !found) return null;
    const parsed = parseDocument(document.getText());
    const hashes = parsed.steps.map(({ start, end }) => stepHash(parsed.reasoning.slice(start, end)));
    const trace = { record: ref.record, traceIndex: ref.traceIndex, traceId: found.id, sourceHash: entry.hash };
    const anchors = anchorsOf(parsed.reasoning, parsed.steps, hashes);
    return { ref, version: document.version, trace, parsed, anchors, log: await this.#logs.of(ref.corpus) };
  }
}

/** What people say of the steps now. */
export function statesOf({ log, trace, anchors }: LabelledTrace): StepStates {
  return stepStates(log.stepRows(trace), anchors);
}
