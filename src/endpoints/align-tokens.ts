import type { ScoredToken } from '../core/compress/types.ts';
import type { ToldToken } from './scoring/types.ts';

/** A token's place in the target. */
interface Placed {
  start: number;
  readonly end: number;
  /** Start of the first of the spoiled tokens that it was bridged with; its own start otherwise. */
  readonly from: number;
  readonly logprob: number | null;
}

/**
 * Finds the places of told tokens in the last part of their target: from `textStart` to `textEnd`, offsets into the target,
 * UTF-16. They are matched from the end, so what a server or a chat template put in front does not matter. Servers decode
 * each token alone, which spoils some: a part of a character comes as U+FFFD or as nothing, and a blank in front of a word
 * may be missing; both are bridged. The result's offsets count from `textStart`. Null when the tokens are not the target's.
 */
export function alignTokens(
  tokens: readonly ToldToken[],
  target: string,
  textStart: number,
  textEnd: number,
): readonly ScoredToken[] | null {
  const placed = place(tokens, target, textStart, 'fine') ?? place(tokens, target, textStart, 'coarse');
  return placed?.flatMap((token) => inside(token, textStart, textEnd)) ?? null;
}

/**
 * How spoiled tokens are bridged: to the nearest readable one, which can be the wrong one of equal characters beyond ASCII,
 * or to the nearest one that ends in ASCII, which is always right, but puts more tokens together.
 */
type Bridging = 'fine' | 'coarse';

function place(
  tokens: readonly ToldToken[],
  target: string,
  textStart: number,
  bridging: Bridging,
): readonly Placed[] | null {
  const placed: Placed[] = [];
  let cursor = target.length;
  let at = tokens.length - 1;
  while (at >= 0 && cursor > textStart) {
    const token = tokens[at];
    if (token === undefined) break;
    const start = isSpoiled(token.text) ? null : matchBefore(token.text, target, cursor, placed);
    if (start !== null) {
      placed.push({ start, end: Math.min(cursor, start + token.text.length), from: start, logprob: token.logprob });
      cursor = start;
      at -= 1;
      continue;
    }
    const bridged = bridge(tokens, at, target, cursor, bridging);
    if (bridged === null) return null;
    for (let i = at; i > bridged.before; i -= 1) {
      const first = i === bridged.before + 1;
      const start = first ? bridged.start : cursor;
      placed.push({ start, end: cursor, from: bridged.start, logprob: tokens[i]?.logprob ?? null });
    }
    cursor = bridged.start;
    at = bridged.before;
  }
  if (cursor > textStart && target.slice(textStart, cursor).trim() !== '') return null;
  return placed.reverse();
}

function isSpoiled(text: string): boolean {
  return text === '' || text.includes('\uFFFD');
}

/**
 * Start of `text` where it ends at `cursor`, or at the end of the word before it, whose blanks the later token gets; below 0
 * when it begins in front of the target. Null when it does not fit.
 */
function matchBefore(text: string, target: string, cursor: number, placed: readonly Placed[]): number | null {
  if (target.endsWith(text, cursor)) return cursor - text.length;
  // The end of a template in front may share a token with the beginning of the target.
  if (text.length > cursor && text.endsWith(target.slice(0, cursor))) return cursor - text.length;
  let end = cursor;
  while (end > 0 && isBlank(target[end - 1])) end -= 1;
  if (end === cursor || !target.endsWith(text, end)) return null;
  const later = placed.at(-1);
  if (later !== undefined) later.start = end;
  return end - text.length;
}

function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\n' || char === '\t';
}

/** Most UTF-16 units that one spoiled token can stand for, beside the readable ones in it. */
const SPOILED_UNITS = 16;

/**
 * Bridges the spoiled tokens that end at `cursor`: they stand for everything back to the next readable token, which is
 * looked for together with what is readable in them. Gives the start of what they stand for and the index of the token
 * before them; null when nothing fits.
 */
function bridge(
  tokens: readonly ToldToken[],
  at: number,
  target: string,
  cursor: number,
  bridging: Bridging,
): { readonly start: number; readonly before: number } | null {
  const run: string[] = [];
  let before = at;
  const swallows = (text: string): boolean =>
    isSpoiled(text) || (bridging === 'coarse' && run.length > 0 && text.charCodeAt(text.length - 1) >= 0x80);
  while (before >= 0 && swallows(tokens[before]?.text ?? '')) {
    run.push(tokens[before]?.text ?? '');
    before -= 1;
  }
  const readable = tokens[before]?.text;
  if (run.length === 0) return null;
  if (readable === undefined) return { start: 0, before };
  const words = bridging === 'coarse' ? coarsened(run) : run.reverse().join('');
  const parts = (readable + words).split(/\uFFFD+/);
  const most = run.length * SPOILED_UNITS + words.length;
  let place = cursor;
  for (let i = parts.length - 1; i >= 0; i -= 1) {
    const part = parts[i] ?? '';
    const end = i === parts.length - 1 && i > 0 ? place : endBefore(part, target, place, parts.length > 1 ? 1 : 0);
    if (end < part.length || !target.endsWith(part, end)) {
      // The target may begin here, with a template in front of it that is no part of it.
      const begins = i === 0 && parts.length > 1 && place <= most && /^[\u0080-\uFFFF]+$/.test(target.slice(0, place));
      return begins ? { start: 0, before } : null;
    }
    place = end - part.length;
  }
  const start = place + readable.length;
  return cursor - start <= most ? { start, before } : null;
}

/** The words of a run, last token first, with everything beyond ASCII as spoiled. */
function coarsened(run: readonly string[]): string {
  return [...run]
    .reverse()
    .join('')
    .replace(/[\u0080-\uFFFF]+/g, '\uFFFD');
}

/** Most places at which a readable part is looked for. */
const MOST_TRIES = 4096;

/**
 * End of `part` before what spoiled words stand for, which ends at `place` and has at least `least` units. Only characters
 * beyond ASCII can be spoiled, so a part that ends in ASCII ends where they begin. -1 when it is not there.
 */
function endBefore(part: string, target: string, place: number, least: number): number {
  const isBeyond = (at: number): boolean => target.charCodeAt(at) >= 0x80;
  let end = place - least;
  if (least > 0 && !isBeyond(end)) return -1;
  if (part.charCodeAt(part.length - 1) >= 0x80) {
    const first = end - MOST_TRIES;
    while (end > 0 && !target.endsWith(part, end)) {
      if (end < first || !isBeyond(end - 1)) return -1;
      end -= 1;
    }
    return end;
  }
  while (end > 0 && isBeyond(end - 1)) end -= 1;
  return end;
}

function inside({ start, end, from, logprob }: Placed, textStart: number, textEnd: number): readonly ScoredToken[] {
  if (logprob === null || end <= textStart || from >= textEnd) return [];
  return [{ start: Math.max(0, start - textStart), end: Math.min(end, textEnd) - textStart, logprob }];
}
