import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dropStep } from '../../src/core/document/edits.ts';
import { parseDocument } from '../../src/core/document/parse.ts';
import { renderDocument } from '../../src/core/document/render.ts';
import type { DocumentContent } from '../../src/core/document/types.ts';
import { parseRecord } from '../../src/core/jsonl/record.ts';
import { splitRecords } from '../../src/core/jsonl/record-spans.ts';
import type { Trace } from '../../src/core/model/trace.ts';
import { chooseReader, readRecord } from '../../src/core/readers/detect.ts';
import { segmenters } from '../../src/core/segment/registry.ts';

const OWN = ['../../samples', '../fixtures/readers'].map((name) => join(import.meta.dirname, name));
const SHARED = join(import.meta.dirname, '../../../shared/traces');

function corporaUnder(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return corporaUnder(path);
    return /\.jsonl?$/.test(name) ? [path] : [];
  });
}

function tracesOf(file: string): Trace[] {
  const text = readFileSync(file, 'utf8');
  const records = splitRecords(text).records.map(
    (span) => parseRecord(text.slice(span.start, span.end), span.number, span.line).value,
  );
  const choice = chooseReader(
    records.flatMap((record) => (record.value === undefined ? [] : [record.value])).slice(0, 20),
  );
  return choice ? records.flatMap((record) => readRecord(choice, record).value.traces) : [];
}

/** The document contents of a trace: with its own steps, or cut by each segmenter. */
function contentsOf(trace: Trace): DocumentContent[] {
  const reasoning = trace.reasoning.text;
  const cuts = trace.givenSteps ? [trace.givenSteps] : segmenters.map((each) => each.segment(reasoning, {}));
  return cuts.map((steps) => ({
    question: trace.question?.text ?? null,
    reasoning,
    answer: trace.answer?.text ?? null,
    referenceAnswer: trace.referenceAnswer?.text ?? null,
    steps,
  }));
}

function check(file: string): void {
  for (const content of tracesOf(file).flatMap(contentsOf)) {
    const text = renderDocument(content);
    const { question, reasoning, answer, referenceAnswer, steps, oddities, ...parsed } = parseDocument(text);
    expect({ question, reasoning, answer, referenceAnswer, steps }).toEqual({ ...content, steps: [...content.steps] });
    expect(oddities).toEqual([]);
    const edits = dropStep({ question, reasoning, answer, referenceAnswer, steps, oddities, ...parsed }, 0);
    expect(edits.length).toBe(steps.length > 0 ? 1 : 0);
  }
}

describe('documents of real traces', () => {
  for (const folder of OWN) {
    it(`read back as they were, for every segmenter: ${basename(folder)}`, () => {
      const files = corporaUnder(folder);
      expect(files.length).toBeGreaterThan(0);
      for (const file of files) check(file);
    });
  }

  // The shared traces are not part of the repository.
  it.skipIf(!existsSync(SHARED))('read back as they were, for every segmenter: shared traces', () => {
    for (const file of corporaUnder(SHARED)) check(file);
  });
});
