import { describe, expect, test } from 'vitest';
import { analyzeTrace } from '../../../src/core/analysis/analyze.ts';
import { segmentText } from '../../../src/core/segment/segment.ts';
import { estimate } from '../../../src/core/tokens/estimate.ts';

const counter = await estimate.create();

function repeats(question: string, lines: readonly string[]): readonly number[] {
  const reasoning = lines.join('\n');
  const text = {
    question,
    reasoning,
    answer: null,
    referenceAnswer: null,
    steps: segmentText(reasoning, 'line').steps,
  };
  const options = { preset: 'balanced', disabledPasses: [] } as const;
  const { steps } = analyzeTrace({ text, segmenter: 'line', counter, options });
  return steps.flatMap(({ index, findings }) =>
    findings.some(({ pass }) => pass === 'near-repeat' || pass === 'exact-repeat') ? [index + 1] : [],
  );
}

describe('the same words and numbers about something else are no repeat', () => {
  test('a number that goes in was derived anew from other numbers', () => {
    const question =
      'Pins cost $5 for a pair of 2, cords $4 for 40 cents each. She buys 2 of each. What is the total cost?';
    const lines = [
      'Each pin pack has 30 / 3 = 10 pins.',
      'These will cost $20 because 10 x 2 = 20.',
      'Each cord box has 40 / 4 = 10 cords.',
      'These will cost $20 because 10 x 2 = 20.',
      'The total is 20 + 20 = 40.',
    ];
    expect(repeats(question, lines)).toEqual([]);
    const again = [lines[0]!, lines[1]!, 'That is quite cheap for pins.', lines[1]!, 'The total is 20 + 20 = 40.'];
    expect(repeats(question, again)).toEqual([4]);
  });

  test('it names what the question asks for', () => {
    const question =
      'Half of 16 balls are golf balls, and half of the golf balls are blue. How many blue golf balls are there?';
    const lines = [
      'There are 16/2=8 golf balls per half.',
      'There are 8*2=16 balls in the whole bag.',
      'There are 16/2=8 blue golf balls per half.',
      'And that is all there is to say.',
    ];
    expect(repeats(question, lines)).toEqual([]);
    expect(repeats(question, [lines[0]!, lines[1]!, lines[0]!, lines[3]!])).toEqual([3]);
  });

  test('a table has grown, and the line behind it is the next turn', () => {
    const row = (more: string) => `So, the next coefficient is 7. Table: 1 0 0 0 0 0 3 ${more}`;
    const lines = [
      'Multiply 7 by 1: 7 x 1 = 7.',
      row('7'),
      'Bring it down to the next row.',
      row('7 7'),
      'Multiply 7 by 1: 7 x 1 = 7.',
      row('7 7 7'),
      'The quotient has these numbers.',
    ];
    expect(repeats('Divide.', lines)).toEqual([]);
  });

  test('behind the answer the same calculation again is a check', () => {
    const lines = [
      '30 / 3 = 10 pins.',
      '10 x 2 = 20 dollars for them.',
      '20 + 5 = 25. The answer is 25.',
      '5 + 5 = 10 pins, yes.',
      '10 x 2 = 20 dollars for them.',
    ];
    expect(repeats('What do 30 pins in 3 packs with a bag of 5 dollars cost?', lines)).toContain(5);
  });
});

function flaggedOf(lines: readonly string[]): readonly number[] {
  const reasoning = lines.join('\n');
  const steps = segmentText(reasoning, 'line').steps;
  const text = { question: 'Which cafe is open at 11 pm?', reasoning, answer: null, referenceAnswer: null, steps };
  const options = { preset: 'balanced', disabledPasses: [] } as const;
  const analysis = analyzeTrace({ text, segmenter: 'line', counter, options });
  return analysis.steps.flatMap(({ index, findings }) =>
    findings.some(({ pass }) => pass === 're-verification' || pass === 'nothing-new') ? [index + 1] : [],
  );
}

describe('what is said to others or comes from outside', () => {
  test('is no check without effect and brings news', () => {
    const lines = [
      'The cafes that are open at 11 pm have to be found.',
      "Check the operating hours for 'The Shack' and 'Olio' to see whether they are open at 11 pm.",
      'user: In that case, could you check the cost of the cafe at 11 pm?',
      'tool: {"open": true, "cafe": 11}',
      'Please verify whether the cafe is open at 11 pm.',
      'Updated Ledger: {"is_request_satisfied": false, "cafe": "open at 11 pm"}',
      'The Shack is open until midnight.',
    ];
    const found = flaggedOf(lines);
    for (const step of [2, 3, 4, 5, 6]) expect(found, `step ${step}`).not.toContain(step);
  });
});
