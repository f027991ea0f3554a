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

/** Reads all rows, each id once. A torn last row (a write that was killed) is left out and not counted. */
export async function readVariants(file: AppendFile): Promise<StoredVariants> {
  return parseRows(await file.readAll());
}

/**
 * Appends a variant unless one with the same id is there. Resolves when the row is on the disk, with false when it was
 * there already. A torn last row is closed with a line end first, never cut off: it may be another window's row that is
 * being written at this moment.
 */
export async function appendVariant(file: AppendFile, row: VariantRow): Promise<boolean> {
  const bytes = await file.readAll();
  if (parseRows(bytes).rows.some((stored) => stored.id === row.id)) return false;
  const torn = bytes.length > 0 && bytes.at(-1) !== NEWLINE;
  await file.append(new TextEncoder().encode(`${torn ? '\n' : ''}${JSON.stringify(row)}\n`));
  return true;
}

function parseRows(bytes: Uint8Array): StoredVariants {
  const rows = new Map<string, VariantRow>();
  let damaged = 0;
  const lines = new TextDecoder().decode(bytes).split('\n');
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const row = parseRow(line);
    if (row) rows.set(row.id, row);
    else if (index < lines.length - 1) damaged += 1;
  }
  return { rows: [...rows.values()], damaged };
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
