import { messagesOf } from '../chat-checks.ts';
import { type FieldCheck, optional, rowOf } from '../checks.ts';
import { chatOf, chatOptions } from '../messages.ts';
import { TEXT_PLACES } from '../thoughts.ts';
import type { TraceExporter } from '../types.ts';

const weight: FieldCheck = (value, key) => (value === 0 || value === 1 ? null : `"${key}" is neither 0 nor 1`);
const roles = ['system', 'user', 'assistant'];
const fields = rowOf({ messages: messagesOf({ roles, last: 'assistant', fields: { weight: optional(weight) } }) });

/** OpenAI's supervised fine-tuning rows, which Together, Fireworks and Azure read as well. */
export const openaiSft: TraceExporter = {
  id: 'openai-sft',
  title: 'OpenAI fine-tuning',
  summary: 'chats for supervised fine-tuning at OpenAI, Azure, Together or Fireworks',
  family: 'general',
  unit: 'trace',
  variants: 'as-traces',
  needs: 'a question',
  notes: [
    'Earlier replies of the model have weight 0, so that each reply is trained in the row that ends with it.',
    'OpenAI wants ten rows at least in a training file.',
    'OpenAI is closing its fine-tuning to new users; the other services take the same rows.',
  ],
  options: chatOptions(TEXT_PLACES),
  files: [{ id: 'rows', format: 'jsonl', path: (split) => `${split}.jsonl`, check: fields }],
  start: ({ options }) => ({
    rows: (trace) => {
      const chat = chatOf(trace, options);
      if (chat.kind === 'skipped') return { rows: [], skipped: [chat.reason] };
      const before = chat.context.map((each) => (each.role === 'assistant' ? { ...each, weight: 0 } : each));
      return { rows: [{ file: 'rows', row: { messages: [...before, chat.reply] } }], warnings: chat.warnings };
    },
  }),
};
