import { createWriteStream, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const SAMPLE = resolve(import.meta.dirname, '../../samples/long-thinking.jsonl');

/** Writes a corpus of so many MB: the traces of samples/long-thinking.jsonl with other numbers in each round. Gives the records. */
export async function makeCorpus(path: string, megabytes: number): Promise<number> {
  const lines = readFileSync(SAMPLE, 'utf8').trim().split('\n');
  const out = createWriteStream(path);
  let bytes = 0;
  let count = 0;
  while (bytes < megabytes * 1e6) {
    const line = (lines[count % lines.length] ?? '').replaceAll(/(?<![\\\d])\d+/g, (digits) =>
      String((Number(digits) + count) % 100_000),
    );
    bytes += Buffer.byteLength(line) + 1;
    count += 1;
    if (!out.write(`${line}\n`)) await new Promise((done) => out.once('drain', () => done(null)));
  }
  await new Promise((done) => out.end(() => done(null)));
  return count;
}
