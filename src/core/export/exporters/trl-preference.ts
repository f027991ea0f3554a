import { rowOf } from '../checks.ts';
import { chatOptions } from '../messages.ts';
import { PAIR_OPTIONS, type Pair, pairsOf } from '../preference-pairs.ts';
import { ALL_PLACES } from '../thoughts.ts';
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
    'Preferring shorter replies by DPO shortens the model, but it may cost accuracy where the short replies skip needed steps: watch the accuracy while training.',
  ],
  options: [...PAIR_OPTIONS, formOption('conversational'), ...chatOptions(ALL_PLACES)],
  files: [
    {
      id: 'rows',
      format: 'jsonl',
      path: (split) => `${split}.jsonl`,
      check: (row) => fields(row) ?? oneForm(row, ['prompt', 'chosen', 'rejected']) ?? differ(row),
    },
  ],
  start: ({ options, seed }) => ({
    rows: (group) => {
      const { pairs, skipped } = pairsOf(group, options, seed);
      const made = pairs.map((pair) => rowOfPair(pair, options));
      return {
        rows: made.flatMap(({ rows }) => rows),
        skipped: [...skipped, ...made.flatMap((each) => each.skipped ?? [])],
        warnings: made.flatMap(({ warnings }) => warnings ?? []),
      };
    },
  }),
};

function rowOfPair({ chosen, rejected }: Pair, options: ExportValues): Exported {
  const better = inForm(chosen.trace, options, chosen.chain);
  const worse = inForm(rejected.trace, options, rejected.chain);
  if (better.kind === 'skipped') return { rows: [], skipped: [better.reason] };
  if (worse.kind === 'skipped') return { rows: [], skipped: [worse.reason] };
  const row = { prompt: better.prompt, chosen: better.completion, rejected: worse.completion };
  if (differ(row) !== null) return { rows: [], skipped: ['The two replies are the same.'] };
  return { rows: [{ file: 'rows', row }], warnings: better.warnings };
}

/** DPO learns nothing from equal replies. */
function differ(row: unknown): string | null {
  const { chosen, rejected } = row as { readonly chosen: unknown; readonly rejected: unknown };
  return JSON.stringify(chosen) === JSON.stringify(rejected) ? '"chosen" and "rejected" are the same' : null;
}
