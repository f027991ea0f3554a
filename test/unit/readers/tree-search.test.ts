import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/base/json.ts';
import { chooseReader, readRecord } from '../../../src/core/readers/detect.ts';

const FILE = join(import.meta.dirname, '../../fixtures/readers/tree-search/own.jsonl');
const [unreached, tree] = readFileSync(FILE, 'utf8').trim().split('\n');

function read(text: string | undefined) {
  const value = JSON.parse(text ?? 'null') as JsonValue;
  const choice = chooseReader([value]);
  if (choice === null) throw new Error('no reader was chosen');
  return readRecord(choice, { number: 1, line: 1, text: text ?? '', value }).value.traces;
}

/** The steps of a trace in words. */
function path({ givenSteps, reasoning }: ReturnType<typeof read>[number]) {
  return givenSteps?.map(({ end, start }) => reasoning.text.slice(start, end));
}

describe('a log of a search over a tree of thoughts', () => {
  it('gives each final chain with the path that was chosen as its steps', () => {
    const [best, other] = read(tree);
    expect(best?.label).toBe('chain 1, score 60');
    expect(best && path(best)).toEqual(['4 * 6 = 24 (left: 2 24)', '24 / 2 = 12 (left: 12)']);
    expect(best?.answer?.text).toBe('4 * 6 / 2 = 12');
    expect(other && path(other)).toEqual(['4 + 6 = 10 (left: 2 10)', '2 * 10 = 20 (left: 20)']);
  });

  it('has the other candidates of a level with their scores at the step, those of the same branch first', () => {
    const steps = read(tree)[0]?.recordedSteps;
    expect(steps?.map(({ label }) => label)).toEqual([
      'score 3, level 1: 3 candidates, 2 kept',
      'score 60, level 2: 3 candidates, 2 kept',
    ]);
    expect(steps?.[0]?.alternatives).toEqual([
      { text: '4 + 6 = 10 (left: 2 10)\n', label: 'score 1.002, kept' },
      { text: '6 - 4 = 2 (left: 2 2)\n', label: 'score 0.001, dropped' },
    ]);
    const [sibling, branch, behindTheEnd] = steps?.[1]?.alternatives ?? [];
    expect(sibling).toEqual({ text: '24 - 2 = 22 (left: 22)\n', label: 'score 0, dropped' });
    expect(branch).toEqual({
      text: '4 + 6 = 10 (left: 2 10)\n2 * 10 = 20 (left: 20)\n',
      label: 'score 2.002, kept, another branch',
    });
    expect(behindTheEnd?.label).toBe('score 0, kept, another branch');
  });

  it('leaves the steps to be found where its levels do not lead to the chain', () => {
    const [first, second] = read(unreached);
    expect(first?.givenSteps).toBeUndefined();
    expect(second && path(second)).toEqual(['2 + 3 = 5 (left: 4 5 5)']);
  });

  it('shows no more than 200 candidates of a step', () => {
    const names = Array.from({ length: 1000 }, (_, i) => `${i} + 1 = ${i + 1}\n`);
    const steps = [
      { x: '1 2', ys: [''], new_ys: names, values: names.map((_, i) => i), select_new_ys: names.slice(999) },
    ];
    const [trace] = read(JSON.stringify({ steps, ys: names.slice(999) }));
    const alternatives = trace?.recordedSteps?.[0]?.alternatives ?? [];
    expect(alternatives).toHaveLength(201);
    expect(alternatives[0]).toEqual({ text: '998 + 1 = 999\n', label: 'score 998, dropped' });
    expect(alternatives.at(-1)).toEqual({ text: '799 more in the record', label: null });
  });
});
