import type { JsonValue } from '../../base/json.ts';
import { messagesOf, THOUGHT_FIELDS } from './chat-checks.ts';
import { type FieldCheck, filled } from './checks.ts';
import { type ChatMessage, chatOf, contextOf } from './messages.ts';
import { type Reply, replyOf, type ThoughtPlace } from './thoughts.ts';
import type { Chain, ExportOption, ExportTrace, ExportValues } from './types.ts';

/** The option `form`: plain texts or chats, both of which TRL reads. */
export function formOption(preset: 'text' | 'conversational'): ExportOption {
  return {
    id: 'form',
    title: 'Form',
    summary: 'plain texts, or chats to which the trainer applies the chat template of the model',
    kind: 'choice',
    default: preset,
    choices: [
      { id: 'text', title: 'plain texts' },
      { id: 'conversational', title: 'chats (lists of messages)' },
    ],
  };
}

/** Prompt and completion of a trace in that form, or why there are none. */
export type FormReading =
  | {
      readonly kind: 'row';
      readonly prompt: string | readonly ChatMessage[];
      readonly completion: string | readonly Reply[];
      readonly warnings: readonly string[];
    }
  | { readonly kind: 'skipped'; readonly reason: string };

const ONLY_LAST = 'Plain texts hold the last question only; earlier turns and system prompts are left out.';

/** What the model is asked and says in a trace, with the reasoning of `chain`. A plain text holds fields' thoughts between marks. */
export function inForm(trace: ExportTrace, options: ExportValues, chain: Chain = trace): FormReading {
  if (options.form === 'conversational') {
    const chat = chatOf(trace, options, chain);
    if (chat.kind === 'skipped') return chat;
    return { kind: 'row', prompt: chat.context, completion: [chat.reply], warnings: chat.warnings };
  }
  if (trace.question === null) return { kind: 'skipped', reason: 'No question.' };
  const place = options.thoughts as ThoughtPlace;
  const inText = place === 'reasoning_content' || place === 'thinking' ? 'think-tags' : place;
  const answer = replyOf(trace, chain, inText);
  if (answer.kind === 'skipped') return answer;
  const before = contextOf(trace, options);
  if (before.kind === 'skipped') return before;
  const warnings = before.context.length > 1 ? [ONLY_LAST] : [];
  return { kind: 'row', prompt: trace.question, completion: answer.reply.content, warnings };
}

const PROMPT = messagesOf({ roles: ['system', 'user', 'assistant'], fields: THOUGHT_FIELDS });
const COMPLETION = messagesOf({ roles: ['assistant'], last: 'assistant', fields: THOUGHT_FIELDS });

/** A prompt in either form. */
export const promptField: FieldCheck = (value, key) => (Array.isArray(value) ? PROMPT(value, key) : filled(value, key));

/** A completion in either form. */
export const completionField: FieldCheck = (value, key) =>
  Array.isArray(value) ? COMPLETION(value, key) : filled(value, key);

/** TRL takes a data set for a chat by its first row, so all texts of a row have to be of one form. */
export function oneForm(row: JsonValue, keys: readonly string[]): string | null {
  const values = keys.map((key) => (row as Readonly<Record<string, JsonValue | undefined>>)[key]);
  const texts = values.filter((value) => typeof value === 'string').length;
  return texts === 0 || texts === values.length ? null : 'some fields are texts and others chats';
}
