import type { Span } from '../../model/span.ts';
import { trimSpan } from './fields.ts';
import { splitHarmony } from './harmony.ts';
import type { ThinkSplit } from './think-split.ts';
import { withoutEndMarks } from './turn-ends.ts';

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
const REPLY_MARKS = ['answer', 'final_answer', 'final', 'response', 'output', 'solution', 'reply'] as const;

function* tagsOf(text: string): Generator<Tag> {
  for (const match of text.matchAll(TAGS)) {
    const [whole, slash, name, bracketSlash, triangleSlash, side, seedSlash] = match;
    const family = name?.toLowerCase() ?? (side !== undefined ? 'of-thought' : whole.replace('/', '').toLowerCase());
    const closes = (slash || bracketSlash || triangleSlash || seedSlash) === '/' || side?.toLowerCase() === 'end';
    yield { family, closes, start: match.index, end: match.index + whole.length };
  }
}

/** A mark of one's own name counts only where the text begins with it: `<scratchpad>`, `<inner_monologue>`, `<analysis>`. */
const OWN_MARK = /^\s{0,40}<([a-z][a-z0-9_:-]{1,39})>/i;
const OWN_NAME =
  /think|thought|reason|scratchpad|rationale|analy[sz]|reflect|monologue|deliberat|chain[_-]?of|cot\b|^work|plan\b|^steps$/i;

/** The thinking between marks whose name the text itself brings, at its start; null when it does not begin so. */
function splitOwnMark(text: string): ThinkSplit | null {
  const match = OWN_MARK.exec(text);
  const name = match?.[1];
  if (match === null || name === undefined || !OWN_NAME.test(name)) return null;
  const split = splitBetween(text, `<${name}>`, `</${name}>`);
  return split?.state === 'cut' ? null : split;
}

/**
 * Parts a text at marks that a person named: from the first opening mark (the text's start where there is none) to the last closing
 * one. Null when neither mark is there.
 */
export function splitBetween(text: string, open: string, close: string): ThinkSplit | null {
  const from = open === '' ? -1 : text.indexOf(open);
  const last = close === '' ? -1 : text.lastIndexOf(close);
  if (from < 0 && last < 0) return null;
  const start = from < 0 || (last >= 0 && last < from) ? 0 : from + open.length;
  const fromStart = text.slice(0, Math.max(0, from)).trim() === '';
  if (last < 0)
    return { reasoning: trimSpan(text, { start, end: text.length }), answer: null, state: 'cut', fromStart };
  const once = text.indexOf(close) === last && (from < 0 || text.indexOf(open, start) < 0);
  return {
    reasoning: trimSpan(text, { start, end: last }),
    answer: replyAfter(text, last + close.length),
    state: !once ? 'uneven' : start === 0 ? 'opening-missing' : 'whole',
    fromStart,
  };
}

/** True when the text holds a thinking mark of any known kind. */
export function hasThinkTags(text: string): boolean {
  return splitThinking(text) !== null;
}

/** What stands before the first opening mark of a text; null where nothing does, or where no opening mark is. */
export function textBefore(text: string): Span | null {
  const [first] = tagsOf(text);
  if (first === undefined || first.closes) return null;
  const before = trimSpan(text, { start: 0, end: first.start });
  return before.end > before.start ? before : null;
}

/** The reply after the thinking, without a wrapper of solution or answer marks that holds all of it. */
function replyAfter(text: string, from: number): Span | null {
  let reply = withoutEndMarks(text, trimSpan(text, { start: from, end: text.length }));
  const unwrap = (open: string, close: string) => {
    if (!text.startsWith(open, reply.start)) return;
    const inner = reply.start + open.length;
    const closed = text.endsWith(close, reply.end) && reply.end - close.length >= inner;
    reply = trimSpan(text, { start: inner, end: closed ? reply.end - close.length : reply.end });
  };
  unwrap(SOLUTION_OPEN, SOLUTION_CLOSE);
  for (const name of REPLY_MARKS) unwrap(`<${name}>`, `</${name}>`);
  return reply.end > reply.start ? reply : null;
}

/**
 * Parts a text into thinking and reply by its marks: `<think>`, `<|begin_of_thought|>`, `[THINK]` and their like.
 * A closing mark without an opening one means that the chat template had put the opening mark into the prompt.
 * The `analysis` channel of a text in Harmony format counts as well, and marks that the text begins with and that name thinking in
 * their own words. Null when the text has no such mark.
 */
export function splitThinking(text: string): ThinkSplit | null {
  return splitTags(text) ?? splitHarmony(text) ?? splitOwnMark(text);
}

function splitTags(text: string): ThinkSplit | null {
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
