import { type AsyncBuffer, parquetMetadataAsync, parquetReadObjects, type SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { JsonObject, JsonValue } from '../../base/json.ts';
import type { ByteSource } from '../ports.ts';
import { columnValue, holds, joined, type Shape, schemaOf, shapeOf } from './parquet-schema.ts';

/** Rows of a row group, and characters of text after which one is written however few rows it has. */
const GROUP_ROWS = 1000;
const GROUP_CHARS = 16 << 20;

/** Where the bytes of a file go. */
export interface ByteSink {
  write(bytes: Uint8Array): Promise<void>;
}

/** A Parquet file that is being written. */
export interface ParquetRows {
  add(row: JsonObject): Promise<void>;
  /** Writes what is left and the footer; it does not close the sink. A file without rows has no columns. */
  finish(): Promise<void>;
}

/**
 * Writes rows as Parquet, a row group at a time, so that memory does not grow with the file. Objects become structs and lists
 * lists, at any depth; everything may be null. The columns are those of the first row group. A later row that does not fit
 * them (another key, another kind) makes `add` or `finish` reject with its place; so does an object without fields.
 */
export function parquetWriter(sink: ByteSink): ParquetRows {
  return new GroupedRows(sink);
}

class GroupedRows implements ParquetRows {
  readonly #sink: ByteSink;
  readonly #bytes = new ByteWriter();
  #rows: JsonObject[] = [];
  #chars = 0;
  #written = 0;
  #shape: Shape | null = null;
  #writer: ParquetWriter | null = null;

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  async add(row: JsonObject): Promise<void> {
    this.#rows.push(row);
    this.#chars += charsOf(row);
    if (this.#rows.length >= GROUP_ROWS || this.#chars >= GROUP_CHARS) await this.#writeGroup();
  }

  async finish(): Promise<void> {
    if (this.#rows.length > 0) await this.#writeGroup();
    const writer = this.#writer ?? this.#start([{ name: 'schema', num_children: 0 }]);
    await writer.finish();
    await this.#flush();
  }

  #start(schema: SchemaElement[]): ParquetWriter {
    return new ParquetWriter({ writer: this.#bytes, schema, statistics: false, createdBy: 'CoT Lens' });
  }

  async #writeGroup(): Promise<void> {
    const rows = this.#rows;
    const shape = this.#shape ?? rows.map((row) => shapeOf(row)).reduce((all, each) => joined(all, each));
    if (this.#shape !== null) this.#checkFit(rows, shape);
    this.#shape = shape;
    this.#writer ??= this.#start(schemaOf(shape));
    const columns = shape.kind === 'object' ? [...shape.fields] : [];
    const columnData = columns.map(([name, each]) => ({ name, data: rows.map((row) => columnValue(row[name], each)) }));
    await this.#writer.write({ columnData, rowGroupSize: rows.length });
    this.#written += rows.length;
    this.#rows = [];
    this.#chars = 0;
    await this.#flush();
  }

  #checkFit(rows: readonly JsonObject[], shape: Shape): void {
    const bad = rows.findIndex((row) => !holds(shape, shapeOf(row)));
    if (bad < 0) return;
    throw new Error(
      `Row ${this.#written + bad + 1} has other columns or kinds of values than the first ${GROUP_ROWS}.`,
    );
  }

  async #flush(): Promise<void> {
    const bytes = this.#bytes.getBytes().slice();
    // `offset` counts the whole file; `index` is the place in the buffer, which starts anew.
    this.#bytes.index = 0;
    if (bytes.length > 0) await this.#sink.write(bytes);
  }
}

/** About how many characters of text a value holds. */
function charsOf(value: JsonValue | undefined): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  return Object.values(value).reduce<number>((sum, each) => sum + charsOf(each), 0);
}

/**
 * The rows of a Parquet file, read a row group at a time. Whole numbers come as numbers, a field that is nowhere set as null.
 * Rejects when the file is no Parquet or is torn.
 */
export async function* readParquetRows(source: ByteSource): AsyncIterable<JsonValue> {
  const file: AsyncBuffer = {
    byteLength: source.sizeBytes,
    slice: async (start, end = source.sizeBytes) => {
      const bytes = await source.read(start, Math.min(end, source.sizeBytes));
      return bytes.slice().buffer;
    },
  };
  const metadata = await parquetMetadataAsync(file);
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    for (const row of await parquetReadObjects({ file, metadata, rowStart, rowEnd })) yield jsonOf(row);
    rowStart = rowEnd;
  }
}

function jsonOf(value: unknown): JsonValue {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value;
  if (Array.isArray(value)) return value.map(jsonOf);
  if (ArrayBuffer.isView(value)) return [...(value as Uint8Array)].map(jsonOf);
  if (typeof value !== 'object' || value === null) return null;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, jsonOf(each)]));
}
