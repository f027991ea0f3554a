import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFormulas } from '../../../src/core/analysis/text/equations.ts';
import { evaluate } from '../../../src/core/analysis/text/evaluate.ts';
import { lex } from '../../../src/core/analysis/text/lexer.ts';
import { stem } from '../../../src/core/analysis/text/stem.ts';

const values = (text: string) =>
  lex(text)
    .filter((t) => t.kind === 'num')
    .map((t) => t.value);
const equations = (text: string) => readFormulas(lex(text)).equations;

describe('numbers', () => {
  test('are read in the usual notations', () => {
    expect(values('1,234.50 and .5 and 3.14 and two dozen and 40% and ２')).toEqual([1234.5, 0.5, 3.14, 2, 12, 40, 2]);
  });

  test('a list of small numbers is no thousands group, an ordinal is no number', () => {
    expect(values('1, 2, 3')).toEqual([1, 2, 3]);
    expect(values('the 3rd day')).toEqual([]);
  });
});

describe('formulas', () => {
  test('a chain gives its last side; units do not matter', () => {
    const [first] = equations('Rug width = 3 feet + 5 feet = 8 feet');
    expect(first?.sides.at(-1)?.value).toBe(8);
    expect(first?.sides.at(-2)?.value).toBe(8);
  });

  test('LaTeX, words and signs read alike', () => {
    const keys = ['4 * 6 = 24', '$4 \\times 6 = 24$', '4 times 6 equals 24', '6 · 4 = 24'].map(
      (t) => equations(t)[0]?.key,
    );
    expect(new Set(keys).size).toBe(1);
  });

  test("GSM8K's calculator marks do not hide the result", () => {
    expect(equations('He sold 48/2 = <<48/2=24>>24 clips')[0]?.key).toBe(equations('48/2 = 24')[0]?.key);
    expect(equations('<<16-3-4=9>> <<9*2=18>>').length).toBeGreaterThan(0);
  });

  test('fractions of LaTeX are values', () => {
    expect(equations('x = \\frac{3}{4}')[0]?.sides.at(-1)?.value).toBe(0.75);
  });
});

describe('evaluate', () => {
  test('agrees with the language on random expressions', () => {
    const leaf = fc.integer({ min: 0, max: 99 }).map(String);
    const expr = fc.letrec<{ e: string }>((tie) => ({
      e: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.tuple(tie('e'), fc.constantFrom('+', '-', '*'), tie('e')).map(([a, op, b]) => `(${a}${op}${b})`),
      ),
    })).e;
    fc.assert(
      fc.property(expr, (text) => {
        const wanted = Number(new Function(`return ${text.replace(/\b0+(?=\d)/g, '')}`)());
        expect(evaluate(lex(text))).toBeCloseTo(wanted, 6);
      }),
    );
  });

  test('is null for what is no arithmetic', () => {
    for (const text of ['', '1/0', '(1', '1)', '+', '2 x', '* 3', '9^9^9'])
      expect(evaluate(lex(text)), text).toBeNull();
  });
});

test('stems bring word forms and words for the same together', () => {
  expect(stem('gifts')).toBe(stem('gift'));
  expect(stem('dividing')).toBe(stem('divided'));
  expect(stem('purchased')).toBe(stem('buy'));
  expect(stem('total')).toBe(stem('altogether'));
});

test('the lexer takes any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      for (const token of lex(text)) expect(token.text.length).toBeGreaterThan(0);
    }),
  );
});
