import { type JsonValue, valueAt } from '../../base/json.ts';
import { type FieldRef, type FilterRow, UNKNOWN } from '../../core/filter/types.ts';
import { answerOf, gradeOf, ownReference } from '../../core/groups/grade.ts';
import { fieldScanner } from '../../core/jsonl/field-scanner.ts';
import { decodeUtf8 } from '../../core/jsonl/record.ts';
import type { RecordSpan } from '../../core/jsonl/types.ts';
import type { Trace } from '../../core/model/trace.ts';
import type { AnalysisCall } from '../analyst.ts';
import type { Corpus, CorpusEntry } from '../open-corpus.ts';
import type { FigureId, Figures } from './figures.ts';
import { entryFrom } from './record-blocks.ts';

/** What an analysis says of a trace. `skippable`: flagged share of its steps' tokens, in [0,1]. */
export interface TraceFigures {
  readonly steps: number;
  readonly skippable: number;
}

/** Where the values of the rows come from. */
export interface TableSources {
  readonly corpus: Corpus;
  readonly figures: Figures;
  /** Tokens of a text. */
  count(text: string): number;
  /** Analyses a trace, elsewhere; null when it cannot be. */
  analyze(trace: Trace, call?: AnalysisCall): Promise<TraceFigures | null>;
  /** How many analyses are worth asking for at a time; one when absent. */
  readonly width?: number;
  /** Stored variants of the record. */
  variantsOf(entry: CorpusEntry): number;
  /** Share of the record's steps that have a label; null where none can have one. A slot: absent where nothing counts labels. */
  labelsOf?(entry: CorpusEntry): number | null;
}

/** How far a row was read: fields of its bytes, its traces, their tokens, their analysis. Each takes longer than the one before. */
export type Level = 'bytes' | 'traces' | 'tokens' | 'analysis';
const LEVELS: readonly Level[] = ['bytes', 'traces', 'tokens', 'analysis'];
/** What may stand otherwise in JSON text than in the text that it writes, besides \u escapes. */
const ESCAPED = /["\\/\u0000-\u001f]/;

/**
 * The row of one record; moved from record to record. Values that need more than was read are unknown until `raise` is called
 * often enough. Figures that were computed are kept.
 */
export class TableRow implements FilterRow {
  position = 0;
  readonly #sources: TableSources;
  readonly #scanner;
  /** Fields that stood in a record that was looked at. */
  readonly seen = new Set<string>();
  #span: RecordSpan = { number: 0, line: 0, start: 0, end: 0 };
  #bytes: Uint8Array = new Uint8Array();
  #start = 0;
  #end = 0;
  #isScanned = false;
  #level: Level = 'bytes';
  #entry: CorpusEntry | null = null;
  #text: string | null = null;

  /** `fields`: names of the record's own fields that will be asked for; others are found by parsing. */
  constructor(sources: TableSources, fields: readonly string[]) {
    this.#sources = sources;
    const names = fields.flatMap((name) => (name.includes('.') ? [name, name.slice(0, name.indexOf('.'))] : [name]));
    this.#scanner = fieldScanner([...new Set(names)]);
  }

  /** Goes to a record; `bytes` hold the file from `startByte` on. */
  move(position: number, span: RecordSpan, bytes: Uint8Array, startByte: number): void {
    this.position = position;
    this.#span = span;
    this.#bytes = bytes;
    this.#start = span.start - startByte;
    this.#end = span.end - startByte;
    this.#isScanned = false;
    this.#level = 'bytes';
    this.#entry = null;
    this.#text = null;
  }

  get level(): Level {
    return this.#level;
  }

  /** The record with its traces, parsed now if need be. */
  get entry(): CorpusEntry {
    this.#entry ??= entryFrom(
      this.#sources.corpus,
      this.position,
      this.#span,
      this.#bytes.subarray(this.#start, this.#end),
    );
    return this.#entry;
  }

  /** Finds out more about the row. False when everything is known. `call`: how its analysis is wanted. */
  async raise(call?: AnalysisCall): Promise<boolean> {
    const next = LEVELS[LEVELS.indexOf(this.#level) + 1];
    if (next === undefined) return false;
    this.#level = next;
    if (next === 'tokens') this.#count();
    if (next === 'analysis') await this.#analyze(call);
    return true;
  }

  /** The value at whatever it takes. */
  async settle(ref: FieldRef): Promise<JsonValue | undefined> {
    for (;;) {
      const value = this.valueOf(ref);
      if (value !== UNKNOWN) return value;
      if (!(await this.raise())) return undefined;
    }
  }

  valueOf(ref: FieldRef): JsonValue | undefined | typeof UNKNOWN {
    if (ref.kind === 'field') return this.#field(ref.name);
    switch (ref.id) {
      case 'line':
        return this.#span.number;
      case 'tokens':
      case 'steps':
      case 'skippable':
        return this.#figure(ref.id);
      default:
        return this.#level === 'bytes' ? UNKNOWN : this.#ofTraces(ref.id);
    }
  }

  hasText(words: string): boolean | typeof UNKNOWN {
    if (this.#level === 'bytes') {
      this.#text ??= decodeUtf8(this.#bytes.subarray(this.#start, this.#end)).text.toLowerCase();
      const text = this.#text;
      return !text.includes(words) && !text.includes('\\u') && !ESCAPED.test(words) ? false : UNKNOWN;
    }
    return holdsText(this.entry.record.value ?? this.entry.record.text, words);
  }

  #field(name: string): JsonValue | undefined {
    if (!this.#isScanned) {
      this.#isScanned = true;
      this.#scanner.scan(this.#bytes, this.#start, this.#end);
    }
    const value = this.#scanned(name);
    if (value !== undefined) {
      this.seen.add(name);
      return value;
    }
    if (!name.includes('.')) return undefined;
    const [first = '', ...rest] = name.split('.');
    const inside = valueAt(this.#scanned(first), rest);
    if (inside !== undefined) this.seen.add(name);
    return inside;
  }

  #scanned(name: string): JsonValue | undefined {
    const place = this.#scanner.names.indexOf(name);
    if (place >= 0) return this.#scanner.value(place);
    return valueAt(this.entry.record.value, [name]);
  }

  #figure(id: FigureId): number | null | typeof UNKNOWN {
    return this.#sources.figures.of(id, this.position) ?? (this.#isNone(id) ? null : UNKNOWN);
  }

  /** A figure that is known to be none reads as null, which `??` would take for unknown. */
  #isNone(id: FigureId): boolean {
    return this.#sources.figures.of(id, this.position) === null;
  }

  #ofTraces(id: string): JsonValue | undefined {
    const { traces } = this.entry;
    const [first] = traces;
    switch (id) {
      case 'id':
        return first?.id;
      case 'question':
        return first?.question?.text ?? first?.reasoning.text;
      case 'answer':
        return (first && (answerOf(first).answer ?? first.answer?.text)) ?? undefined;
      case 'correct':
        return correctOf(this.entry);
      case 'variants':
        return this.#sources.variantsOf(this.entry);
      case 'labels':
        return this.#sources.labelsOf?.(this.entry) ?? undefined;
      case 'traces':
        return traces.length;
      default:
        return undefined;
    }
  }

  #count(): void {
    const { figures, count } = this.#sources;
    if (figures.of('tokens', this.position) !== undefined) return;
    const { traces } = this.entry;
    const sum = traces.reduce((all, { reasoning }) => all + count(reasoning.text), 0);
    figures.set('tokens', this.position, traces.length > 0 ? sum : null);
  }

  async #analyze(call?: AnalysisCall): Promise<void> {
    const { figures } = this.#sources;
    const { position } = this;
    if (figures.of('steps', position) !== undefined) return;
    const { traces } = this.entry;
    let steps = 0;
    let skippable = 0;
    let known = 0;
    for (const trace of traces) {
      const made = await this.#sources.analyze(trace, call);
      if (!made) continue;
      known += 1;
      steps += made.steps;
      skippable += made.skippable;
    }
    figures.set('steps', position, known > 0 ? steps : null);
    figures.set('skippable', position, known > 0 ? skippable / known : null);
  }
}

/** True when all graded traces of a record are right, false when one is wrong; undefined when none can be graded. */
function correctOf({ traces, record }: CorpusEntry): boolean | undefined {
  const verdicts = traces.map(
    (trace) => gradeOf(trace, record.value ?? null, traces.length, ownReference(trace)).verdict,
  );
  if (verdicts.includes('wrong')) return false;
  return verdicts.includes('correct') ? true : undefined;
}

/** Whether any text in a value, keys too, holds the words, which are in lower case. */
function holdsText(root: JsonValue, words: string): boolean {
  const open: JsonValue[] = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value === 'object' && value !== null) {
      for (const [key, inside] of Object.entries(value)) {
        if (!Array.isArray(value) && key.toLowerCase().includes(words)) return true;
        if (inside !== undefined) open.push(inside as JsonValue);
      }
    } else if (String(value).toLowerCase().includes(words)) return true;
  }
  return false;
}
