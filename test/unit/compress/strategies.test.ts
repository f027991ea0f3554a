import { beforeAll, describe, expect, test } from 'vitest';
import type { TraceText } from '../../../src/core/analysis/types.ts';
import { compressBuiltIn } from '../../../src/core/compress/compress.ts';
import { derivationOf } from '../../../src/core/compress/derivation.ts';
import { shorten } from '../../../src/core/compress/lexical/shorten.ts';
import { findStrategy } from '../../../src/core/compress/registry.ts';
import type { Compressed, CompressOptions } from '../../../src/core/compress/types.ts';
import type { TokenCounter } from '../../../src/core/tokens/types.ts';
import { defaultCounter, inputOf } from '../../helpers/compress-inputs.ts';
import { cpuTime } from '../../helpers/cpu.ts';
import { traceOf, traceWithGaps } from './trace-of.ts';

let counter: TokenCounter;
beforeAll(async () => {
  counter = await defaultCounter();
});

const run = (id: string, trace: TraceText, options: CompressOptions = {}): Compressed => {
  const strategy = findStrategy(id);
  if (strategy?.needs !== 'none') throw new Error(`no built-in strategy ${id}`);
  return compressBuiltIn(strategy, inputOf(trace, counter), options);
};

const lines = (texts: readonly string[], over: Partial<TraceText> = {}): TraceText => ({
  ...traceWithGaps(texts, ['', ...texts.slice(1).map(() => '\n'), '']),
  ...over,
});

const PIZZA = lines(
  [
    'There are 2 pizzas with 8 slices: 2 * 8 = 16 slices.',
    'Bob eats 3 + 3 = 6 slices.',
    'Ann eats 4 slices, together 6 + 4 = 10 slices.',
    'So 16 - 10 = 6 slices are left.',
    'Let me check: 10 + 6 = 16, correct.',
    'Another way: 16 - 6 = 10, then 10 - 4 = 6.',
    'The answer is \\boxed{6}.',
  ],
  { question: '2 pizzas with 8 slices, Bob eats 3 twice, Ann 4. How many slices are left?' },
);

describe('the step that reaches the answer', () => {
  test('is not an earlier step with the same number in another role', () => {
    const trace = lines(PIZZA.reasoning.split('\n').slice(0, 4), { question: PIZZA.question, answer: '6' });
    expect(derivationOf(trace).anchor).toBe(3);
    expect([...derivationOf(trace).required].sort()).toEqual([0, 1, 2, 3]);
  });

  test('may be stated in words only; then all that it silently builds on is needed', () => {
    const trace = lines(
      [
        'She has two bags with 4 apples each, which totals 8 apples.',
        'In the box are 18 apples, so she starts with 26 apples.',
        'One bag has 4 apples. Taking this away leaves her with 22 apples.',
        'Half of a row of 6 is 3. Taking these from the rest, she now has 19 apples.',
      ],
      {
        question: 'Two bags with 4 apples, a box with three rows of 6. A bag and half a row go. What is left?',
        answer: '19',
      },
    );
    expect([...derivationOf(trace).required].sort()).toEqual([0, 1, 2, 3]);
  });

  test('is nowhere when the answer is nowhere stated', () => {
    const trace = lines(['We look around.', 'Nothing is there.'], { answer: '77' });
    expect(derivationOf(trace)).toMatchObject({ anchor: null, traceable: false });
  });
});

describe('safe-prune', () => {
  test('drops checks and other ways after the answer and keeps the derivation and the closing statement', () => {
    const result = run('safe-prune', PIZZA);
    expect(result.accepted).toBe(true);
    expect(result.text).toContain('16 - 10 = 6');
    expect(result.text).toContain('\\boxed{6}');
    expect(result.kept).toEqual(expect.arrayContaining([0, 1, 2, 3, 6]));
  });

  test('says a reason for every dropped step', () => {
    const reasons = run('safe-prune', PIZZA).plan?.actions.flatMap((one) => (one.kind === 'drop' ? [one.reason] : []));
    expect(reasons?.every((reason) => reason.length > 10)).toBe(true);
  });
});

const LONG = lines(
  [
    'Okay, so we want the total price.',
    'The cars cost 5 * 4 = 20 dollars.',
    'The figures cost 3 * 5 = 15 dollars.',
    'A figure is a nice thing to have, by the way.',
    'The total is 20 + 15 = 35 dollars.',
    'Let me double-check that.',
    'Cars 5 * 4 = 20, figures 3 * 5 = 15, the total is 20 + 15 = 35.',
    'Alternatively, count (5 + 3) * 4 + 3 = 35 dollars.',
    'So the answer is 35.',
  ],
  { question: '5 cars at $4 and 3 figures at $5. What is the total?', answer: 'The answer is 35.' },
);

describe('the solution cuts', () => {
  test('first-solution ends with the first solution', () => {
    expect(run('first-solution', LONG).kept).toEqual([0, 1, 2, 3, 4]);
  });
  test('first-solution-reflection keeps through the second', () => {
    expect(run('first-solution-reflection', LONG).kept).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
  test('diverse-solutions skips the repeat and keeps the other way', () => {
    expect(run('diverse-solutions', LONG).kept).toEqual([0, 1, 2, 3, 4, 7, 8]);
  });
  test('answer-slice keeps the derivation only', () => {
    expect(run('answer-slice', LONG).kept).toEqual([1, 2, 4, 8]);
  });
});

describe('token-budget', () => {
  test('stays under the budget when the derivation fits, and keeps the answer', () => {
    for (const budgetTokens of [60, 80, 100]) {
      const result = run('token-budget', LONG, { budgetTokens });
      expect(result.accepted).toBe(true);
      expect(result.tokens.after).toBeLessThanOrEqual(budgetTokens);
    }
  });
  test('keeps the derivation when the budget is too small, and shows the ratio reached', () => {
    const result = run('token-budget', LONG, { ratio: 0.05 });
    expect(result.accepted).toBe(true);
    expect(result.ratio).toBeGreaterThan(0.05);
    expect(result.kept).toEqual(expect.arrayContaining([1, 2, 4]));
  });
  test('a ratio of 1 keeps everything', () => {
    expect(run('token-budget', LONG, { ratio: 1 }).text).toBe(LONG.reasoning);
  });
});

describe('left-removal', () => {
  test('takes the first steps first; what the answer needs comes back and the guard says so', () => {
    const result = run('left-removal', LONG, { ratio: 0.3 });
    expect(result.accepted).toBe(true);
    expect(result.plan?.actions[0]?.kind).toBe('drop');
    expect(result.kept).toContain(8);
    const small = run(
      'left-removal',
      lines(LONG.reasoning.split('\n').slice(0, 5), { question: LONG.question, answer: '35' }),
      {
        ratio: 0.3,
      },
    );
    expect(small.accepted).toBe(true);
    expect(small.guards.find((guard) => guard.id === 'needed-numbers')?.detail).toBe(
      'Put back steps 2 and 3, which this guard asked for.',
    );
  });
});

describe('merge-neighbours', () => {
  test('joins short lines, never lists, headings, code or set-off formulas, and loses no word', () => {
    const trace = traceWithGaps(
      ['We add.', 'So 2 + 2 = 4.', '- item', '```\ncode\n```', 'Then.', '$$x$$', 'End.'],
      ['', '\n\n', '\n\n', '\n', '\n', '\n', '\n', ''],
    );
    const result = run('merge-neighbours', trace);
    expect(result.plan?.actions.map((action) => action.kind)).toEqual([
      'keep',
      'merge',
      'keep',
      'keep',
      'keep',
      'keep',
      'keep',
    ]);
    expect(result.text.replace(/\s/g, '')).toBe(trace.reasoning.replace(/\s/g, ''));
  });
});

describe('lexical shortening', () => {
  test.each([
    ['Okay, so the total is really just 5 * 4 = 20 dollars.', 'Total is 5 * 4 = 20 dollars.'],
    ['Then, the other 3 friends want 2 gifts each.', 'Other 3 friends want 2 gifts each.'],
    ['We do not have the answer; maybe it is no more than 5.', 'We do not have answer; maybe it is no more than 5.'],
    ['Let me try to find a number. The end.', 'Find number. End.'],
    ['He said "the so and so" and left.', 'He said "the so and so" and left.'],
    [
      '`the = so`, \\(\\text{the answer}\\) and $\\the$ stay.',
      '`the = so`, \\(\\text{the answer}\\) and $\\the$ stay.',
    ],
    ['so = 3 and the rest', 'so = 3 and rest'],
  ])('%j', (text, expected) => {
    expect(shorten(text, false)).toBe(expected);
  });

  test('the letter a stays where it is a variable', () => {
    expect(shorten('take a number a', true)).toBe('take a number a');
    expect(run('lexical', traceOf('Let a be the length, a = 3. Then a + 1 = 4.')).text).toContain(
      'Let a be length, a = 3.',
    );
  });

  test('digits, operators, LaTeX and negations are all still there', () => {
    const text = 'So, the sum isn’t just 3 + 4, it is not 8, and \\frac{1}{2} of the 14 is 7, okay?';
    const kept = shorten(text, false);
    for (const part of text.match(/[\d+]+|\\frac\{1\}\{2\}|not|isn’t/g) ?? []) expect(kept).toContain(part);
  });

  test.each([' ', 'the ', '"', '`', '$', 'a', '\\[', 'let me ', '.', '\n'])(
    '100,000 characters of %j take no time',
    (unit) => {
      const start = cpuTime();
      shorten(unit.repeat(Math.ceil(100_000 / unit.length)), false);
      expect(cpuTime() - start).toBeLessThan(4000);
    },
  );
});
