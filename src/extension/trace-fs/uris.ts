import { Uri } from 'vscode';
import { FILE_EXTENSION, TRACE_SCHEME, VARIANT_SCHEME } from '../../protocol/names.ts';

/** Which trace a document shows: a corpus file, the record's number (1-based) and the trace's place in it (0-based). */
export interface TraceRef {
  readonly corpus: Uri;
  readonly record: number;
  readonly traceIndex: number;
}

/**
 * The document address of a trace: the corpus' path with the trace as a file below it, so that tabs and breadcrumbs
 * read well, and the corpus' whole address as the query.
 */
export function traceUri(ref: TraceRef): Uri {
  const path = `${ref.corpus.path}/${traceName(ref)}${FILE_EXTENSION}`;
  return Uri.from({ scheme: TRACE_SCHEME, path, query: encodeQuery(ref) });
}

/** The address of a compressed variant of a trace; `id` names the variant. */
export function variantUri(ref: TraceRef, strategy: string, id: string): Uri {
  const path = `${ref.corpus.path}/${traceName(ref)}.${strategy}${FILE_EXTENSION}`;
  return Uri.from({ scheme: VARIANT_SCHEME, path, query: `${encodeQuery(ref)}&variant=${encodeURIComponent(id)}` });
}

/** The trace behind an address of either scheme, or null when the address is not one of ours. */
export function parseTraceUri(uri: Uri): TraceRef | null {
  if (uri.scheme !== TRACE_SCHEME && uri.scheme !== VARIANT_SCHEME) return null;
  const query = new URLSearchParams(uri.query);
  const corpus = query.get('corpus');
  const record = Number(query.get('record'));
  const traceIndex = Number(query.get('trace') ?? '0');
  if (!corpus || !Number.isInteger(record) || record < 1 || !Number.isInteger(traceIndex) || traceIndex < 0)
    return null;
  return { corpus: Uri.parse(corpus, true), record, traceIndex };
}

/** The id of the variant that an address names, or null. */
export function variantIdOf(uri: Uri): string | null {
  return uri.scheme === VARIANT_SCHEME ? new URLSearchParams(uri.query).get('variant') : null;
}

/** Short name of a trace for tabs and messages: "runs-17", or "runs-17.2" for the second trace of its record. */
export function traceName(ref: TraceRef): string {
  const file = ref.corpus.path.split('/').at(-1) ?? 'trace';
  const stem = file.replace(/\.(jsonl|json|ndjson)$/i, '');
  return `${stem}-${ref.record}${ref.traceIndex > 0 ? `.${ref.traceIndex + 1}` : ''}`;
}

function encodeQuery(ref: TraceRef): string {
  return `corpus=${encodeURIComponent(ref.corpus.toString())}&record=${ref.record}&trace=${ref.traceIndex}`;
}
