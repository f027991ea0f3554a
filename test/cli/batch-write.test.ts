import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, expect, it } from 'vitest';
import type { BatchTrace } from '../../src/app/batch/types.ts';
import { BatchWriter } from '../../src/cli/batch-write.ts';
import { Console } from '../../src/cli/console.ts';
import { BATCH_FILES } from '../../src/endpoints/batch-files.ts';
import { parseProfile } from '../../src/endpoints/profile.ts';

const folder = mkdtempSync(join(tmpdir(), 'cot-lens-parts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { profile } = parseProfile({ baseUrl: 'http://localhost/v1', model: 'm', stream: false });
// Of the trace only the place is looked at, of the host only what ends the process.
const trace = { entry: { record: { number: 7 } }, trace: { index: 0 } } as unknown as BatchTrace;
const host = { onExit: () => {} };

function writer(format: 'openai' | 'anthropic', name: string): BatchWriter {
  const context = { host, console: new Console(new PassThrough()), signal: new AbortController().signal };
  if (profile === null) throw new Error('no profile');
  return new BatchWriter(format, join(folder, name), profile, context as never);
}

const keyOf = (index: number): string => index.toString(16).padStart(32, '0');
const question = (content: string) => ({ kind: 'ask', messages: [{ role: 'user', content }], options: {} }) as const;

it('begins another file at the most requests of a service, and writes no question twice', async () => {
  const own = writer('openai', 'many.jsonl');
  const most = BATCH_FILES.openai.mostRequests;
  for (let index = 0; index <= most; index += 1) await own.add(keyOf(index), question('x'), trace);
  await own.add(keyOf(3), question('x'), trace);
  const parts = await own.finish();
  expect(parts).toMatchObject([{ requests: most }, { path: join(folder, 'many.2.jsonl'), requests: 1 }]);
  expect(readFileSync(join(folder, 'many.2.jsonl'), 'utf8').split('\n')).toHaveLength(2);
  expect([own.asked.get(keyOf(0)), own.asked.get(keyOf(most))]).toEqual(['many.jsonl', 'many.2.jsonl']);
});

it('begins another file at the most bytes of a service, counted in UTF-8', async () => {
  const own = writer('anthropic', 'long.json');
  // 24 MB each as UTF-8, 8 million characters: eleven pass 256 MB.
  const long = 'é漢'.repeat(4_800_000);
  for (let index = 0; index < 11; index += 1) await own.add(keyOf(index), question(long), trace);
  const parts = await own.finish();
  if (typeof parts === 'string') throw new Error(parts);
  expect(parts.map(({ requests }) => requests)).toEqual([10, 1]);
  for (const { bytes, path } of parts) {
    const file = readFileSync(path);
    expect(file.length).toBeLessThanOrEqual(BATCH_FILES.anthropic.mostBytes);
    expect(Math.abs(file.length - bytes)).toBeLessThan(64);
  }
  expect(JSON.parse(readFileSync(join(folder, 'long.2.json'), 'utf8'))).toMatchObject({
    requests: [{ params: { model: 'm' } }],
  });
});
