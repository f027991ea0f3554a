import type { TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { JsonValue } from '../base/json.ts';
import { parseRecord } from '../core/jsonl/record.ts';
import { splitRecords } from '../core/jsonl/record-spans.ts';
import type { CorpusFormat, CorpusProblem, RecordSpan } from '../core/jsonl/types.ts';
import { chooseReader } from '../core/readers/detect.ts';
import type { ReaderChoice } from '../core/readers/types.ts';
import { fileReaderFor } from '../protocol/file-readers.ts';
import type { Settings } from '../protocol/settings.ts';
import { roleOf, settingsScope } from './documents.ts';
import type { SettingsStore } from './settings-store.ts';

/** One version of an open corpus document. */
export interface Corpus {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  readonly format: CorpusFormat;
  readonly records: readonly RecordSpan[];
  readonly problems: readonly CorpusProblem[];
  /** Null when no reader knows the records. */
  readonly choice: ReaderChoice | null;
  readonly settings: Settings;
  readonly settingsEpoch: number;
}

/** Records that are looked at to choose the reader, spread over the file, and the most text that is parsed for it. */
const SAMPLES = 24;
const MOST_SAMPLE_CHARS = 4_000_000;
/** Least confidence for a JSON array to count as a corpus: most JSON files of a workspace are none. */
const ENOUGH_FOR_JSON = 0.3;

/** Open corpora as text: their records and the reader, computed when asked for and kept until text or settings change. */
export class CorpusDocuments {
  readonly #documents: TextDocuments<TextDocument>;
  readonly #settings: SettingsStore;
  readonly #known = new Map<
    string,
    Corpus | { readonly version: number; readonly settingsEpoch: number; readonly records: null }
  >();

  constructor(documents: TextDocuments<TextDocument>, settings: SettingsStore) {
    this.#documents = documents;
    this.#settings = settings;
  }

  /** The newest version of an open corpus; null when the document is not open or no corpus. */
  async get(uri: string): Promise<Corpus | null> {
    const { settings, epoch: settingsEpoch } = await this.#settings.get(settingsScope(uri));
    const document = this.#documents.get(uri);
    const role = document ? roleOf(document) : 'other';
    if (!document || (role !== 'jsonl' && role !== 'json')) return null;
    const { version } = document;
    const known = this.#known.get(uri);
    if (known?.version === version && known.settingsEpoch === settingsEpoch)
      return known.records === null ? null : known;
    const text = document.getText();
    const split = splitRecords(text);
    // Most JSON files are no arrays; nothing else in them is looked at.
    const mayCount = role === 'jsonl' || split.format === 'json-array';
    const choice = mayCount ? choiceFor(uri, text, split.records, settings) : null;
    const corpus = { uri, version, text, settings, settingsEpoch, ...split, choice };
    const counts = role === 'jsonl' || isCorpusArray(corpus);
    this.#known.set(uri, counts ? corpus : { version, settingsEpoch, records: null });
    return counts ? corpus : null;
  }

  /** Forgets a closed document. */
  forget(uri: string): void {
    this.#known.delete(uri);
  }
}

function isCorpusArray({ format, choice }: Pick<Corpus, 'format' | 'choice'>): boolean {
  if (format !== 'json-array' || !choice) return false;
  return choice.chosenByHand || (choice.confidence >= ENOUGH_FOR_JSON && choice.reader.id !== 'plain-text');
}

function choiceFor(uri: string, text: string, records: readonly RecordSpan[], settings: Settings): ReaderChoice | null {
  const samples = sampleOf(text, records);
  const byHand = fileReaderFor(pathOf(uri), settings.fileReaders);
  if (byHand === null) return chooseReader(samples);
  return typeof byHand === 'string' ? chooseReader(samples, byHand) : chooseReader(samples, undefined, byHand);
}

function pathOf(uri: string): string {
  const path = (uri.split(/[?#]/, 1)[0] ?? '').replace(/^[a-z][a-z0-9+.-]*:(?:\/\/[^/]*)?/i, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function sampleOf(text: string, records: readonly RecordSpan[]): readonly JsonValue[] {
  const stride = Math.max(1, records.length / SAMPLES);
  const samples: JsonValue[] = [];
  let chars = 0;
  for (let at = 0; at < records.length && samples.length < SAMPLES; at += stride) {
    const record = records[Math.floor(at)];
    if (!record) break;
    chars += record.end - record.start;
    // One record is always looked at, however long it is.
    if (chars > MOST_SAMPLE_CHARS && samples.length > 0) break;
    const { value } = parseRecord(text.slice(record.start, record.end), record.number, record.line).value;
    if (value !== undefined) samples.push(value);
  }
  return samples;
}
