import { describe, expect, it } from 'vitest';
import { openCorpus } from '../../../src/app/open-corpus.ts';
import { recast } from '../../../src/app/sources/recast.ts';
import { exporters } from '../../../src/core/export/registry.ts';
import { exported, sourceOf } from '../../helpers/export-runs.ts';

/** Three right chains and a wrong one for each of two questions. */
const RECORDS = [4, 5].flatMap((crates) =>
  [0, 1, 2, 3].map((extra) => {
    const right = crates * 6;
    const value = extra === 3 ? right + 1 : right;
    const checks = Array.from({ length: extra }, (_, i) => `Let me check it once more, that is the check ${i + 1}.`);
    const steps = [`Marker: ${crates} * 6 = ${right} jars.`, ...checks, `So the answer is ${value}.`];
    return {
      id: `p${crates}-${extra}`,
      question: `A crate holds 6 jars. How many jars do ${crates} crates hold?`,
      response: `<think>\n${steps.join('\n\n')}\n</think>\n\nThe answer is \\boxed{${value}}.`,
      ground_truth: String(right),
    };
  }),
);
/** Answers without a chain, by what the method wants. */
const NO_CHAIN = ['system2-distillation', 'l1', 'verl'];

describe('what an exporter writes', () => {
  const cases = exporters
    .filter(({ id }) => !NO_CHAIN.includes(id))
    .map((exporter) => [exporter.id, exporter] as const);
  const written: string[] = [];

  it.each(cases)('opens again with question and reasoning: %s', async (id, exporter) => {
    const { folder, report } = await exported([await sourceOf(RECORDS)], { exporter });
    for (const { path } of report.files) {
      if (!/\.(jsonl?|txt)$/.test(path)) continue;
      const bytes = folder.files.get(path) ?? new Uint8Array();
      const plain = {
        sizeBytes: bytes.length,
        version: '1',
        read: async (start: number, end: number) => bytes.subarray(start, end),
      };
      const corpus = await openCorpus((await recast(plain))?.source ?? plain);
      expect(corpus.choice?.reader.id, path).not.toBe('plain-text');
      written.push(id);
      for (let position = 0; position < corpus.count; position += 1) {
        const traces = (await corpus.entry(position))?.traces ?? [];
        expect(traces.length, path).toBeGreaterThan(0);
        for (const { question, reasoning } of traces) {
          expect(question?.text, path).toContain('A crate holds 6 jars.');
          expect(reasoning.text, path).toContain('Marker: ');
          expect(reasoning.text, path).not.toContain('A crate holds 6 jars.');
        }
      }
    }
  });

  it('was tried for most exporters; the others need variants, labels or logprobs', () => {
    expect(new Set(written).size).toBeGreaterThanOrEqual(18);
  });
});
