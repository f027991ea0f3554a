import { EventEmitter, type TextDocumentContentProvider, type Uri } from 'vscode';
import type { VariantRow } from '../../core/model/variant.ts';
import { type TraceRef, variantIdOf } from '../trace-fs/uris.ts';

/** A compressed trace on show that is neither accepted nor discarded yet. */
export interface PendingVariant {
  readonly ref: TraceRef;
  readonly row: VariantRow;
  /** The trace document with the compressed reasoning. */
  readonly text: string;
}

/** The variants on show, and their read-only documents under the scheme `cot-variant`. */
export class PendingVariants implements TextDocumentContentProvider {
  readonly #pending = new Map<string, PendingVariant>();
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;

  add(variant: PendingVariant): void {
    this.#pending.set(variant.row.id, variant);
  }

  /** The variant that an address names, or undefined when it was discarded (or the window was reloaded). */
  find(uri: Uri): PendingVariant | undefined {
    const id = variantIdOf(uri);
    return id === null ? undefined : this.#pending.get(id);
  }

  remove(id: string): void {
    this.#pending.delete(id);
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.find(uri)?.text ?? 'This variant is no longer on show. Compress the trace again.\n';
  }
}
