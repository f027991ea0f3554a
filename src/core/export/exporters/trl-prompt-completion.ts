import { filled, rowOf } from '../checks.ts';
import type { TraceExporter } from '../types.ts';

/** TRL's prompt-completion rows for SFTTrainer (TRL docs, dataset formats). */
export const trlPromptCompletion: TraceExporter = {
  id: 'trl-prompt-completion',
  title: 'TRL prompt-completion',
  summary: 'prompt and completion as plain texts, for SFTTrainer',
  family: 'general',
  unit: 'trace',
  variants: 'as-traces',
  needs: 'a question',
  notes: [],
  options: [],
  files: [
    {
      id: 'rows',
      format: 'jsonl',
      path: (split) => `${split}.jsonl`,
      check: rowOf({ prompt: filled, completion: filled }),
    },
  ],
  start: () => ({
    rows: ({ question, reasoning, tail }) => {
      if (question === null) return { rows: [], skipped: ['No question.'] };
      const completion = `${reasoning}${tail}`;
      if (completion.trim() === '') return { rows: [], skipped: ['No reasoning and no answer.'] };
      return { rows: [{ file: 'rows', row: { prompt: question, completion } }] };
    },
  }),
};
