import { chatOptions } from '../messages.ts';
import { checkTrlPair, trlRow } from '../pair-files.ts';
import { PAIR_OPTIONS, pairRows } from '../preference-pairs.ts';
import { ALL_PLACES, TEMPLATE_NOTE } from '../thoughts.ts';
import { formOption } from '../trl-form.ts';
import type { GroupExporter } from '../types.ts';

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
      check: checkTrlPair,
    },
  ],
  start: (job) => ({
    rows: (group) => pairRows(group, job, (pair) => trlRow(pair, job.options, 'rows')),
  }),
};
