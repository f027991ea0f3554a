import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readTrace } from '../../src/core/analysis/facts.ts';
import { passes } from '../../src/core/analysis/registry.ts';
import { HEADS, THRESHOLDS } from '../../src/core/analysis/weights.ts';
import { segmenters } from '../../src/core/segment/registry.ts';
import { cleanChains, insertedChains } from '../eval/chains.ts';
import { withLoop, withRepeat } from '../eval/repeats.ts';

const ROOT = join(import.meta.dirname, '../../src/core');
const files = (folder: string): readonly string[] => readdirSync(join(ROOT, folder)).map((f) => f.replace(/\.ts$/, ''));
const chains = [...insertedChains().slice(0, 15), ...cleanChains().slice(0, 5)];
const texts = [
  ...chains,
  ...chains.map(withLoop),
  ...chains.flatMap((c, i) => [withRepeat(c, 'verbatim', i) ?? [], withRepeat(c, 'paraphrase', i) ?? []].flat()),
].map((c) => c.text);

test('every file of a registry folder is registered under its own name', () => {
  expect(files('analysis/passes').toSorted()).toEqual(passes.map((p) => p.id).toSorted());
  expect(files('segment/segmenters').toSorted()).toEqual(segmenters.map((s) => s.id).toSorted());
});

test('codes are unique over all passes', () => {
  const codes = passes.flatMap((p) => p.codes.map((c) => c.code));
  expect(new Set(codes).size).toBe(codes.length);
});

test('weights only name known passes or information features, thresholds rise from aggressive to careful', () => {
  expect(HEADS.length).toBeGreaterThan(0);
  for (const head of HEADS)
    for (const value of [head.bias, ...Object.values(head.weights)]) expect(Number.isFinite(value)).toBe(true);
  for (const { id } of passes) for (const head of HEADS) expect(head.weights[id] ?? 0).toBeGreaterThanOrEqual(0);
  expect(THRESHOLDS.aggressive).toBeLessThan(THRESHOLDS.balanced);
  expect(THRESHOLDS.balanced).toBeLessThan(THRESHOLDS.careful);
});

describe.each(passes)('$id', (pass) => {
  test('has an id in kebab case, a title and a summary', () => {
    expect(pass.id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    expect(pass.title).not.toBe('');
    expect(pass.summary).toMatch(/\.$/);
    expect(pass.codes.length).toBeGreaterThan(0);
  });

  test('makes findings of its own codes about steps that are there, in words for people', () => {
    const codes = new Set(pass.codes.map((c) => c.code));
    for (const text of texts) {
      for (const finding of pass.run(readTrace(text))) {
        expect(codes).toContain(finding.code);
        expect(finding.pass).toBe(pass.id);
        expect(text.steps[finding.step]).toBeDefined();
        expect(finding.confidence).toBeGreaterThan(0);
        expect(finding.confidence).toBeLessThanOrEqual(1);
        expect(finding.message).toMatch(/^[A-Z].*\.$/s);
        if (finding.related === undefined) continue;
        expect(text.steps[finding.related]).toBeDefined();
        if (pass.id !== 'dead-branch') expect(finding.related).toBeLessThan(finding.step);
      }
    }
  });

  test('finds nothing in an empty trace', () => {
    expect(
      pass.run(readTrace({ question: null, reasoning: '', answer: null, referenceAnswer: null, steps: [] })),
    ).toEqual([]);
  });
});
