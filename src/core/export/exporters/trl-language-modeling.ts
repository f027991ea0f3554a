import { messagesOf, THOUGHT_FIELDS } from '../chat-checks.ts';
import { filled, rowOf } from '../checks.ts';
import { chatOf, chatOptions } from '../messages.ts';
import { ALL_PLACES, TEMPLATE_NOTE } from '../thoughts.ts';
import { formOption, inForm } from '../trl-form.ts';
import type { Exported, ExportTrace, ExportValues, TraceExporter } from '../types.ts';

const chatRow = rowOf({
  messages: messagesOf({ roles: ['system', 'user', 'assistant'], last: 'assistant', fields: THOUGHT_FIELDS }),
});
const textRow = rowOf({ text: filled });

/** TRL's language-modeling rows: one text, or one chat, all of which SFTTrainer trains unless told otherwise. */
export const trlLanguageModeling: TraceExporter = {
  id: 'trl-language-modeling',
  title: 'TRL language modelling',
  summary: 'one text or one chat a row, for SFTTrainer',
  family: 'general',
  unit: 'trace',
  variants: 'as-traces',
  needs: 'a question',
  notes: [
    TEMPLATE_NOTE,
    'SFTTrainer trains every token of a row, the question too; assistant_only_loss=True leaves out what the model does not say, where the chat template marks it.',
    'In chats with several turns the earlier replies are trained in each row that holds them; trl-prompt-completion trains the last one only.',
  ],
  options: [formOption('conversational'), ...chatOptions(ALL_PLACES)],
  files: [
    {
      id: 'rows',
      format: 'jsonl',
      path: (split) => `${split}.jsonl`,
      check: (row) => (textRow(row) === null ? null : chatRow(row)),
    },
  ],
  start: ({ options }) => ({
    rows: (trace) => (options.form === 'conversational' ? chatRows(trace, options) : textRows(trace, options)),
  }),
};

function chatRows(trace: ExportTrace, options: ExportValues): Exported {
  const chat = chatOf(trace, options);
  if (chat.kind === 'skipped') return { rows: [], skipped: [chat.reason] };
  const row = { messages: [...chat.context, chat.reply] };
  return { rows: [{ file: 'rows', row }], warnings: chat.warnings };
}

function textRows(trace: ExportTrace, options: ExportValues): Exported {
  const made = inForm(trace, options);
  if (made.kind === 'skipped') return { rows: [], skipped: [made.reason] };
  const row = { text: `${String(made.prompt)}\n\n${String(made.completion)}` };
  return { rows: [{ file: 'rows', row }], warnings: made.warnings };
}
