import { messagesOf, THOUGHT_FIELDS } from '../chat-checks.ts';
import { rowOf } from '../checks.ts';
import { chatOf, chatOptions } from '../messages.ts';
import { ALL_PLACES, TEMPLATE_NOTE } from '../thoughts.ts';
import type { TraceExporter } from '../types.ts';

/** Unsloth's rows, as its notebooks have them after `standardize_sharegpt`. */
export const unsloth: TraceExporter = {
  id: 'unsloth',
  title: 'Unsloth',
  summary: 'conversations of role and content, for the notebooks of Unsloth',
  family: 'general',
  unit: 'trace',
  variants: 'as-traces',
  needs: 'a question',
  notes: [
    TEMPLATE_NOTE,
    'The rows need no standardize_sharegpt: apply the chat template to "conversations" and train on "text".',
    'train_on_responses_only leaves out what the model does not say; earlier replies of a chat are trained in each row that holds them.',
  ],
  options: chatOptions(ALL_PLACES),
  files: [
    {
      id: 'rows',
      format: 'jsonl',
      path: (split) => `${split}.jsonl`,
      check: rowOf({
        conversations: messagesOf({
          roles: ['system', 'user', 'assistant'],
          last: 'assistant',
          fields: THOUGHT_FIELDS,
        }),
      }),
    },
  ],
  start: ({ options }) => ({
    rows: (trace) => {
      const chat = chatOf(trace, options);
      if (chat.kind === 'skipped') return { rows: [], skipped: [chat.reason] };
      const row = { conversations: [...chat.context, chat.reply] };
      return { rows: [{ file: 'rows', row }], warnings: chat.warnings };
    },
  }),
};
