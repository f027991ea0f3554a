import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltCli, buildCli, ROOT, rowsOf } from './cli.ts';
import { type AnalyzeRow, type CompressRow, expectAnalyzeRow, expectCompressRow } from './rows.ts';

const TRACES = join(ROOT, '..', 'shared', 'traces');
const names = existsSync(TRACES)
  ? readdirSync(TRACES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl'))
  : [];

let cli: BuiltCli;
beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.remove());

if (names.length === 0) {
  it.skip(`skipped: no real traces at ${relative(ROOT, TRACES)}`, () => {});
}

describe.runIf(names.length > 0)('real JSON Lines files', () => {
  it.each(names)('%s: analyze and compress print the contract for every record', async (name) => {
    const file = join(TRACES, name);
    const records = readFileSync(file, 'utf8').trimEnd().split('\n');
    const analyzed = await cli.run(['analyze', '--json', file]);
    expect(analyzed.code).toBe(0);
    const rows = rowsOf<AnalyzeRow>(analyzed.stdout);
    for (const row of rows) expectAnalyzeRow(row);
    expect([...new Set(rows.map(({ line }) => line))]).toEqual(records.map((_, index) => index + 1));
    for (const row of rows) expectGivenSteps(row, records[row.line - 1] ?? '');

    const compressed = await cli.run(['compress', '--json', file]);
    expect(compressed.code).toBe(0);
    const results = rowsOf<CompressRow>(compressed.stdout);
    for (const row of results) expectCompressRow(row);
    const traces = rows.filter((row) => row.steps.length > 0);
    const compressedIds = new Set(results.map((row) => `${row.line} ${row.id}`));
    expect(traces.filter((row) => !compressedIds.has(`${row.line} ${row.id}`))).toEqual([]);
  });
});

/** A record's own list of step texts comes out as exactly these steps. */
function expectGivenSteps(row: AnalyzeRow, record: string): void {
  const { steps } = JSON.parse(record) as { steps?: unknown };
  if (!Array.isArray(steps) || !steps.every((step) => typeof step === 'string')) return;
  const reasoning = steps.join('\n');
  expect(row.steps.map(({ start, end }) => reasoning.slice(start, end))).toEqual(steps);
}
