import type { JsonObject, JsonValue } from '../base/json.ts';
import { type Migration, migrateRow } from '../core/migrate/migrate.ts';
import type { AppendFile } from './ports.ts';

const NEWLINE = 0x0a;

/** A kind of row that is stored in an append-only file of JSON Lines. */
export interface RowKind<Row extends { readonly id: string }> {
  readonly migrations: readonly Migration[];
  /** The row of the newest version; null when a field is missing or of another type. */
  read(row: JsonObject): Row | null;
}

/**
 * What stands in a file of rows. `newer` counts rows of a later version of the tool, `damaged` lines that are no row at
 * all; both are kept in the file and not read.
 */
export interface StoredRows<Row> {
  readonly rows: readonly Row[];
  readonly newer: number;
  readonly damaged: number;
}

/** Reads all rows, each id once (the last one counts). A torn last row (a write that was killed) is left out and not counted. */
export async function readRows<Row extends { readonly id: string }>(
  file: AppendFile,
  kind: RowKind<Row>,
): Promise<StoredRows<Row>> {
  return parseRows(await file.readAll(), kind);
}

/**
 * Appends a row unless one with the same id is there. Resolves when the row is on the disk, with false when it was there
 * already. A torn last row is closed with a line end first, never cut off: it may be another window's row that is being
 * written at this moment.
 */
export async function appendRow<Row extends { readonly id: string }>(
  file: AppendFile,
  kind: RowKind<Row>,
  row: Row,
): Promise<boolean> {
  const bytes = await file.readAll();
  if (parseRows(bytes, kind).rows.some((stored) => stored.id === row.id)) return false;
  const torn = bytes.length > 0 && bytes.at(-1) !== NEWLINE;
  await file.append(new TextEncoder().encode(`${torn ? '\n' : ''}${JSON.stringify(row)}\n`));
  return true;
}

function parseRows<Row extends { readonly id: string }>(bytes: Uint8Array, kind: RowKind<Row>): StoredRows<Row> {
  const rows = new Map<string, Row>();
  let newer = 0;
  let damaged = 0;
  const lines = new TextDecoder().decode(bytes).split('\n');
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const migrated = migrateRow(parseJson(line), kind.migrations);
    if (migrated.kind === 'newer') {
      newer += 1;
      continue;
    }
    const row = migrated.kind === 'row' ? kind.read(migrated.row) : null;
    if (row) rows.set(row.id, row);
    else if (index < lines.length - 1) damaged += 1;
  }
  return { rows: [...rows.values()], newer, damaged };
}

function parseJson(line: string): JsonValue | undefined {
  try {
    return JSON.parse(line) as JsonValue;
  } catch {
    return undefined;
  }
}
