import { expect, test } from 'vitest';
import { trlPromptCompletion } from '../../../src/core/export/exporters/trl-prompt-completion.ts';
import { exportTrace, faultsOf, jobOf } from '../../helpers/export-units.ts';

const { rows } = trlPromptCompletion.start(jobOf(trlPromptCompletion));

test('the completion is the whole solution as it stands in the record', () => {
  const made = rows(exportTrace({ reasoning: '48/2 = 24', tail: '\n#### 24', question: 'How many?' }));
  expect(made.rows).toEqual([{ file: 'rows', row: { prompt: 'How many?', completion: '48/2 = 24\n#### 24' } }]);
  expect(faultsOf(trlPromptCompletion, made.rows)).toEqual([]);
});

test('a trace without question is left out with the reason', () => {
  expect(rows(exportTrace({ question: null }))).toEqual({ rows: [], skipped: ['No question.'] });
});

test('the check refuses what the trainer does not read', () => {
  const wrong = [
    { file: 'rows', row: { prompt: 'a', completion: 3 } },
    { file: 'rows', row: { prompt: 'a', completion: 'b', x: 1 } },
  ];
  expect(faultsOf(trlPromptCompletion, wrong)).toEqual([
    '"completion" is no text, or an empty one',
    '"x" is a field that nothing reads',
  ]);
});
