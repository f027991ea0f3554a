import { expect, test } from 'vitest';
import { analyzeTrace } from '../../../src/core/analysis/analyze.ts';
import { segmentText } from '../../../src/core/segment/segment.ts';
import { estimate } from '../../../src/core/tokens/estimate.ts';

const counter = await estimate.create();

function circularSteps(question: string, lines: readonly string[], answer: string) {
  const reasoning = lines.join('\n');
  const steps = segmentText(reasoning, 'line').steps;
  const text = { question, reasoning, answer, referenceAnswer: null, steps };
  const options = { preset: 'balanced', disabledPasses: [] } as const;
  return analyzeTrace({ text, segmenter: 'line', counter, options }).steps.flatMap(({ index, findings }) =>
    findings.filter(({ pass }) => pass === 'circular').map(({ related }) => [index + 1, (related ?? -1) + 1]),
  );
}

const QUESTION = 'Cars cost 15 and dolls 20. What do all three toys cost?';

test('an answer derived from a step that puts it in is circular, and points there', () => {
  const lines = ['The rest of it is 50 - 15 = 35.', 'With the car again 35 + 15 = 50.', 'So the answer is 50.'];
  expect(circularSteps(QUESTION, lines, '50')).toEqual([[2, 1]]);
});

test('an answer that is derived first and put in to check is not', () => {
  const lines = ['All three cost 15 + 15 + 20 = 50.', 'Check: 50 - 15 = 35, and 35 + 15 = 50.', 'So the answer is 50.'];
  expect(circularSteps(QUESTION, lines, '50')).toEqual([]);
});
