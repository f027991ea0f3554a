import { describe, expect, test } from 'vitest';
import { readTrace } from '../../../src/core/analysis/facts.ts';
import { finalAnswerOf } from '../../../src/core/analysis/final-answer.ts';
import { cpuTime } from '../../helpers/cpu.ts';
import { analyze, findingOf, type Given, traceOf } from './helpers.ts';

/** 1-based step that reaches the answer. */
const reached = (steps: readonly string[], given: Given) => {
  const at = readTrace(traceOf(steps, given)).answer.reachedAt;
  return at === null ? null : at + 1;
};

describe('an equal number that is not the answer', () => {
  test('is passed over when it counts another thing', () => {
    const steps = [
      'Lisa sold 3.5 boxes and Peter sold 4.5 boxes. 3.5 + 4.5 = 8, so together they sold 8 boxes.',
      'They sold 64 chocolate bars in total. So if 8 boxes hold 64 bars, I divide the bars by the boxes.',
      "So that's 64 / 8. Well, 64 divided by 8 is 8. So each box has 8 chocolate bars.",
      'Let me check: 3.5 times 8 is 28 and 4.5 times 8 is 36, and 28 + 36 = 64.',
      'The number of chocolate bars in a box is 8.',
    ];
    const question =
      'Lisa sold 3.5 boxes of chocolate bars and Peter sold 4.5 boxes. They sold 64 bars. How many chocolate bars are in a box?';
    expect(reached(steps, { question, answer: '8' })).toBe(3);
  });

  test('is passed over when a word of what is asked for is missing', () => {
    const steps = [
      'There are 32/2=16 golf balls per half.',
      'There are 16*2=32 golf balls per set, and 16 golf balls per half.',
      'There are 32/2=16 blue golf balls per half.',
    ];
    const question = 'A set has 32 golf balls, half of them are blue. How many blue golf balls are there per half?';
    expect(reached(steps, { question, answer: '16' })).toBe(3);
  });

  test('is passed over when it is a bound', () => {
    const steps = [
      'The variance is not negative, so n >= 9216 / 144 = 64.',
      'So n must be at least 64.',
      'An upper bound follows from the cubes: 216 n <= 13824.',
      'Both together leave n = 64.',
    ];
    expect(reached(steps, { question: 'Find n.', answer: '64' })).toBe(4);
  });

  test('is passed over in one case of several', () => {
    const steps = [
      'Consider the case where all are equal. Then n = 9216 / 144 = 64.',
      'So 64 is one possible value. Are there others?',
      'Any other n breaks the third condition.',
      'Therefore the only value is 64.',
    ];
    expect(reached(steps, { question: 'Find the sum of all n.', answer: '64' })).toBe(4);
  });

  test('is passed over as a term of a longer expression', () => {
    const steps = [
      '80 + 15 is 95, minus 120 is -25. So the score of Ava is 10E + 5B + 30T - 25.',
      'So the score of Ava is lower by 25 points.',
      'So the difference is 25 points.',
    ];
    expect(reached(steps, { question: 'What is the difference between the scores?', answer: '25' })).toBe(2);
  });

  test('is passed over when it is the base of what gives it again', () => {
    const steps = [
      'So the product of the bases is 37/8 * 8/37 = 1.',
      'So (1)^55 = 1.',
      'Let me double-check: (37 * 8)/(8 * 37) = 296/296 = 1.',
      'So the answer is 1.',
    ];
    expect(reached(steps, { question: 'What is (37/8)^55 * (8/37)^55?', answer: '1' })).toBe(2);
  });

  test('is passed over when the next step says that it cannot be', () => {
    const steps = [
      'The second region is 3 wide and 4 tall, so its area is 3 * 4 = 12.',
      "Wait, 8 + 12 = 20, but the total area is only 12. That can't be right.",
      'The first region is a triangle: 2 * 4 / 2 = 4.',
      'The rest of the rectangle has 8, so the total is 4 + 8 = 12.',
      'So the answer is 12.',
    ];
    expect(
      reached(steps, { question: 'Twelve 1 by 1 squares form a rectangle. What is the shaded area?', answer: '12' }),
    ).toBe(4);
  });
});

describe('what states the answer', () => {
  test('is the result and not a quotient that is left to work out', () => {
    const steps = [
      'Revenue from corn = 135 - 60 = 75.',
      'Price per ear = $75 / 25',
      "Dividing $75 by 25, 25 times 3 is 75, so that's $3 per ear.",
      'So the answer would be $3 per ear.',
    ];
    const question = 'He sells 20 eggplants for $3 each and 25 ears of corn, for $135. What does an ear cost?';
    expect(reached(steps, { question, answer: '3' })).toBe(3);
  });

  test('is found in another notation of a root', () => {
    const steps = ['Half of it is (1/2) * 6*sqrt(5) = 3*sqrt(5)', 'Let me check.', 'So the area is 3*sqrt(5)'];
    const facts = readTrace(traceOf(steps, { question: 'Find the area.', answer: '\\boxed{3\\sqrt{5}}' }));
    expect(facts.answer.statements).toEqual([0, 2]);
  });

  test('may carry a unit letter', () => {
    expect(reached(['So it weighs 1600g + 1000g = 2600g.'], { question: 'How heavy is it?', answer: '2600' })).toBe(1);
  });
});

describe('the answer of a trace', () => {
  test('is not guessed from a bracket, a bare number or a turn of a dialogue', () => {
    expect(readTrace(traceOf(['5 + 8 = 13', '13 + 3 = 16 (left: 4 4 16)'])).answer.value).toBeNull();
    expect(readTrace(traceOf(['tool: {"bags": 7}', 'tool: {"total_bags": 2 + 5 = 7}'])).answer.value).toBeNull();
  });

  test('is no deed, and a hedged one only where there is no other', () => {
    expect(finalAnswerOf('So perhaps the answer is to set year to 1990. Let me check.')).toBeNull();
    expect(finalAnswerOf('The answer is 12. Maybe the answer is 15, but no.')?.value).toBe('12');
    expect(finalAnswerOf('Maybe the answer is 15.')?.value).toBe('15');
  });

  test('is the line that says FINAL ANSWER rather than an earlier heading', () => {
    const text = '#### Some Pizza Palace\n- menu\n\nFINAL ANSWER: Corner Cafe\nRUN COMPLETE !#!#';
    expect(finalAnswerOf(text)?.value).toBe('Corner Cafe');
    expect(finalAnswerOf('FINAL ANSWER: 70\nRUN COMPLETE')?.value).toBe('70');
    expect(finalAnswerOf('The final answer is:\n$$\n42\n$$')?.value).toContain('42');
  });

  test('stands in a message as its value', () => {
    const message = (answer: string, steps: readonly string[]) =>
      findingOf(analyze(steps, { answer, question: 'How old was he?' }), steps.length, 'after-answer')?.message;
    const ages = ['He was 90 - 75 = 15.', 'Let me check: 15 + 75 = 90.', 'That is right, so I am done.'];
    expect(message('The answer is that Bill was 15 years old when he saw it.', ages)).toContain('answer 15.');
    expect(message('应找回 15 元。', ages)).toContain('answer 15.');
  });
});

test('a long step of one character is read in linear time', () => {
  for (const char of ['(', '5 ', '- ', 'answer is ', 'final answer:\n', '64 < ', ' ']) {
    const long = char.repeat(Math.ceil(100_000 / char.length));
    const started = cpuTime();
    readTrace(traceOf(['So 4 + 4 = 8.', long, 'So 64 / 8 = 8.'], { question: 'How many red balls?', answer: '8' }));
    expect(cpuTime() - started).toBeLessThan(3_000);
  }
});
