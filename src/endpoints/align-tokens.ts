import type { ScoredToken } from '../core/compress/types.ts';
import type { ToldToken } from './scoring/types.ts';

/** A token's place in the target. */
interface Placed {
  start: number;
  readonly end: number;
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
  const placed: Placed[] = [];
  let cursor = target.length;
  let at = tokens.length - 1;
  while (at >= 0 && cursor > textStart) {
    const token = tokens[at];
    if (token === undefined) break;
    const start = isSpoiled(token.text) ? -1 : matchBefore(token.text, target, cursor, placed);
    if (start >= 0) {
      placed.push({ start, end: Math.min(cursor, start + token.text.length), logprob: token.logprob });
      cursor = start;
      at -= 1;
      continue;
    }
    const bridged = bridge(tokens, at, target, cursor);
    if (bridged === null) return null;
    for (let i = at; i > bridged.before; i -= 1) {
      const first = i === bridged.before + 1;
      placed.push({ start: first ? bridged.start : cursor, end: cursor, logprob: tokens[i]?.logprob ?? null });
    }
    cursor = bridged.start;
    at = bridged.before;
  }
  if (cursor > textStart && target.slice(textStart, cursor).trim() !== '') return null;
  return placed.reverse().flatMap((token) => inside(token, textStart, textEnd));
}

function isSpoiled(text: string): boolean {
  return text === '' || text.includes('\uFFFD');
}

/** Start of `text` where it ends at `cursor`, or at the end of the word before it, whose blanks the later token gets; else -1. */
function matchBefore(text: string, target: string, cursor: number, placed: readonly Placed[]): number {
  if (target.endsWith(text, cursor)) return cursor - text.length;
  let end = cursor;
  while (end > 0 && isBlank(target[end - 1])) end -= 1;
  if (end === cursor || !target.endsWith(text, end)) return -1;
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
 * Bridges the spoiled tokens that end at `cursor`: they stand for everything back to the next readable token. Gives the
 * start of what they stand for and the index of the token before them; null when no readable token fits there.
 */
function bridge(
  tokens: readonly ToldToken[],
  at: number,
  target: string,
  cursor: number,
): { readonly start: number; readonly before: number } | null {
  let before = at;
  let most = 0;
  // Half a character stands for something; a token without words may as well be a mark that stands for nothing.
  let least = 0;
  while (before >= 0 && isSpoiled(tokens[before]?.text ?? '')) {
    most += SPOILED_UNITS + (tokens[before]?.text.length ?? 0);
    if (tokens[before]?.text !== '') least = 1;
    before -= 1;
  }
  if (before === at) return null;
  const readable = tokens[before]?.text;
  if (readable === undefined) return { start: 0, before };
  const from = cursor - least - readable.length;
  const found = from < 0 ? -1 : target.lastIndexOf(readable, from);
  const end = found + readable.length;
  return found >= 0 && cursor - end <= most ? { start: end, before } : null;
}

function inside({ start, end, logprob }: Placed, textStart: number, textEnd: number): readonly ScoredToken[] {
  const belongs = end > textStart || (end === start && start > textStart);
  if (logprob === null || !belongs || start >= textEnd) return [];
  return [{ start: Math.max(0, start - textStart), end: Math.min(end, textEnd) - textStart, logprob }];
}
