import type { Span } from '../../model/span.ts';
import { trimSpan } from './fields.ts';
import type { ThinkSplit } from './think-split.ts';

/** A message of a text in OpenAI's Harmony format; the spans are of the text. */
export interface HarmonyMessage {
  /** `user`, `assistant` and so on; the assistant's where the text begins within its turn. */
  readonly role: string;
  /** `analysis`, `commentary`, `final`; empty where none is named. */
  readonly channel: string;
  readonly content: Span;
  /** The message with its header, without the mark that ends it. */
  readonly whole: Span;
}

const MESSAGE = '<|message|>';
const CHANNEL = '<|channel|>';
const START = '<|start|>';
const ENDS = ['<|end|>', '<|return|>', '<|call|>', START] as const;
const LONGEST_HEADER = 400;

/** The first of the end marks at or after `from`, for each mark looked up once as long as it lies ahead. */
function endFinder(text: string): (from: number) => number {
  const next = ENDS.map(() => -2);
  return (from) => {
    let best = text.length;
    ENDS.forEach((mark, i) => {
      let at = next[i] ?? -2;
      if (at !== -1 && at < from) {
        at = text.indexOf(mark, from);
        next[i] = at;
      }
      if (at >= 0 && at < best) best = at;
    });
    return best;
  };
}

function headerOf(header: string): { role: string; channel: string } {
  const start = header.lastIndexOf(START);
  const own = start < 0 ? header : header.slice(start + START.length);
  const [before = '', after = ''] = own.split(CHANNEL, 2);
  const role = /^\s*([a-z]+)/i.exec(before)?.[1] ?? 'assistant';
  const channel = /^\s*([a-z]+)/i.exec(after)?.[1] ?? '';
  return { role: role.toLowerCase(), channel: channel.toLowerCase() };
}

/** The messages of a text in Harmony format, in order; empty for any other text. Linear time. */
export function harmonyMessages(text: string): readonly HarmonyMessage[] {
  const found: HarmonyMessage[] = [];
  const endFrom = endFinder(text);
  let reached = 0;
  for (let at = text.indexOf(MESSAGE); at >= 0; at = text.indexOf(MESSAGE, reached)) {
    const header = text.slice(Math.max(reached, at - LONGEST_HEADER), at);
    const start = at + MESSAGE.length;
    const end = endFrom(start);
    // A message mark within a message belongs to what it says.
    if (header.includes(CHANNEL) || header.includes(START)) {
      const opened = header.lastIndexOf(START);
      const from = at - header.length + Math.max(0, opened);
      found.push({ ...headerOf(header), content: trimSpan(text, { start, end }), whole: { start: from, end } });
    }
    reached = Math.max(end, start);
  }
  return found;
}

/**
 * Parts a text in Harmony format into thinking (channel `analysis`) and reply (channel `final`). Of several analyses all from
 * the first to the last is the thinking. Null when nothing is in that channel.
 */
export function splitHarmony(text: string): ThinkSplit | null {
  if (!text.includes(CHANNEL)) return null;
  const messages = harmonyMessages(text);
  const thoughts = messages.filter(({ channel }) => channel === 'analysis');
  const first = thoughts[0];
  const last = thoughts.at(-1);
  if (first === undefined || last === undefined) return null;
  const reply = messages.findLast(({ channel, content }) => channel === 'final' && content.start >= last.content.end);
  return {
    reasoning: { start: first.content.start, end: last.content.end },
    answer: reply === undefined || reply.content.end === reply.content.start ? null : reply.content,
    state: thoughts.length > 1 ? 'uneven' : last.content.end >= text.trimEnd().length ? 'cut' : 'whole',
    fromStart: messages[0] === first,
  };
}
