import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holds, same } from '../../../src/core/compress/reading/arithmetic.ts';
import { casesIn } from '../../../src/core/compress/reading/cases.ts';
import { latinLanguage, mainScript } from '../../../src/core/compress/reading/language.ts';
import { openMarks } from '../../../src/core/compress/reading/latex-marks.ts';
import { plainWords } from '../../../src/core/compress/reading/plain-words.ts';
import { unitsOf } from '../../../src/core/compress/reading/units.ts';
import { cpuTime } from '../../helpers/cpu.ts';

const pieces = fc.array(
  fc.constantFrom(
    'She has 24 sheep. ',
    'x = 3',
    '\n',
    '$',
    '\\frac{1}{2}',
    '{',
    '}',
    '\\(',
    '数',
    '2. ',
    '! ',
    'Case 2: ',
    ' ',
  ),
  { maxLength: 30 },
);

describe('units', () => {
  test('stand in order, do not overlap, and hold every character that is no blank', () => {
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('');
        const units = unitsOf(text);
        let end = 0;
        let between = '';
        for (const unit of units) {
          expect(unit.start).toBeGreaterThanOrEqual(end);
          between += text.slice(end, unit.start);
          end = unit.end;
        }
        expect((between + text.slice(end)).trim()).toBe('');
      }),
    );
  });

  test('the same words with other numbers have one pattern and another filling', () => {
    const [a] = unitsOf('She sells 5 of the 24 sheep.');
    const [b] = unitsOf('She sells 6 of the 24 sheep.');
    expect(a?.pattern).toBe(b?.pattern);
    expect(a?.filling).not.toBe(b?.filling);
  });

  test('articles and list marks make no difference, a sign does', () => {
    expect(unitsOf('2. The total is 24 sheep.')[0]?.pattern).toBe(unitsOf('Total is 24 sheep.')[0]?.pattern);
    expect(unitsOf('total = -5')[0]?.filling).not.toBe(unitsOf('total = 5')[0]?.filling);
  });
});

describe('plain words', () => {
  test.each([
    ['20% of 25 = 5', '20% * 25 = 5'],
    ['Half of 50 is 25', '1/2 * 50 = 25'],
    ['24 plus 6 is 30', '24 plus 6 = 30'],
    ['### Step 2: go', '  go'],
    ['- 80 apples', ' 80 apples'],
    ['80 - 48 = 32', '80 - 48 = 32'],
    ['$3/ear', '$3'],
  ])('%s', (text, plain) => {
    expect(plainWords(text)).toBe(plain);
  });
});

describe('arithmetic', () => {
  test.each([
    ['80 * 0.3 = 24', true],
    ['80 * 0.3 = 25', false],
    ['20 / 3 = 6.67', true],
    ['20 / 3 = 6.66', true],
    ['20 / 3 = 7', false],
    ['1200 / 20 = 61', false],
  ])('%s holds: %s', (text, expected) => {
    expect(unitsOf(text)[0]?.content.formulas.equations.every((one) => holds(one))).toBe(expected);
  });

  test('minutes and hours, percent, and rounding only where the words allow it', () => {
    const equation = (text: string) => unitsOf(text)[0]!.content.formulas.equations[0]!;
    expect(holds(equation('90 + 90 = 180 = 3'))).toBe(false);
    expect(holds(equation('90 + 90 = 180 = 3'), { units: true })).toBe(true);
    expect(holds(equation('1 / 2 = 50'), { percent: true })).toBe(true);
    expect(holds(equation('20 / 3 = 7'), { roughly: true })).toBe(false);
    expect(same(26.67, 27, true)).toBe(false);
    expect(same(199.5, 200, true)).toBe(true);
  });
});

describe('LaTeX marks', () => {
  test.each([
    ['We have \\(x = 1\\) and \\[y = \\frac{1}{2}\\].', []],
    ['\\frac12 and \\frac\\pi2 and \\dfrac{a}b', []],
    ['It costs $5 each, $10 for two, and \\(2 \\times 5 = 10\\).', []],
    ['$x$ and $\\frac{1}{2}$ for $7', []],
    ['\\(x = 1', ['\\( \\)']],
    ['\\frac{1} \\times 2', ['\\frac{}{}']],
    ['$\\frac{1}{2} is half', ['$ $']],
    ['\\boxed{3', ['{ }']],
    ['`{` in code is none', []],
  ])('%s', (text, marks) => {
    expect(openMarks(text).map((one) => one.mark)).toEqual(marks);
  });
});

describe('cases', () => {
  test.each([
    ['Case 1: x > 0. Case two: x < 0.', ['case 1', 'case 2']],
    ['In the first case we stay, in the second case we go.', ['case 1', 'case 2']],
    ['If n is even, a.\nIf n is odd, b.', ['if n even', 'if n odd']],
    ['When a = 1, b.\nWhen a = 2, c.', ['formula a a=1', 'formula a a=2']],
    ['情况一:x。情况2:y。', ['case 1', 'case 2']],
    ['In case of rain we go.', []],
  ])('%s', (text, names) => {
    expect(casesIn(text).map((one) => `${one.group} ${one.name}`)).toEqual(names);
  });
});

describe('languages', () => {
  test.each([
    ['The total is 24 and she has 5 of them.', 'English'],
    ['Das sind zusammen 24 und es bleiben 5.', 'German'],
    ['En tout cela fait 24 et il en reste 5 pour elle.', 'French'],
    ['24 - 5 = 19', null],
  ])('%s', (text, language) => {
    expect(latinLanguage(text)).toBe(language);
  });
  test('a script needs some letters', () => {
    expect(mainScript('安有四个羊圈,每个六只羊')).toBe('Chinese or Japanese');
    expect(mainScript('24 = 24')).toBeNull();
  });
});

test.each([
  '```\n',
  'If x ',
  '(i)\n',
  '\\frac',
  '$x ',
  '1/2 of ',
  '- ',
  '/ ab',
  'step 1 ',
  '\\text{',
  'plus 1 is ',
  'a',
])('100,000 characters of %j are read in time', (unit) => {
  const text = unit.repeat(Math.ceil(100_000 / unit.length));
  const start = cpuTime();
  unitsOf(text);
  openMarks(text);
  casesIn(text);
  latinLanguage(text);
  expect(cpuTime() - start).toBeLessThan(3000);
});
