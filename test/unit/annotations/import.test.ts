import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/base/json.ts';
import { type LabelledChain, readLabelledChain } from '../../../src/core/annotations/import/labelled-chain.ts';
import { ChainMatcher } from '../../../src/core/annotations/import/match.ts';
import { stepHash } from '../../../src/core/document/step-hash.ts';
import { cpuTime } from '../../helpers/cpu.ts';

const said = (read: LabelledChain | string) =>
  typeof read === 'string' ? read : read.steps.map(({ text, label, rating }) => [text, label ?? rating]);

describe('labels of other formats', () => {
  it('are the ratings of the completions that a PRM800K record goes through', () => {
    const completion = (text: string, rating: number) => ({ text, rating, flagged: text === 'b' });
    const read = readLabelledChain({
      labeler: 'l-1',
      timestamp: '2023-01-22T04:34:27.052924',
      question: { problem: 'Q?' },
      label: {
        steps: [
          { completions: [completion('a', -1), completion('b', 1)], human_completion: null, chosen_completion: 1 },
          { completions: [completion('c', -1)], human_completion: 'mine', chosen_completion: null },
          { completions: [completion('d', -1), completion('e', 0)], human_completion: null, chosen_completion: null },
        ],
      },
    });
    expect(said(read)).toEqual([
      ['b', 1],
      ['mine', 1],
      ['d', -1],
    ]);
    expect(read).toMatchObject({
      annotator: 'l-1',
      time: '2023-01-22T04:34:27.052924',
      steps: [{ flagged: true }, {}, {}],
    });
  });

  it('are lists beside the steps: true and false, ratings, labels', () => {
    const row = { prompt: 'Q?', completions: ['a', 'b', 'c', 'd'] };
    expect(said(readLabelledChain({ ...row, labels: [true, false, null, 0] }))).toEqual([
      ['a', 1],
      ['b', -1],
      ['c', null],
      ['d', 0],
    ]);
    expect(said(readLabelledChain({ question: 'Q?', steps: ['a'], labels: ['skip'] }))).toEqual([['a', 'skip']]);
  });

  it('are the place of the first mistake, behind which nobody judged', () => {
    const row = { input: 'Q?', steps: ['a', 'b', 'c'] };
    expect(said(readLabelledChain({ ...row, mistake_index: 1 }))).toEqual([
      ['a', 1],
      ['b', -1],
      ['c', null],
    ]);
    expect(said(readLabelledChain({ ...row, mistake_index: null }))).toEqual([
      ['a', 1],
      ['b', 1],
      ['c', 1],
    ]);
  });

  it.each([
    [7, 'no object'],
    [{ steps: ['a'] }, 'no question'],
    [{ question: 'Q', steps: [] }, 'no list of steps'],
    [{ question: 'Q', steps: ['a'] }, 'no labels'],
    [{ question: 'Q', steps: ['a'], labels: [] }, 'not as many'],
    [{ question: 'Q', steps: ['a'], labels: [{}] }, 'Label 1'],
    [{ question: 'Q', steps: ['a'], mistake_index: 1 }, 'no place'],
    [{ question: {}, label: {} }, 'question.problem'],
    [{ question: { problem: 'Q' }, label: { steps: [{ completions: [] }] } }, 'no text'],
  ])('are told why they cannot be read: %j', (value, why) => {
    expect(readLabelledChain(value)).toContain(why);
  });
});

it('reads hostile records in no time', () => {
  const long = 'a-'.repeat(50_000);
  const began = cpuTime();
  expect(readLabelledChain({ question: 'Q', steps: [' '.repeat(100_000)], labels: [long] })).toContain('Label 1');
  expect(readLabelledChain({ question: 'Q', steps: ['a'], mistake_index: '9'.repeat(100_000) })).toContain('no place');
  expect(cpuTime() - began).toBeLessThan(4000);
});

it('reads whatever JSON there is, with as many judgements as steps or a reason', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (steps, labels) => {
      for (const record of [
        { question: 'Q', steps, labels },
        { question: { problem: 'Q' }, label: { steps } },
        steps,
      ]) {
        const read = readLabelledChain(record as JsonValue);
        if (typeof read === 'string') expect(read).toMatch(/\.$/);
        else expect(read.steps.length).toBe((Array.isArray(steps) ? steps : []).length);
      }
    }),
  );
});

describe('the traces that labels belong to', () => {
  const chain = (question: string, ...steps: string[]): LabelledChain => ({
    question,
    steps: steps.map((text) => ({ text, label: null, rating: 1, flagged: false })),
    annotator: null,
    time: null,
  });
  const now = (...steps: string[]) => steps.map((text) => ({ text, hash: stepHash(text) }));

  it('have the same question and begin with the same steps', () => {
    const matcher = new ChainMatcher([
      chain('Q?', 'a b', 'c'),
      chain('Q?', 'a b'),
      chain('R?', 'a b'),
      chain('Q?', 'c'),
    ]);
    expect(matcher.of(' q?', now('a  b', 'c', 'd'))).toEqual([0, 1]);
    expect(matcher.of('Q?', now('a b'))).toEqual([1]);
    expect(matcher.of('Q?', now('x', 'a b', 'c'))).toEqual([]);
    expect(matcher.of(null, now('a b', 'c'))).toEqual([]);
  });
});
