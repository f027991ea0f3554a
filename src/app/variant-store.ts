import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { variantMigrations } from '../core/migrate/variant-migrations.ts';
import type { VariantRow } from '../core/model/variant.ts';
import type { AppendFile } from './ports.ts';
import { openRows, type RowKind, type RowLog, type RowPlace, readRows, type StoredRows } from './row-store.ts';

/** What stands in a variants file; rows of another version and damaged ones are counted, kept and not read. */
export type StoredVariants = StoredRows<VariantRow>;

/** `moved`: the record is as it was but stands under another number; `stale`: the record changed since. */
export type Freshness = 'current' | 'moved' | 'stale';

/** Address of the variants file beside a corpus: "runs.jsonl" gives "runs.variants.jsonl". */
export function variantsPath(corpusPath: string): string {
  return `${corpusPath.replace(/\.(jsonl|ndjson|json)$/i, '')}.variants.jsonl`;
}

/** Reads all variants, each id once. A torn last row (a write that was killed) is left out and not counted. */
export async function readVariants(file: AppendFile): Promise<StoredVariants> {
  return readRows(file, VARIANTS);
}

/** Opens a variants file to append to it; `onRow` is told of every variant in it. See `openRows` for what it promises. */
export async function openVariants(
  file: AppendFile,
  onRow?: (row: VariantRow, place: RowPlace) => void,
): Promise<RowLog<VariantRow>> {
  return openRows(file, VARIANTS, onRow);
}

/**
 * Whether a variant still belongs to the record that stands at `number` and has `hash`. Null when it is about another
 * record: neither its number nor its hash is this one's.
 */
export function freshnessOf(
  row: Pick<VariantRow, 'record' | 'sourceHash'>,
  record: { readonly number: number; readonly hash: string },
): Freshness | null {
  if (row.sourceHash === record.hash) return row.record === record.number ? 'current' : 'moved';
  return row.record === record.number ? 'stale' : null;
}

const VARIANTS: RowKind<VariantRow> = {
  migrations: variantMigrations,
  // The version was checked on the way here; the fields' shapes are checked below, which the compiler cannot see.
  read: (row) => (hasAllFields(row) ? (row as unknown as VariantRow) : null),
};

const TEXTS = [
  'id',
  'corpus',
  'traceId',
  'sourceHash',
  'strategy',
  'text',
  'tokenizer',
  'time',
  'toolVersion',
] as const;
const NUMBERS = ['record', 'traceIndex', 'strategyVersion'] as const;

function hasAllFields(row: JsonObject): boolean {
  return (
    TEXTS.every((key) => typeof row[key] === 'string') &&
    NUMBERS.every((key) => typeof row[key] === 'number') &&
    typeof row.accepted === 'boolean' &&
    isJsonObject(row.options) &&
    isPlan(row.plan) &&
    hasTokens(row.tokens) &&
    Array.isArray(row.guards) &&
    (row.guards as readonly JsonValue[]).every(isGuard) &&
    (row.model === undefined || isModel(row.model))
  );
}

function isPlan(value: JsonValue | undefined): boolean {
  if (value === null) return true;
  if (!isJsonObject(value) || !Array.isArray(value.actions)) return false;
  return (value.actions as readonly JsonValue[]).every((each) => isJsonObject(each) && typeof each.kind === 'string');
}

function hasTokens(value: JsonValue | undefined): boolean {
  return isJsonObject(value) && typeof value.before === 'number' && typeof value.after === 'number';
}

function isGuard(value: JsonValue): boolean {
  return (
    isJsonObject(value) &&
    typeof value.id === 'string' &&
    typeof value.title === 'string' &&
    typeof value.required === 'boolean' &&
    typeof value.passed === 'boolean'
  );
}

function isModel(value: JsonValue): boolean {
  return isJsonObject(value) && typeof value.name === 'string' && typeof value.host === 'string';
}
