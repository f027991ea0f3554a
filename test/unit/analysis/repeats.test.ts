import { describe, expect, test } from 'vitest';
import { lex } from '../../../src/core/analysis/text/lexer.ts';
import { analyze, findingOf, flagged } from './helpers.ts';

const repeatOf = (first: string, second: string, question?: string): number | undefined => {
  const made = analyze([first, second], question === undefined ? {} : { question });
  return findingOf(made, 2, 'near-repeat')?.related;
};

describe('two like steps about different things are no repeat', () => {
  test.each([
    [
      'For case 1), there are 2 seats for Thomas and then 4! for the other people.',
      'For case 2), there are 1 seat for Thomas and then 4! for the other people.',
    ],
    ['But that simplifies to $-\\dfrac{3}{2}$.', 'And that simplifies to $-\\dfrac{3}{2}$ as well.'],
    [
      'To reflect a point over a vertical line, I need to change its x-coordinate but keep its y-coordinate the same.',
      'To reflect a point over a horizontal line, I need to change its y-coordinate but keep its x-coordinate the same.',
    ],
    [
      'We have $3194 = 222(a+b+c) - (100a + 10b +c)$',
      'And since $3194 = 222(a+b+c) - (100a + 10b +c)$, we have $222(a+b+c) > 3194$',
    ],
    ["So, let's try to simplify 1/(a-b)+1/(b-c)+1/(c-a).", "First, let's simplify 1/(a-b)+1/(b-c)."],
    ["Well, if it's a factor, then 18 should be divisible by 3.", 'Right. And 18 is divisible by 3.'],
  ])('%s / %s', (first, second) => {
    expect(repeatOf(first, second)).toBeUndefined();
  });

  test('a short sentence that points back ("that\'s not an integer") may come twice', () => {
    const made = analyze([
      'We get 7/2 for the first.',
      "But that's not an integer.",
      'We get 9/2 then.',
      "But that's not an integer.",
    ]);
    expect(flagged(made)).toEqual([]);
  });
});

describe('the same numbers that give the same number are a repeat in any words', () => {
  test.each([
    [
      'Jake has 5000-2800 = $2200 left',
      'After the motorcycle he still has 2200 dollars of the 5000, since that cost 2800.',
    ],
    ['She gets 1000/25=40 sections', 'Cutting 1000 feet into pieces of 25 feet yields 40 pieces.'],
    [
      'The two heavy washes will use 20 * 2 = 40 gallons of water.',
      'For the heavy loads, we need double the 20 gallons, so 40 gallons.',
    ],
    ['There are 5-1=4 more lions each month.', 'Every month the pride grows by four, five births minus one death.'],
    ['The guests are 30 + 15 = 45.', 'So there are forty-five people: 30 and 15 more.'],
  ])('%s / %s', (first, second) => {
    expect(repeatOf(first, second)).toBe(0);
  });

  test.each([
    ['Jake has 5000-2800 = $2200 left', 'To check, 2200 + 2800 = 5000.'],
    ['Jake has 5000-2800 = $2200 left', 'Of the 5000 dollars, 2200 and 2800 make 5000, so 1100 is half.'],
    ['Case 1: 3 * 4 = 12 ways.', 'Case 2: 3 times 4 gives 12 ways.'],
  ])('another calculation or another case is none: %s / %s', (first, second) => {
    expect(repeatOf(first, second)).toBeUndefined();
  });
});

test('tens and units in words are one number', () => {
  const numbers = (text: string) => lex(text).flatMap((t) => (t.kind === 'num' ? [t.text] : []));
  expect(numbers('forty-five, twenty two, thirty-one and sixty boxes, ninety ten')).toEqual([
    '45',
    '22',
    '31',
    '60',
    '90',
    '10',
  ]);
});

test('a small value is not the answer before all persons of the question have had their turn', () => {
  const question =
    'In their race, Jesse and Mia have to run 30 miles each. On 3 days Jesse runs 4 miles. On 4 days, Mia runs 3 miles. What is the average of what they have to run a day on the 3 days left?';
  const steps = [
    'Jesse ran 3 * 4 = 12 miles, so 30 - 12 = 18 are left.',
    'Jesse has to run 18 / 3 = 6 miles a day.',
    'Mia ran 4 * 3 = 12 miles and has 18 left.',
    'She has to run 18 / 3 = 6 miles a day.',
    'The average is (6 + 6) / 2 = 6 miles.',
  ];
  const made = analyze(steps, { question, answer: '6' });
  for (const step of [3, 4, 5]) expect(findingOf(made, step, 'after-answer')).toBeUndefined();
});

test('a loop that is torn off counts its last round among all rounds', () => {
  const passage = ['Let us look at the triangle again.', 'The angle at A must be known.', 'So we turn to the circle.'];
  const made = analyze([...passage, ...passage, ...passage, ...passage.slice(0, 2)]);
  expect(findingOf(made, 8, 'loop')?.message).toContain('Round 3 of 4');
  expect(findingOf(made, 10, 'loop')?.message).toContain('Round 4 of 4');
});
