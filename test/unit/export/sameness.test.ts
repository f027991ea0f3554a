import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Sameness } from '../../../src/app/export/sameness.ts';

const squeezed = (text: string): string => [...text].filter((each) => each > ' ').join('');
const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '\t', 'ä', '中', '🙂', '\u0001'), maxLength: 40 });

it('names two traces alike exactly when they differ in nothing but white space', () => {
  const sameness = new Sameness();
  fc.assert(
    fc.property(text, text, text, text, (question, reasoning, other, another) => {
      const alike = squeezed(question) === squeezed(other) && squeezed(reasoning) === squeezed(another);
      const [one, two] = [
        { question, reasoning },
        { question: other, reasoning: another },
      ].map((each) => sameness.of(each));
      expect(one === two).toBe(alike);
    }),
  );
});

it('keeps question and reasoning apart, and takes texts of any length in any order', () => {
  const sameness = new Sameness();
  const long = 'word 中 '.repeat(200_000);
  const names = [
    { question: null, reasoning: 'ab' },
    { question: 'a', reasoning: 'b' },
    { question: 'ab', reasoning: '' },
    { question: null, reasoning: long },
    { question: null, reasoning: `${long}a` },
    { question: null, reasoning: `b${long}` },
  ].map((each) => sameness.of(each));
  expect(new Set(names).size).toBe(names.length);
  expect(sameness.of({ question: '', reasoning: ' a\tb' })).toBe(names[0]);
  expect(sameness.of({ question: null, reasoning: `  ${long.replaceAll(' ', '\n\n')}` })).toBe(names[3]);
});
