import type { Span } from '../model/span.ts';

/** True for the white space that `String.prototype.trim` removes. */
export function isSpaceAt(text: string, offset: number): boolean {
  const code = text.charCodeAt(offset);
  if (code === 32 || (code >= 9 && code <= 13)) return true;
  if (code < 160) return false;
  return (
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000 ||
    code === 0xfeff
  );
}

/** The span without white space at its ends; `null` when nothing else is in it. */
export function trimSpan(text: string, start: number, end: number): Span | null {
  let from = start;
  let to = end;
  while (from < to && isSpaceAt(text, from)) from++;
  while (to > from && isSpaceAt(text, to - 1)) to--;
  return from < to ? { start: from, end: to } : null;
}

/** Trimmed, non-empty spans between ascending cut offsets. */
export function spansBetween(text: string, cuts: readonly number[]): readonly Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (const cut of [...cuts, text.length]) {
    if (cut <= from && cut !== text.length) continue;
    const span = trimSpan(text, from, cut);
    if (span !== null) spans.push(span);
    from = cut;
  }
  return spans;
}

/** Joins neighbours: span i goes to the one before it where `joins[i]` is true. */
export function joinMarked(spans: readonly Span[], joins: readonly boolean[]): readonly Span[] {
  const out: Span[] = [];
  spans.forEach((span, index) => {
    const last = out[out.length - 1];
    if (last !== undefined && joins[index] === true) out[out.length - 1] = { start: last.start, end: span.end };
    else out.push(span);
  });
  return out;
}

/** Words of a text: runs without white space, and every CJK character counts as half a word. */
export function wordCount(text: string, span: Span): number {
  let words = 0;
  let cjk = 0;
  let inside = false;
  for (let i = span.start; i < span.end; i++) {
    const code = text.charCodeAt(i);
    if (isSpaceAt(text, i)) inside = false;
    else if (code >= 0x3040 && code <= 0x9fff) {
      cjk++;
      inside = false;
    } else if (!inside) {
      inside = true;
      words++;
    }
  }
  return words + Math.ceil(cjk / 2);
}
