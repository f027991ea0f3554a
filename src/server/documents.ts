import type { TextDocument } from 'vscode-languageserver-textdocument';
import { FILE_EXTENSION, LANGUAGE_ID, TRACE_SCHEME, VARIANT_SCHEME } from '../protocol/names.ts';

/** What an open document is to the server. `json`: a corpus only if it is an array of records that a reader knows. */
export type DocumentRole = 'trace' | 'jsonl' | 'json' | 'other';

/** The role of a document by its language, scheme and extension. */
export function roleOf(document: Pick<TextDocument, 'uri' | 'languageId'>): DocumentRole {
  const { uri, languageId } = document;
  const path = (uri.split(/[?#]/, 1)[0] ?? '').toLowerCase();
  const scheme = schemeOf(uri);
  if (languageId === LANGUAGE_ID || scheme === TRACE_SCHEME || scheme === VARIANT_SCHEME) return 'trace';
  if (path.endsWith(FILE_EXTENSION)) return 'trace';
  if (languageId === 'jsonl' || path.endsWith('.jsonl') || path.endsWith('.ndjson')) return 'jsonl';
  return languageId === 'json' ? 'json' : 'other';
}

/** Whether a person can edit the document: variants are for reading. */
export function isEditable(uri: string): boolean {
  return schemeOf(uri) !== VARIANT_SCHEME;
}

/** The address whose settings count for a document: a trace follows its corpus. */
export function settingsScope(uri: string): string {
  const scheme = schemeOf(uri);
  if (scheme !== TRACE_SCHEME && scheme !== VARIANT_SCHEME) return uri;
  return queryPart(uri, 'corpus') ?? uri;
}

/** Which trace of which corpus a trace document is: the corpus' address, the record's number and the trace's place in it. */
export interface TraceOrigin {
  readonly corpus: string;
  readonly record: number;
  readonly index: number;
}

/** Where the trace of a document comes from; null for documents that are no trace of a corpus, variants among them. */
export function traceOrigin(uri: string): TraceOrigin | null {
  if (schemeOf(uri) !== TRACE_SCHEME) return null;
  const corpus = queryPart(uri, 'corpus');
  const record = Number(queryPart(uri, 'record'));
  const index = Number(queryPart(uri, 'trace') ?? '0');
  return corpus !== null && Number.isInteger(record) && Number.isInteger(index) ? { corpus, record, index } : null;
}

function queryPart(uri: string, name: string): string | null {
  const query = uri.split('#', 1)[0]?.split('?')[1];
  if (query === undefined) return null;
  // Editors write the query percent-encoded once more, so that "corpus%3Dfile..." is met as well as "corpus=file...".
  for (const text of [query, decoded(query)]) {
    for (const part of text.split('&')) {
      if (part.startsWith(`${name}=`)) return decoded(part.slice(name.length + 1));
    }
  }
  return null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function schemeOf(uri: string): string {
  const colon = uri.indexOf(':');
  return colon < 0 ? '' : uri.slice(0, colon).toLowerCase();
}
