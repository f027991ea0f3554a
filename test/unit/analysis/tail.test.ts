import { describe, expect, test } from 'vitest';
import { readTrace } from '../../../src/core/analysis/facts.ts';
import { analyze, flagged, traceOf } from './helpers.ts';

const question =
  'Together Lily, David, and Bodhi collected 43 insects. Lily found 7 more than David. David found half of what Bodhi found. How many insects did Lily find?';
const steps = [
  "Let's say David found D insects. Then Lily would have D + 7 and Bodhi would have 2D.",
  'Substituting the variables: D + (D + 7) + 2D = 43',
  'So 4D + 7 = 43, and 4D = 36.',
  'Then, divide both sides by 4: D = 36 / 4 = 9',
  'Then Lily found D + 7, which would be 9 + 7 = 16 insects. Let me check that.',
  'Since Bodhi has twice as many as David, 2 * 9 = 18. 9 + 16 + 18 = 43. That matches the total.',
  'Wait, just to make sure I made no mistake. Let me go through it again.',
  'Lily = D + 7',
  'Bodhi = 2D',
  'Total is 4D + 7 = 43. So 4D = 36, D = 9. So Lily has 9 + 7 = 16.',
  'So Lily found 16 insects.',
];

describe('a tail with a reference answer that agrees', () => {
  const known = { question, answer: '16', reference: '16' };

  test('goes in one piece from the step that reaches it', () => {
    expect(readTrace(traceOf(steps, known)).doneAt).toBe(4);
    expect(flagged(analyze(steps, known))).toEqual([6, 7, 8, 9, 10, 11]);
    expect(flagged(analyze(steps, known, { preset: 'careful' }))).toEqual([6, 7, 8, 9, 10, 11]);
  });

  test('is not known when the reference answer is another', () => {
    expect(readTrace(traceOf(steps, { ...known, reference: '17' })).doneAt).toBeNull();
  });

  test('does not start at another quantity that is merely equal to the answer', () => {
    const pizza = [
      'They eat 4 + 2 = 6 slices.',
      'Their friends eat 10 slices in all.',
      'There were 2 * 8 = 16 slices.',
      'So 16 - 10 = 6 slices are left.',
    ];
    const made = {
      question: 'How many slices are left of 2 pizzas of 8?',
      answer: 'There are 16 - 10 = 6 left. #### 6',
      reference: '6',
    };
    expect(readTrace(traceOf(pizza, made)).doneAt).toBe(3);
    expect(flagged(analyze(pizza, made))).toEqual([]);
  });
});

describe('a tail without a reference answer', () => {
  test('has no stray step left between two that go', () => {
    const long = [
      ...steps,
      'Alternatively, take the total as 43.',
      'Then 43 - 7 = 36 are left for four equal parts.',
      'So D = 36 / 4 = 9 and Lily has 9 + 7 = 16.',
      'The answer is 16.',
    ];
    const made = flagged(analyze(long, { question, answer: '16' }));
    expect(made.length).toBeGreaterThan(5);
    const [first = 0] = made;
    expect(made).toEqual(Array.from({ length: (made.at(-1) ?? 0) - first + 1 }, (_, i) => first + i));
    expect(first).toBeGreaterThan(5);
  });

  test('a correction within it stays where nothing else speaks against it', () => {
    const made = analyze(
      [...steps, "Wait, that's wrong. I misread: it should actually be 5 more.", 'So 9 + 5 = 14.', 'The answer is 14.'],
      { question, answer: '14' },
    );
    expect(flagged(made)).not.toContain(12);
  });
});
