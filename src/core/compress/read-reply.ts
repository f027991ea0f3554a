import { finalAnswerOf } from '../analysis/final-answer.ts';

const OPEN = '<compressed>';
const CLOSE = '</compressed>';
const THINK_OPEN = '<think>';
const THINK_CLOSE = '</think>';
/** A reply without tags that is at most this long and begins like an apology is one. */
const LONGEST_REFUSAL = 600;
const REFUSAL =
  /^(?:i['’]?m (?:very )?sorry|sorry|i apologi[sz]e|unfortunately|as an ai|i (?:can ?not|can['’]?t|won['’]?t|am unable|am not able|['’]m unable))\b/i;
const PREAMBLE = /^(?:sure|certainly|of course|okay|ok|here|below|the (?:shortened|compressed|shorter))\b/i;
/** A fence that wraps plain text; one with a programming language is part of the text. */
const PLAIN_FENCE = /^```(?:text|txt|plaintext|markdown|md|latex|tex)?[ \t]{0,4}\r?\n/;
/** Longest line that is taken for an announcement of what follows. */
const LONGEST_PREAMBLE = 160;

/** The asked text inside a model's reply, or why there is none. */
export type ReplyText = { readonly text: string } | { readonly refused: string };

/**
 * Takes the text between the last pair of <compressed> tags. A reply without tags counts as the text itself, with its
 * thinking, an announcing first line, a code fence around all of it and an echoed marker taken away; an opening tag that
 * is never closed is a cut reply, and a short apology is no text.
 */
export function readReply(reply: string, markers: readonly string[]): ReplyText {
  const said = afterThinking(reply);
  if (said === null) return { refused: 'The reply stops inside its thinking.' };
  const close = said.lastIndexOf(CLOSE);
  const open = close < 0 ? said.lastIndexOf(OPEN) : said.lastIndexOf(OPEN, close);
  if (close < 0 && open >= 0) return { refused: 'The reply stops before its end.' };
  const bare = close < 0 ? said.trim() : '';
  if (isApology(bare)) return { refused: 'The model declined to answer.' };
  const tagged = close < 0 ? '' : said.slice(open < 0 ? 0 : open + OPEN.length, close).trim();
  const inner = close < 0 ? unfenced(withoutPreamble(bare)) : PLAIN_FENCE.test(tagged) ? unfenced(tagged) : tagged;
  let text = inner;
  for (const marker of markers) text = text.split(marker).join('');
  text = text.trim();
  return text === '' ? { refused: 'The reply holds no text.' } : { text };
}

/**
 * The reply without the thinking in front of it: a block in <think> tags, or one whose opening tag the chat template had
 * swallowed. Null when the thinking never ends, that is when nothing but thinking is there.
 */
export function afterThinking(reply: string): string | null {
  const text = reply.trimStart();
  const close = text.indexOf(THINK_CLOSE);
  if (text.startsWith(THINK_OPEN)) return close < 0 ? null : text.slice(close + THINK_CLOSE.length);
  const open = text.indexOf(OPEN);
  const isThought = close >= 0 && (open < 0 || close < open) && !text.slice(0, close).includes(THINK_OPEN);
  return isThought ? text.slice(close + THINK_CLOSE.length) : reply;
}

/** True when the whole reply is a short apology or declines the work. */
export function isApology(reply: string): boolean {
  return reply.length <= LONGEST_REFUSAL && REFUSAL.test(reply);
}

/**
 * The bare answer that a model gives when only an answer was asked for: between <answer> tags, else as a text states its
 * final answer, else the reply when it is one short line. Null when none of these is there.
 */
export function readAnswer(reply: string): string | null {
  const said = afterThinking(reply)?.trim() ?? '';
  const close = said.lastIndexOf('</answer>');
  const open = said.lastIndexOf('<answer>', close < 0 ? undefined : close);
  if (open >= 0) {
    const inner = said.slice(open + '<answer>'.length, close < 0 ? undefined : close).trim();
    return inner === '' ? null : (finalAnswerOf(inner)?.value ?? inner);
  }
  const stated = finalAnswerOf(said)?.value;
  if (stated !== undefined) return stated;
  return said !== '' && said.length <= 120 && !said.includes('\n') && !isApology(said) ? said : null;
}

/** The body of a reply that is one code fence as a whole; any other reply as it is. */
export function unfenced(reply: string): string {
  if (!reply.startsWith('```') || !reply.endsWith('```') || reply.length < 7) return reply;
  const head = reply.indexOf('\n');
  const body = reply.slice(head + 1, -3);
  return head < 0 || body.includes('```') ? reply : body;
}

/** The reply without a first line such as "Here is the shortened reasoning:". */
function withoutPreamble(reply: string): string {
  const end = reply.indexOf('\n');
  if (end < 0 || end > LONGEST_PREAMBLE) return reply;
  const line = reply.slice(0, end).trim();
  return PREAMBLE.test(line) && line.endsWith(':') ? reply.slice(end + 1).trim() : reply;
}
