import { rowOf } from '../checks.ts';
import { chatOptions } from '../messages.ts';
import { ALL_PLACES, TEMPLATE_NOTE } from '../thoughts.ts';
import { completionField, formOption, inForm, oneForm, promptField } from '../trl-form.ts';
import type { TraceExporter } from '../types.ts';

const fields = rowOf({ prompt: promptField, completion: completionField });

/** TRL's prompt-completion rows for SFTTrainer (TRL docs, dataset formats). */
export const trlPromptCompletion: TraceExporter = {
  id: 'trl-prompt-completion',
  title: 'TRL prompt-completion',
  summary: 'prompt and completion for SFTTrainer, which trains the completion only',
  family: 'general',
  unit: 'trace',
  variants: 'as-traces',
  needs: 'a question',
  notes: [
    TEMPLATE_NOTE,
    'Only the completion is trained, so earlier turns in the prompt are context.',
    'With thoughts between <think> marks, see that the chat template does not write an opening <think> into the prompt as well.',
  ],
  options: [formOption('text'), ...chatOptions(ALL_PLACES)],
  files: [
    {
      id: 'rows',
      format: 'jsonl',
      path: (split) => `${split}.jsonl`,
      check: (row) => fields(row) ?? oneForm(row, ['prompt', 'completion']),
    },
  ],
  start: ({ options }) => ({
    rows: (trace) => {
      const made = inForm(trace, options);
      if (made.kind === 'skipped') return { rows: [], skipped: [made.reason] };
      const { prompt, completion, warnings } = made;
      return { rows: [{ file: 'rows', row: { prompt, completion } }], warnings };
    },
  }),
};
