import { isJsonObject, type JsonValue } from '../../base/json.ts';
import type { OutputFile, OutputFolder } from '../ports.ts';
import { type ParquetRows, parquetWriter } from './parquet.ts';
import type { RowFile } from './row-file.ts';

/** Opens a Parquet file of rows. Its rows keep their order: no trainer that reads Parquet wants them shuffled before. */
export async function openParquetRows(folder: OutputFolder, path: string): Promise<RowFile> {
  return new ParquetRowFile(await folder.create(path));
}

class ParquetRowFile implements RowFile {
  rows = 0;
  bytes = 0;
  readonly #file: OutputFile;
  readonly #writer: ParquetRows;

  constructor(file: OutputFile) {
    this.#file = file;
    this.#writer = parquetWriter({
      write: async (bytes) => {
        this.bytes += bytes.length;
        await file.write(bytes);
      },
    });
  }

  async add(row: JsonValue): Promise<void> {
    if (!isJsonObject(row)) throw new Error('A row of a Parquet file is no object.');
    this.rows += 1;
    await this.#writer.add(row);
  }

  async finish(): Promise<void> {
    await this.#writer.finish();
    await this.#file.close();
  }

  async abandon(): Promise<void> {
    await this.#file.close();
  }
}
