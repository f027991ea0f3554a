import {
  type CancellationToken,
  DocumentLink,
  type DocumentLinkProvider,
  EventEmitter,
  Range,
  type TextDocument,
  type TextDocumentContentProvider,
  Uri,
  window,
} from 'vscode';
import type { FailureRow } from '../../app/batch/journal-rows.ts';
import type { Files } from '../files.ts';
import { openStores } from './stores.ts';

/** Scheme of the documents that list what failed in a batch. */
export const FAILURES_SCHEME = 'cot-failures';

/** The failures of a corpus as a document, read from the journal; each line number leads to its record. */
export class BatchFailures implements TextDocumentContentProvider, DocumentLinkProvider {
  readonly #files: Files;
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;

  constructor(files: Files) {
    this.#files = files;
  }

  async show(corpus: Uri): Promise<void> {
    const uri = Uri.from({
      scheme: FAILURES_SCHEME,
      path: `${corpus.path.replace(/\.(jsonl|ndjson|json)$/i, '')}.failures.txt`,
      query: corpus.toString(),
    });
    this.#changed.fire(uri);
    await window.showTextDocument(uri, { preview: false });
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const corpus = Uri.parse(uri.query, true);
    const failures = await openFailures(this.#files, corpus);
    const name = corpus.path.split('/').at(-1) ?? '';
    const head =
      failures.length === 0
        ? `Every trace of ${name} that was compressed has a variant.`
        : `${failures.length} traces of ${name} have no variant.\n"Compress Corpus" tries them again: choose "Only the ones that failed".`;
    return `${[head, ...failures.map(paragraph)].join('\n\n')}\n`;
  }

  provideDocumentLinks(document: TextDocument, _token: CancellationToken): DocumentLink[] {
    const corpus = Uri.parse(document.uri.query, true);
    const links: DocumentLink[] = [];
    for (let index = 0; index < document.lineCount; index += 1) {
      const words = /^Line (\d{1,9})(?= · )/.exec(document.lineAt(index).text);
      if (!words) continue;
      const link = new DocumentLink(
        new Range(index, 0, index, words[0].length),
        corpus.with({ fragment: `L${words[1]}` }),
      );
      link.tooltip = 'Open the record';
      links.push(link);
    }
    return links;
  }
}

/** The traces that failed and have no variant of that job since. */
export async function openFailures(files: Files, corpus: Uri): Promise<readonly FailureRow[]> {
  const { journal, variants } = await openStores(files, corpus);
  return journal.failures().filter(({ job, record }) => !variants.find(job, record));
}

function paragraph({ line, traceId, strategy, reason, time }: FailureRow): string {
  const head = `Line ${line} · ${traceId.replaceAll(/\s+/g, ' ')} · ${strategy} · ${time.slice(0, 16).replace('T', ' ')}`;
  return [head, ...wrapped(reason).map((each) => `    ${each}`)].join('\n');
}

const WIDTH = 84;

/** The words of a text in lines of about that width. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
