import { expect, test } from 'vitest';
import { analyzeTrace } from '../../../src/core/analysis/analyze.ts';
import { segmentText } from '../../../src/core/segment/segment.ts';
import { estimate } from '../../../src/core/tokens/estimate.ts';

const counter = await estimate.create();

function messages(question: string, lines: readonly string[], pass: string): readonly string[] {
  const reasoning = lines.join('\n');
  const steps = segmentText(reasoning, 'line').steps;
  const text = { question, reasoning, answer: null, referenceAnswer: null, steps };
  const options = { preset: 'balanced', disabledPasses: [] } as const;
  return analyzeTrace({ text, segmenter: 'line', counter, options }).steps.flatMap(({ findings }) =>
    findings.filter((finding) => finding.pass === pass).map(({ message }) => message),
  );
}

test('a value of the question is not said to be given by a step', () => {
  const lines = ['480 + 480 + 240 = 1200.', 'Half of it is 1200 / 2 = 600.', 'Once more: 480 + 480 + 240 = 1200.'];
  const found = messages('How is 1200 divided into 480, 480 and 240?', lines, 're-derivation');
  expect(found.join(' ')).not.toMatch(/Gives 1200/);
  expect(found).toContain('Comes to 1200 again, which the question gives.');
});

test('the step that gave the value is the one that is pointed to', () => {
  const lines = ['40 / 8 = 5 bags.', '5 * 3 = 15 apples.', 'Some talk about apples.', 'So 5 * 3 = 15 apples.'];
  expect(messages('40 apples, 8 a bag, 3 eaten of each?', lines, 're-derivation').join(' ')).toMatch(
    /Gives 15, which step 2 had given/,
  );
});

test('keys that no text shows are left out of the sentences', () => {
  const lines = [
    'So $\\frac{8}{37} = \\frac{8}{37}$ of it.',
    'That is 8/37 = 8/37 again.',
    'We look at $\\left(\\sum a_i^2\\right)\\left(n\\right)$ for a while.',
    'The answer is 24.',
  ];
  for (const pass of ['re-derivation', 'unused']) {
    for (const message of messages('What is it?', lines, pass)) expect(message).not.toMatch(/0\.216|\d\^|\(\w*,/);
  }
});
