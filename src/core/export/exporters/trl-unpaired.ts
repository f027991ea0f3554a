import { flag, rowOf } from '../checks.ts';
import { LABEL_OPTION, labelledRows } from '../labelled.ts';
import { chatOptions } from '../messages.ts';
import { ALL_PLACES, TEMPLATE_NOTE } from '../thoughts.ts';
import { completionField, formOption, inForm, oneForm, promptField } from '../trl-form.ts';
import type { TraceExporter } from '../types.ts';

const fields = rowOf({ prompt: promptField, completion: completionField, label: flag });

/** TRL's unpaired-preference rows, for KTOTrainer and BCOTrainer. */
export const trlUnpaired: TraceExporter = {
  id: 'trl-unpaired',
  title: 'TRL unpaired preference',
  summary: 'prompt, completion and a label, for KTOTrainer and BCOTrainer',
  family: 'general',
  unit: 'trace',
  variants: 'attached',
  overview: true,
  needs: 'graded traces, or variants',
  notes: [
    TEMPLATE_NOTE,
    'KTO wants both labels: set desirable_weight and undesirable_weight by their numbers, which the loader prints.',
  ],
  options: [LABEL_OPTION, formOption('conversational'), ...chatOptions(ALL_PLACES)],
  files: [
    {
      id: 'rows',
      format: 'jsonl',
      path: (split) => `${split}.jsonl`,
      check: (row) => fields(row) ?? oneForm(row, ['prompt', 'completion']),
    },
  ],
  start: ({ options }) => ({
    rows: (trace) =>
      labelledRows(trace, String(options.label), (chain, label) => {
        const made = inForm(trace, options, chain);
        if (made.kind === 'skipped') return { rows: [], skipped: [made.reason] };
        const row = { prompt: made.prompt, completion: made.completion, label };
        return { rows: [{ file: 'rows', row }], warnings: made.warnings };
      }),
  }),
};
