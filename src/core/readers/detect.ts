import type { JsonValue } from '../../base/json.ts';
import type { Outcome, Problem } from '../model/problem.ts';
import type { CorpusRecord, RecordReading } from '../model/trace.ts';
import { createMappedReader } from './mapped.ts';
import { readerById, readers } from './registry.ts';
import type { FieldMapping, ReaderChoice, TraceReader } from './types.ts';

interface Ranked {
  readonly reader: TraceReader;
  readonly confidence: number;
  readonly reasons: readonly string[];
}

const CLEARLY_BETTER = 0.4;
const GOOD_ENOUGH = 0.3;
const MAX_REASONS = 3;

function rankOne(reader: TraceReader, samples: readonly JsonValue[]): Ranked {
  const reasons = new Map<string, number>();
  let sum = 0;
  let own = 0;
  for (const sample of samples) {
    const found = reader.detect(sample);
    sum += found.confidence;
    if (found.confidence > 0) own += 1;
    for (const reason of found.reasons) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const best = [...reasons].sort((a, b) => b[1] - a[1]).slice(0, MAX_REASONS);
  const share = own < samples.length && own > 0 ? [`fits ${own} of ${samples.length} sampled records`] : [];
  return {
    reader,
    confidence: samples.length === 0 ? 0 : sum / samples.length,
    reasons: [...best.map(([reason]) => reason), ...share],
  };
}

/** All readers with a confidence above 0 for these records, best first; equal confidence is ordered by id. */
function rank(samples: readonly JsonValue[]): Ranked[] {
  return readers
    .map((reader) => rankOne(reader, samples))
    .filter((ranked) => ranked.confidence > 0)
    .sort((a, b) => b.confidence - a.confidence || (a.reader.id < b.reader.id ? -1 : 1));
}

function byHand(forced: string | undefined, mapping: FieldMapping | undefined): TraceReader | null {
  if (mapping !== undefined && (forced === undefined || forced === 'mapped')) return createMappedReader(mapping);
  if (forced === undefined) return null;
  return readerById(forced) ?? null;
}

/**
 * The reader for a corpus, from a spread sample of its records' values, by evidence and never by order.
 * `forced` names a reader by hand; a `mapping` makes the `mapped` reader, unless `forced` names another.
 * Null when no reader finds anything, or when `forced` names no reader (ask `readerById` to tell these apart).
 */
export function chooseReader(
  samples: readonly JsonValue[],
  forced?: string,
  mapping?: FieldMapping,
): ReaderChoice | null {
  const ranked = rank(samples);
  const named = byHand(forced, mapping);
  if (named === null && forced !== undefined) return null;
  const best = named === null ? ranked[0] : rankOne(named, samples);
  if (best === undefined) return null;
  const runnersUp = ranked
    .filter((one) => one.reader.id !== best.reader.id)
    .map(({ reader, confidence, reasons }) => ({ id: reader.id, confidence, reasons }));
  return { ...best, chosenByHand: named !== null, runnersUp };
}

/** The better reader of a record which the chosen one cannot read or reads clearly worse; null when the chosen one should do it. */
function betterReader(choice: ReaderChoice, value: JsonValue): Ranked | null {
  if (choice.chosenByHand) return null;
  const own = choice.reader.detect(value).confidence;
  if (own > 1 - CLEARLY_BETTER) return null;
  const [best] = rank([value]);
  if (best === undefined || best.reader.id === choice.reader.id) return null;
  const wins = own === 0 ? best.confidence >= GOOD_ENOUGH : best.confidence - own >= CLEARLY_BETTER;
  return wins ? best : null;
}

/**
 * Reads one record with the chosen reader. In a mixed file, a record of another layout is read by its own best reader,
 * and a problem of severity `info` says so; a reader chosen by hand is never replaced. A record without a value gives no traces.
 */
export function readRecord(choice: ReaderChoice, record: CorpusRecord): Outcome<RecordReading> {
  if (record.value === undefined) return { value: { traces: [] }, problems: [] };
  const better = betterReader(choice, record.value);
  if (better === null) return choice.reader.read(record);
  const { value, problems } = better.reader.read(record);
  const note: Problem = {
    code: 'other-layout',
    message: `This record is not laid out as "${choice.reader.title}"; it is read as "${better.reader.title}" (${better.reasons[0] ?? ''}).`,
    severity: 'info',
  };
  return { value, problems: [note, ...problems] };
}
