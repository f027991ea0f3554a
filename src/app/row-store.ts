import type { JsonObject, JsonValue } from '../base/json.ts';
import { type Migration, migrateRow } from '../core/migrate/migrate.ts';
import type { AppendFile } from './ports.ts';

const NEWLINE = 0x0a;
const CHUNK_BYTES = 1 << 22;

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

/** Where a row's line stands in its file. */
export interface RowPlace {
  readonly startByte: number;
  /** Without the line end. */
  readonly endByte: number;
}

/** A file of rows that was read once and is kept up with, also with what other processes append. */
export interface RowLog<Row> {
  readonly newer: number;
  readonly damaged: number;
  /**
   * Appends a row unless one with the same id is there. Resolves when the row is on the disk, with false when it was there
   * already; `onRow` has been told of it then. Rows that are given while the disk is busy go there in one write.
   */
  append(row: Row): Promise<boolean>;
  /** Reads what other processes appended since. */
  refresh(): Promise<void>;
  /** The row at a place that `onRow` was told; null when there is none. */
  rowAt(place: RowPlace): Promise<Row | null>;
}

/** Reads all rows, each id once (the last one counts). A torn last row (a write that was killed) is left out and not counted. */
export async function readRows<Row extends { readonly id: string }>(
  file: AppendFile,
  kind: RowKind<Row>,
): Promise<StoredRows<Row>> {
  const rows = new Map<string, Row>();
  const { newer, damaged } = await openRows(file, kind, (row) => rows.set(row.id, row));
  return { rows: [...rows.values()], newer, damaged };
}

/**
 * Opens a file of rows. `onRow` is told of every row in the order of the file, of later ones as they are noticed, and may
 * be told of the last one twice; what it does not keep is not held in memory, but for the ids.
 */
export async function openRows<Row extends { readonly id: string }>(
  file: AppendFile,
  kind: RowKind<Row>,
  onRow: (row: Row, place: RowPlace) => void = () => {},
): Promise<RowLog<Row>> {
  const log = new OpenedRows(file, kind, onRow);
  await log.refresh();
  return log;
}

interface Waiting<Row> {
  readonly row: Row;
  readonly done: (added: boolean) => void;
  readonly failed: (error: unknown) => void;
}

class OpenedRows<Row extends { readonly id: string }> implements RowLog<Row> {
  newer = 0;
  damaged = 0;
  readonly #file: AppendFile;
  readonly #kind: RowKind<Row>;
  readonly #onRow: (row: Row, place: RowPlace) => void;
  readonly #ids = new Set<string>();
  readonly #waiting: Waiting<Row>[] = [];
  /** Bytes that were read and end with a line end. */
  #read = 0;
  /** The last line has no end: a write that was killed, or another window's that is going on. */
  #torn = false;
  /** Everything that touches the file happens one after the other. */
  #busy: Promise<unknown> = Promise.resolve();

  constructor(file: AppendFile, kind: RowKind<Row>, onRow: (row: Row, place: RowPlace) => void) {
    this.#file = file;
    this.#kind = kind;
    this.#onRow = onRow;
  }

  append(row: Row): Promise<boolean> {
    return new Promise((done, failed) => {
      this.#waiting.push({ row, done, failed });
      if (this.#waiting.length === 1) void this.#inTurn(() => this.#writeWaiting());
    });
  }

  refresh(): Promise<void> {
    return this.#inTurn(() => this.#catchUp());
  }

  async rowAt({ startByte, endByte }: RowPlace): Promise<Row | null> {
    const bytes = await this.#file.read(startByte, endByte);
    const migrated = migrateRow(parseJson(new TextDecoder().decode(bytes)), this.#kind.migrations);
    return migrated.kind === 'row' ? this.#kind.read(migrated.row) : null;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#busy.then(work);
    this.#busy = turn.catch(() => {});
    return turn;
  }

  async #writeWaiting(): Promise<void> {
    const waiting = this.#waiting.splice(0);
    try {
      await this.#catchUp();
      const fresh = waiting.filter(({ row }) => !this.#ids.has(row.id) && this.#ids.add(row.id));
      // A torn last row is closed and never cut off: it may be another window's that is being written at this moment.
      const text = fresh.map(({ row }) => `${JSON.stringify(row)}\n`).join('');
      if (text !== '') {
        await this.#write(`${this.#torn ? '\n' : ''}${text}`, fresh);
        await this.#catchUp();
      }
      for (const each of waiting) each.done(fresh.includes(each));
    } catch (error) {
      for (const each of waiting) each.failed(error);
    }
  }

  async #write(text: string, rows: readonly Waiting<Row>[]): Promise<void> {
    try {
      await this.#file.append(new TextEncoder().encode(text));
    } catch (error) {
      for (const { row } of rows) this.#ids.delete(row.id);
      throw error;
    }
  }

  async #catchUp(): Promise<void> {
    for (let size = CHUNK_BYTES; ; ) {
      const bytes = await this.#file.read(this.#read, this.#read + size);
      const whole = bytes.lastIndexOf(NEWLINE) + 1;
      this.#takeLines(bytes.subarray(0, whole));
      if (bytes.length < size) {
        this.#takeTail(bytes.subarray(whole));
        return;
      }
      // A line that is longer than the chunk needs a longer one.
      size = whole === 0 ? size * 2 : CHUNK_BYTES;
    }
  }

  #takeLines(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length; ) {
      const end = bytes.indexOf(NEWLINE, start);
      const line = bytes.subarray(start, end);
      if (!this.#take(line, this.#read)) this.damaged += 1;
      this.#read += line.length + 1;
      start = end + 1;
    }
  }

  /** A last line without its end counts when it is whole, else it is no row yet. */
  #takeTail(bytes: Uint8Array): void {
    this.#torn = bytes.length > 0;
    const { newer } = this;
    this.#take(bytes, this.#read);
    this.newer = newer;
  }

  #take(line: Uint8Array, startByte: number): boolean {
    const text = new TextDecoder().decode(line);
    if (text.trim() === '') return true;
    const migrated = migrateRow(parseJson(text), this.#kind.migrations);
    if (migrated.kind === 'newer') {
      this.newer += 1;
      return true;
    }
    const row = migrated.kind === 'row' ? this.#kind.read(migrated.row) : null;
    if (row === null) return false;
    this.#ids.add(row.id);
    this.#onRow(row, { startByte, endByte: startByte + line.length });
    return true;
  }
}

function parseJson(line: string): JsonValue | undefined {
  try {
    return JSON.parse(line) as JsonValue;
  } catch {
    return undefined;
  }
}
