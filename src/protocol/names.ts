/** Names shared by the manifest, the editor client and the language server. */

/** Scheme of the file system whose files are traces of a corpus. */
export const TRACE_SCHEME = 'cot-trace';
/** Scheme of compressed variants of traces. */
export const VARIANT_SCHEME = 'cot-variant';
/** Language of trace documents, whatever their scheme. */
export const LANGUAGE_ID = 'cot-trace';
/** Extension of trace documents. */
export const FILE_EXTENSION = '.cot';
/** Languages of corpora as text. A `json` document counts only when it is an array of records that a reader knows. */
export const CORPUS_LANGUAGE_IDS = ['jsonl', 'json'] as const;
/** First part of every command, setting and custom message. */
export const PREFIX = 'cotLens';
/** `source` of all diagnostics. */
export const DIAGNOSTIC_SOURCE = 'CoT Lens';

/** The optional editor for files of records. */
export const TABLE_EDITOR = 'cotLens.table';
