import { describe, expect, test } from 'vitest';
import { readSentences } from '../../../src/core/analysis/text/cues.ts';
import { cpuTime } from '../../helpers/cpu.ts';
import { analyze } from './helpers.ts';

const question =
  'In a room, there are 5 red cars, 3 action figures, and a doll. The doll costs as much as 3 action figures and one red car costs $4. How much are all toys worth, if an action figure costs $5?';
const kindsOf = (steps: readonly string[]): readonly string[] =>
  analyze(steps, { question, answer: '50' }).steps.map((s) => s.kind);

const opening =
  "Okay, let's see. I need to figure out the total value of all the toys in the room. The problem says there are 5 red cars, 3 action figures, and 1 doll. Hmm, let me break this down step by step.";
const work = [
  'Starting with the red cars: 5 cars at $4 each. 5 times 4 is 20. So that is $20 for the red cars.',
  'Next, the action figures: 3 * 5 = 15. The doll is 15 too.',
  'So adding those: 20 + 15 + 15 = 50. Let me check each part.',
];

describe('a kind is given by the main content of a step', () => {
  test('an opening that restates the problem is setup, whatever its "hmm"', () => {
    expect(kindsOf([opening])).toEqual(['problem-setup']);
  });

  test('a step that computes and closes with "let me check" is computation', () => {
    expect(kindsOf([opening, ...work])).toEqual(['problem-setup', 'computation', 'computation', 'computation']);
  });

  test.each([
    'Red cars: 5 cars * $4 = $20. Correct. Action figures: 3 * $5 = $15. Correct.',
    'Let me double-check: 5 * 4 = 20. Correct.',
    "Yes, that's the same. So I think that's correct.",
    'Is there a chance I misread something? Let me check the problem again.',
    "I don't see any mistakes here.",
    'So all the calculations check out. Adding them up gives $50.',
  ])('a check is one with or without a computation: %s', (step) => {
    expect(kindsOf([opening, ...work, step]).at(-1)).toBe('self-check');
  });

  test('lines that work out known values again within a check belong to it, the next new value does not', () => {
    const lines = ['Let me go through each part again.', 'Red cars: 5 * 4 = 20', 'Figures: 3 * 5 = 15', '50 / 2 = 25'];
    expect(kindsOf([opening, ...work, ...lines]).slice(4)).toEqual([
      'self-check',
      'self-check',
      'self-check',
      'computation',
    ]);
  });

  test.each([
    ["Wait, that's wrong. The doll should actually be 3 * 5 = 15.", 'correction'],
    ['Alternatively, count the figures and the doll as 6 figures: 6 * 5 = 30, and 30 + 20 = 50.', 'alternative'],
    ["I'm not sure whether the doll is one of the toys. Maybe it is?", 'uncertainty'],
    ['Therefore, the total value should be $50.', 'consolidation'],
    ['**Final Answer** The toys are worth \\boxed{50} dollars.', 'answer'],
    ['A: 50', 'answer'],
  ])('%s is %s', (step, kind) => {
    expect(kindsOf([opening, ...work, step]).at(-1)).toBe(kind);
  });

  test('"dividing by 3/4 is the same as multiplying by 4/3" confirms nothing', () => {
    expect(kindsOf([...work, 'Dividing 9 by 3/4 is the same as multiplying 9 by 4/3, which equals 12.']).at(-1)).toBe(
      'computation',
    );
  });

  test('a range of numbers is no computation', () => {
    expect(kindsOf([...work, 'The tens digit is 4 in numbers like 40-49 and 140-149.']).at(-1)).toBe('fact');
  });
});

describe('reading sentences', () => {
  test('a stop in a number or a list mark ends none; filler alone is none', () => {
    expect(readSentences('Hmm. It costs 3.5 dollars.\n1. First item\n2. Second item')).toHaveLength(3);
  });

  test('hostile texts are read in linear time', () => {
    const began = cpuTime();
    for (const unit of [
      ' ',
      'a',
      '1',
      '. ',
      'so ',
      'wait, ',
      '? ',
      'let me ',
      'the problem ',
      '1 + ',
      "that's ",
      '\n',
    ]) {
      readSentences(unit.repeat(100_000 / unit.length));
    }
    expect(cpuTime() - began).toBeLessThan(4000);
  });
});
