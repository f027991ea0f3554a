import type { VariantRow } from '../core/model/variant.ts';
import type { AppendFile } from './ports.ts';

const NEWLINE = 0x0a;

/** What stands in a variants file. `damaged` counts rows that are no variant of a known version; they are kept, not read. */
export interface StoredVariants {
  readonly rows: readonly VariantRow[];
  readonly damaged: number;
}

/** Address of the variants file beside a corpus: "runs.jsonl" gives "runs.variants.jsonl". */
export function variantsPath(corpusPath: string): string {
  return `${corpusPath.replace(/\.(jsonl|ndjson|json)$/i, '')}.variants.jsonl`;
}

/** Reads all rows. A torn last row (a write that was killed) is left out; the next append cuts it off. */
export async function readVariants(file: AppendFile): Promise<StoredVariants> {
  return parseRows(await file.readAll());
}

/**
 * Appends a variant unless one with the same id is there. Resolves when the row is on the disk, with false when it was
 * there already. A torn last row is cut off first, so that it never grows together with the new one.
 */
export async function appendVariant(file: AppendFile, row: VariantRow): Promise<boolean> {
  const bytes = await file.readAll();
  const whole = wholeLength(bytes);
  if (whole < bytes.length) await file.truncate(whole);
  if (parseRows(bytes.subarray(0, whole)).rows.some((stored) => stored.id === row.id)) return false;
  await file.append(new TextEncoder().encode(`${JSON.stringify(row)}\n`));
  return true;
}

/** Bytes up to and with the last line end. */
function wholeLength(bytes: Uint8Array): number {
  return bytes.lastIndexOf(NEWLINE) + 1;
}

function parseRows(bytes: Uint8Array): StoredVariants {
  const rows: VariantRow[] = [];
  let damaged = 0;
  const text = new TextDecoder().decode(bytes.subarray(0, wholeLength(bytes)));
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const row = parseRow(line);
    if (row) rows.push(row);
    else damaged += 1;
  }
  return { rows, damaged };
}

function parseRow(line: string): VariantRow | null {
  try {
    const value: unknown = JSON.parse(line);
    return isRow(value) ? value : null;
  } catch {
    return null;
  }
}

function isRow(value: unknown): value is VariantRow {
  if (typeof value !== 'object' || value === null) return false;
  const row = value as { readonly [key: string]: unknown };
  return row.v === 1 && typeof row.id === 'string' && typeof row.text === 'string' && typeof row.record === 'number';
}
