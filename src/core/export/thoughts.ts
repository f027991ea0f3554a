import { valueAt } from '../../base/json.ts';
import { hasThinkTags } from '../readers/shared/think-tags.ts';
import type { Chain, ExportOption, ExportTrace } from './types.ts';

/**
 * Where the thoughts go in a reply. `think-tags`: in the content, between <think> marks; `reasoning_content` and `thinking`: in a
 * field of the message with that name; `plain`: in the content, followed by the answer, without marks; `none`: left out;
 * `auto`: `think-tags` where the record keeps thoughts apart from the reply, else `plain`.
 */
export type ThoughtPlace = 'auto' | 'think-tags' | 'reasoning_content' | 'thinking' | 'plain' | 'none';

/** Places in formats whose messages have no field for thoughts. */
export const TEXT_PLACES: readonly ThoughtPlace[] = ['auto', 'think-tags', 'plain', 'none'];
export const ALL_PLACES: readonly ThoughtPlace[] = [
  ...TEXT_PLACES.slice(0, 2),
  'reasoning_content',
  'thinking',
  ...TEXT_PLACES.slice(2),
];

const TITLES: Readonly<Record<ThoughtPlace, string>> = {
  auto: 'as the record has them: between <think> marks where they are kept apart, else as plain text',
  'think-tags': 'in the content, between <think> marks',
  reasoning_content: 'in the field reasoning_content of the message',
  thinking: 'in the field thinking of the message (gpt-oss)',
  plain: 'in the content, followed by the answer, without marks',
  none: 'nowhere: only the answer',
};

/** The option `thoughts`, with the places that a format has. */
export function thoughtsOption(places: readonly ThoughtPlace[]): ExportOption {
  return {
    id: 'thoughts',
    title: 'Thoughts',
    summary: 'where the reasoning goes',
    kind: 'choice',
    default: 'auto',
    choices: places.map((id) => ({ id, title: TITLES[id] })),
  };
}

/** For people: what happens to thoughts in formats to which the trainer applies a chat template. */
export const TEMPLATE_NOTE =
  'See that the chat template of the model shows the thoughts: that of DeepSeek-R1 takes them out of every reply, that of Qwen3 out of all but the last.';

/** The assistant's message, in the layout of OpenAI-like chats. */
export type Reply = {
  readonly role: 'assistant';
  readonly content: string;
  readonly reasoning_content?: string;
  readonly thinking?: string;
};

/** A reply, or why there is none. */
export type ReplyReading =
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'skipped'; readonly reason: string };

/** `auto` made definite for one trace. */
export function placeFor(trace: ExportTrace, wanted: ThoughtPlace): Exclude<ThoughtPlace, 'auto'> {
  if (wanted !== 'auto') return wanted;
  return keepsThoughtsApart(trace) ? 'think-tags' : 'plain';
}

/** What the assistant says in a trace, with the reasoning of `chain` (that of the trace, or of a variant of it). */
export function replyOf(trace: ExportTrace, chain: Chain, wanted: ThoughtPlace): ReplyReading {
  const place = placeFor(trace, wanted);
  if (place === 'plain') {
    const content = `${chain.reasoning}${trace.tail}`;
    return content.trim() === '' ? skipped('No reasoning and no answer.') : spoken({ role: 'assistant', content });
  }
  const said = trace.tail.trim();
  if (said === '') return skipped('No answer behind the thoughts.');
  if (place !== 'none' && chain.reasoning.trim() === '') return skipped('No reasoning.');
  if (place === 'think-tags' && hasThinkTags(chain.reasoning))
    return skipped('The thoughts hold <think> marks themselves.');
  return spoken(withThoughts(chain.reasoning, said, place));
}

/** Marks around thoughts, as the templates of Qwen3, DeepSeek-R1 and LLaMA-Factory write them. */
export const THINK_MARKS = { open: '<think>\n', close: '\n</think>\n\n' } as const;

/** A reply with thoughts. */
export function withThoughts(thoughts: string, said: string, place: Exclude<ThoughtPlace, 'auto'>): Reply {
  const role = 'assistant';
  switch (place) {
    case 'think-tags':
      return { role, content: `${THINK_MARKS.open}${thoughts.trim()}${THINK_MARKS.close}${said}` };
    case 'reasoning_content':
      return { role, content: said, reasoning_content: thoughts };
    case 'thinking':
      return { role, content: said, thinking: thoughts };
    case 'plain':
      return { role, content: `${thoughts}\n\n${said}` };
    case 'none':
      return { role, content: said };
  }
}

function spoken(reply: Reply): ReplyReading {
  return { kind: 'reply', reply };
}

function skipped(reason: string): ReplyReading {
  return { kind: 'skipped', reason };
}

/** Whether the record keeps the thoughts apart from the reply: in a field of their own, or between marks in one text. */
function keepsThoughtsApart({ trace, record, tail }: ExportTrace): boolean {
  const [from, to] = [trace.reasoning.source, trace.answer?.source ?? null];
  const whole = from?.kind === 'text' ? valueAt(record, from.path) : undefined;
  if (typeof whole === 'string' && hasThinkTags(whole)) return true;
  // A tail with words of its own ("\n#### 72") is the end of one text.
  if (trace.answer !== null && tail !== `\n\n${trace.answer.text.trim()}`) return false;
  if (trace.answer === null) return /reason|think|thought/i.test(String(from?.path.at(-1) ?? ''));
  return from === null || to === null || from.path.join('\0') !== to.path.join('\0');
}
