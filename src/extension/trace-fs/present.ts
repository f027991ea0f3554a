import { EventEmitter, type TextDocumentContentProvider, Uri } from 'vscode';
import { FILE_EXTENSION } from '../../protocol/names.ts';
import { type TraceRef, traceName } from './uris.ts';

/** Scheme of read-only documents that show a trace as it stands in its file now, for comparing. */
export const PRESENT_SCHEME = 'cot-present';

/** The left side of a conflict's comparison. */
export class PresentTraces implements TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;

  /** Address of a document with that text. */
  show(ref: TraceRef, text: string): Uri {
    const uri = Uri.from({ scheme: PRESENT_SCHEME, path: `${ref.corpus.path}/${traceName(ref)}${FILE_EXTENSION}` });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    return uri;
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }
}
