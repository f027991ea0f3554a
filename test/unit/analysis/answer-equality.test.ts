import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answersEqual, numericAnswer } from '../../../src/core/analysis/answer-equality.ts';
import { finalAnswerOf } from '../../../src/core/analysis/final-answer.ts';
import { cpuTime } from '../../helpers/cpu.ts';

describe('answersEqual', () => {
  test.each([
    ['18', '18.0'],
    ['$1,234.50', '1234.5'],
    ['\\frac{1}{2}', '0.5'],
    ['50%', '0.5'],
    ['50\\%', '50'],
    ['\\$18', '18 dollars'],
    ['18 feet', '18'],
    ['\\text{18 km}', '18'],
    ['1/2', '\\dfrac12'],
    ['1{,}000', '1000'],
    ['(-1,6)', '(-1, 6)'],
    ['\\sqrt{5}', '\\sqrt5'],
    ['x=5', '5'],
    ['1 1/2', '1.5'],
    ['(C)', 'C'],
    ['Tuesday', 'tuesday.'],
    ['２４', '24'],
    ['-5', '−5'],
    ['2 \\times 10^3', '2000'],
  ])('%s is %s', (a, b) => {
    expect(answersEqual(a, b)).toBe(true);
    expect(answersEqual(b, a)).toBe(true);
  });

  test.each([
    ['18', '19'],
    ['1.5', '15'],
    ['1,5', '15'],
    ['x and y', 'x or y'],
    ['', '5'],
    ['', ''],
    ['A', 'B'],
    ['2x+1', '2x+2'],
    ['(1,2)', '(2,1)'],
    ['10%', '10.5'],
    ['-5', '5'],
    ['7', '7x'],
    ['1/2', '1/3'],
  ])('%s is not %s', (a, b) => {
    expect(answersEqual(a, b)).toBe(false);
    expect(answersEqual(b, a)).toBe(false);
  });

  test('is symmetric, never throws, and holds for a text with itself', () => {
    const texts = fc.oneof(fc.string({ maxLength: 30 }), fc.stringMatching(/^[-+*/^=()\d.,$%\\{}x ]{0,20}$/));
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        expect(answersEqual(a, b)).toBe(answersEqual(b, a));
        if (a.trim() !== '') expect(answersEqual(a, a)).toBe(true);
      }),
    );
  });

  test('reads any integer in any notation', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), (n) => {
        expect(numericAnswer(n.toLocaleString('en-US'))).toBe(n);
        expect(answersEqual(`\\boxed{${n}}`.slice(7, -1), `${n}.0 apples`)).toBe(true);
      }),
    );
  });
});

describe('finalAnswerOf', () => {
  test.each([
    ['so \\boxed{\\frac{1}{2}} ok', '\\frac{1}{2}'],
    ['first \\boxed{3}, no: \\boxed{4}', '4'],
    ['x\n#### 72', '72'],
    ['The final answer is 5.5. Good.', '5.5'],
    ['**Final Answer**: 12 apples\n', '12 apples'],
    ['work\n\n# Answer\n\n13', '13'],
    ['所以答案是 24。', '24'],
    ['Therefore, the answer is $3.50.', '$3.50'],
  ])('%j states %s', (text, value) => {
    const found = finalAnswerOf(text);
    expect(found?.value).toBe(value);
    expect(text.slice(found?.start, found?.end)).toBe(value);
  });

  test('is null where nothing is stated', () => {
    for (const text of ['', 'We add 2 and 3.', 'so \\boxed{', 'so \\boxed{}']) expect(finalAnswerOf(text)).toBeNull();
  });

  test('hostile texts of 100 kB take no longer than a second', () => {
    for (const unit of ['boxed{', '{', '#### ', 'the answer is ', '答案是', '# Answer\n', '1,', '$', ' ', '\\']) {
      const text = unit.repeat(Math.ceil(100_000 / unit.length));
      const start = cpuTime();
      finalAnswerOf(text);
      answersEqual(text, `${text}1`);
      expect(cpuTime() - start, JSON.stringify(unit)).toBeLessThan(2_000);
    }
  });
});
