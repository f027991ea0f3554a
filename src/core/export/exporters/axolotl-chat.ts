import { isJsonObject, type JsonValue } from '../../../base/json.ts';
import { axolotlYaml } from '../axolotl.ts';
import { messagesOf } from '../chat-checks.ts';
import { flag, listOf, object, optional, rowOf, whole } from '../checks.ts';
import { MARKED_PLACES, markedReply, type Piece, TRAIN_OPTION } from '../marked-steps.ts';
import { chatOptions, contextOf } from '../messages.ts';
import type { ThoughtPlace } from '../thoughts.ts';
import type { Exported, ExportTrace, ExportValues, TraceExporter } from '../types.ts';

const detail = object({ begin_offset: whole, end_offset: whole, train: flag });
const fields = rowOf({
  messages: messagesOf({
    roles: ['system', 'user', 'assistant'],
    last: 'assistant',
    fields: { train: optional(flag), train_detail: optional(listOf(detail, 1)) },
  }),
});

/** Axolotl's chat_template rows in which the whole chain is read and only some of its steps are trained (`train_detail`). */
export const axolotlChat: TraceExporter = {
  id: 'axolotl-chat',
  title: 'Axolotl, trained by step',
  summary: 'chats that keep the whole chain and train the kept steps only, for axolotl',
  family: 'general',
  unit: 'trace',
  variants: 'attached',
  needs: 'a question; variants made of steps, or the analysis',
  notes: [
    'Axolotl lays the labels over the tokens from the start of the reply, so the chat template has to write the reply as it stands, as chatml does; that of Qwen3 shifts the labels by a token. axolotl-segments has no such trap.',
    'Skipped steps stay in the context: the model learns what to say, not to leave steps out. Compressed chains as text (trl-prompt-completion with variants) teach that.',
  ],
  options: [TRAIN_OPTION, ...chatOptions(MARKED_PLACES)],
  files: [
    { id: 'rows', format: 'jsonl', path: (split) => `${split}.jsonl`, check: (row) => fields(row) ?? detailWrong(row) },
  ],
  start: ({ options }) => ({
    rows: (trace) => rows(trace, options),
    extras: (written) =>
      axolotlYaml(written, [
        'type: chat_template',
        'chat_template: chatml',
        'field_messages: messages',
        'message_property_mappings:',
        '  role: role',
        '  content: content',
        'roles_to_train: []',
        'train_on_eos: turn',
        'message_field_training: train',
        'message_field_training_detail: train_detail',
      ]),
  }),
};

function rows(trace: ExportTrace, options: ExportValues): Exported {
  const before = contextOf(trace, options);
  if (before.kind === 'skipped') return { rows: [], skipped: [before.reason] };
  const marked = markedReply(trace, String(options.train), options.thoughts as ThoughtPlace);
  if (marked.kind === 'skipped') return { rows: [], skipped: [marked.reason] };
  const content = marked.pieces.map(({ text }) => text).join('');
  const reply = { role: 'assistant', content, train_detail: detailsOf(marked.pieces) };
  const messages = [...before.context.map((message) => ({ ...message, train: false })), reply];
  return { rows: [{ file: 'rows', row: { messages } }], warnings: before.warnings };
}

/** Offsets as axolotl wants them: of characters as Python counts them (code points), the last one included. */
function detailsOf(pieces: readonly Piece[]) {
  const details: { begin_offset: number; end_offset: number; train: boolean }[] = [];
  let at = 0;
  for (const { text, train } of pieces) {
    const last = details.at(-1);
    const end = at + lengthInPython(text);
    if (last?.train === train) last.end_offset = end - 1;
    else details.push({ begin_offset: at, end_offset: end - 1, train });
    at = end;
  }
  return details;
}

function lengthInPython(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/** What is wrong with the details of the last message: they have to cover it without gaps, and train something. */
function detailWrong(row: JsonValue): string | null {
  const list = isJsonObject(row) && Array.isArray(row.messages) ? (row.messages as readonly JsonValue[]) : [];
  const reply = list.at(-1);
  if (!isJsonObject(reply) || !Array.isArray(reply.train_detail)) return 'the last message has no "train_detail"';
  const details = reply.train_detail as readonly { begin_offset: number; end_offset: number; train: boolean }[];
  let at = 0;
  for (const { begin_offset: begin, end_offset: end } of details) {
    if (begin !== at || end < begin) return '"train_detail" has gaps, overlaps or empty parts';
    at = end + 1;
  }
  if (at !== lengthInPython(String(reply.content))) return '"train_detail" does not end with the text';
  return details.some(({ train }) => train) ? null : '"train_detail" trains nothing';
}
