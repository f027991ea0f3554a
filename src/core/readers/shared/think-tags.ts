import type { Span } from '../../model/span.ts';
import { trimSpan } from './fields.ts';

/** How a text with thinking marks falls apart; spans are offsets into the text, without the white space at their ends. */
export interface ThinkSplit {
  readonly reasoning: Span;
  /** What follows the thinking; null when nothing does. */
  readonly answer: Span | null;
  /** `cut`: the thinking is never closed; `uneven`: several or nested blocks, read as one from the first mark to the last. */
  readonly state: 'whole' | 'opening-missing' | 'cut' | 'uneven';
  /** True when the text begins with the thinking, marked or not. */
  readonly fromStart: boolean;
}

interface Tag {
  readonly family: string;
  readonly closes: boolean;
  readonly start: number;
  readonly end: number;
}

const TAGS =
  /<(\/?)(think|thinking|thought|reasoning)>|\[(\/?)THINK\]|◁(\/?)think▷|<\|(begin|end)_of_(?:thought|reasoning)\|>|<(\/?)seed:think>/gi;
const SOLUTION_OPEN = '<|begin_of_solution|>';
const SOLUTION_CLOSE = '<|end_of_solution|>';

function* tagsOf(text: string): Generator<Tag> {
  for (const match of text.matchAll(TAGS)) {
    const [whole, slash, name, bracketSlash, triangleSlash, side, seedSlash] = match;
    const family = name?.toLowerCase() ?? (side !== undefined ? 'of-thought' : whole.replace('/', '').toLowerCase());
    const closes = (slash || bracketSlash || triangleSlash || seedSlash) === '/' || side?.toLowerCase() === 'end';
    yield { family, closes, start: match.index, end: match.index + whole.length };
  }
}

/** True when the text holds a thinking mark of any known kind. */
export function hasThinkTags(text: string): boolean {
  for (const _ of tagsOf(text)) return true;
  return false;
}

/** The reply after the thinking, without a wrapper of solution or answer marks that holds all of it. */
function replyAfter(text: string, from: number): Span | null {
  let reply = trimSpan(text, { start: from, end: text.length });
  const unwrap = (open: string, close: string) => {
    if (!text.startsWith(open, reply.start)) return;
    const inner = reply.start + open.length;
    const closed = text.endsWith(close, reply.end) && reply.end - close.length >= inner;
    reply = trimSpan(text, { start: inner, end: closed ? reply.end - close.length : reply.end });
  };
  unwrap(SOLUTION_OPEN, SOLUTION_CLOSE);
  unwrap('<answer>', '</answer>');
  return reply.end > reply.start ? reply : null;
}

/**
 * Parts a text into thinking and reply by its marks: `<think>`, `<|begin_of_thought|>`, `[THINK]` and their like.
 * A closing mark without an opening one means that the chat template had put the opening mark into the prompt.
 * Null when the text has no such mark.
 */
export function splitThinking(text: string): ThinkSplit | null {
  let first: Tag | null = null;
  let lastClose: Tag | null = null;
  let opened = 0;
  let closed = 0;
  for (const tag of tagsOf(text)) {
    first ??= tag;
    if (tag.family !== first.family) continue;
    if (tag.closes) {
      closed += 1;
      lastClose = tag;
    } else opened += 1;
  }
  if (first === null) return null;
  const start = first.closes ? 0 : first.end;
  const fromStart = first.closes || text.slice(0, first.start).trim() === '';
  if (lastClose === null) {
    return {
      reasoning: trimSpan(text, { start, end: text.length }),
      answer: null,
      state: opened > 1 ? 'uneven' : 'cut',
      fromStart,
    };
  }
  const state = first.closes
    ? closed === 1 && opened === 0
      ? 'opening-missing'
      : 'uneven'
    : opened === 1 && closed === 1
      ? 'whole'
      : 'uneven';
  const reasoning = trimSpan(text, { start, end: lastClose.start });
  return { reasoning, answer: replyAfter(text, lastClose.end), state, fromStart };
}
