import { rowOf } from '../checks.ts';
import { chatOptions } from '../messages.ts';
import { PAIR_OPTIONS, type Pair, pairRows, SAME, same } from '../preference-pairs.ts';
import { ALL_PLACES, TEMPLATE_NOTE } from '../thoughts.ts';
import { completionField, formOption, inForm, oneForm, promptField } from '../trl-form.ts';
import type { Exported, ExportValues, GroupExporter } from '../types.ts';

const fields = rowOf({ prompt: promptField, chosen: completionField, rejected: completionField });

/** TRL's preference rows with explicit prompts, for DPOTrainer, ORPO, CPO and reward models. */
export const trlPreference: GroupExporter = {
  id: 'trl-preference',
  title: 'TRL preference',
  summary: 'prompt, chosen and rejected, for DPOTrainer and its like',
  family: 'general',
  unit: 'group',
  needs: 'variants, or several graded samples a problem',
  notes: [
    TEMPLATE_NOTE,
    'Preferring shorter replies by DPO shortens the model, but it may cost accuracy where the short replies skip needed steps: watch the accuracy while training.',
  ],
  options: [...PAIR_OPTIONS, formOption('conversational'), ...chatOptions(ALL_PLACES)],
  files: [
    {
      id: 'rows',
      format: 'jsonl',
      path: (split) => `${split}.jsonl`,
      check: (row) => fields(row) ?? oneForm(row, ['prompt', 'chosen', 'rejected']) ?? same(row, 'chosen', 'rejected'),
    },
  ],
  start: (job) => ({
    rows: (group) => pairRows(group, job, (pair) => rowOfPair(pair, job.options)),
  }),
};

function rowOfPair({ chosen, rejected }: Pair, options: ExportValues): Exported {
  const better = inForm(chosen.trace, options, chosen.chain);
  const worse = inForm(rejected.trace, options, rejected.chain);
  if (better.kind === 'skipped') return { rows: [], skipped: [better.reason] };
  if (worse.kind === 'skipped') return { rows: [], skipped: [worse.reason] };
  const row = { prompt: better.prompt, chosen: better.completion, rejected: worse.completion };
  if (same(row, 'chosen', 'rejected') !== null) return { rows: [], skipped: [SAME] };
  return { rows: [{ file: 'rows', row }], warnings: better.warnings };
}
