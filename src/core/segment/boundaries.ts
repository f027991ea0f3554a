import type { Span } from '../model/span.ts';
import { makeInside, protectedSpans } from './protect.ts';
import { isSpaceAt, joinMarked, spansBetween } from './span-tools.ts';

const ABBREVIATIONS: ReadonlySet<string> = new Set(
  'mr mrs ms dr prof sr jr st vs etc e.g i.e eg ie cf fig eq eqs no nos vol pp approx resp ca al inc ltd co dept min max sec hr hrs oz lb lbs ft in sq a.m p.m u.s u.k ph.d th def thm lem prop cor'.split(
    ' ',
  ),
);
const LATIN_END = new Set(['.', '!', '?', '…']);
const CJK_END = new Set(['。', '！', '？', '；']);
const CLOSERS = new Set(['"', '”', '’', "'", ')', ']', '*', '_', '」', '』', '）', '】']);

/** Cut offsets at single line breaks outside protected parts. */
export function lineCuts(text: string): readonly number[] {
  const inside = makeInside(protectedSpans(text));
  const cuts: number[] = [];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) if (!inside(at)) cuts.push(at);
  return cuts;
}

/** Cut offsets at blank lines (line breaks with only white space between them) outside protected parts. */
export function blankLineCuts(text: string): readonly number[] {
  const inside = makeInside(protectedSpans(text));
  const cuts: number[] = [];
  let at = text.indexOf('\n');
  while (at !== -1) {
    let i = at + 1;
    let breaks = 1;
    while (i < text.length && isSpaceAt(text, i)) {
      if (text[i] === '\n') breaks++;
      i++;
    }
    if (breaks >= 2 && !inside(at)) cuts.push(at);
    at = text.indexOf('\n', i);
  }
  return cuts;
}

function wordBefore(text: string, dot: number): string {
  let from = dot;
  while (from > 0 && dot - from < 12 && /[A-Za-z.]/.test(text[from - 1] ?? '')) from--;
  return text.slice(from, dot).toLowerCase();
}

/** A number or letter that opens a line and is followed by a dot: "1. ", "a. ". */
function isListNumber(text: string, dot: number): boolean {
  let from = dot;
  while (from > 0 && dot - from < 4 && /[0-9A-Za-z]/.test(text[from - 1] ?? '')) from--;
  if (from === dot || dot - from > 3) return false;
  const label = text.slice(from, dot);
  if (!/^(?:\d{1,3}|[A-Za-z]|[ivx]{1,3})$/.test(label)) return false;
  while (from > 0 && (text[from - 1] === ' ' || text[from - 1] === '\t' || text[from - 1] === '*')) from--;
  return from === 0 || text[from - 1] === '\n';
}

function isRealEnd(text: string, mark: number, next: number): boolean {
  const char = text[mark];
  const following = text[next] ?? '';
  if (char === '!' || char === '?') return !/^[a-z]/.test(following);
  if (/^[a-z,;]/.test(following)) return false;
  if (char !== '.') return true;
  const word = wordBefore(text, mark);
  if (ABBREVIATIONS.has(word) && !(word === 'no' || word === 'in' || word === 'etc')) return false;
  if (word === 'no' && /^\d/.test(following)) return false;
  if (/^[a-z]$/.test(word) && /[A-Z]/.test(text[mark - 1] ?? '') && /^[A-Z]/.test(following)) {
    return !/\s/.test(text[mark - 2] ?? ' ') ? true : word === 'x' || word === 'y' || word === 'n';
  }
  return !isListNumber(text, mark);
}

/** After the end mark at `mark`: the offset where the next sentence may begin, or -1 when no sentence ends here. */
function sentenceEndAt(text: string, mark: number): number {
  const cjk = CJK_END.has(text[mark] ?? '');
  let i = mark + 1;
  while (i < text.length && (LATIN_END.has(text[i] ?? '') || CJK_END.has(text[i] ?? ''))) i++;
  while (i < text.length && i - mark < 8 && CLOSERS.has(text[i] ?? '')) i++;
  if (i >= text.length) return -1;
  if (cjk) return i;
  if (!isSpaceAt(text, i)) return -1;
  let next = i;
  while (next < text.length && isSpaceAt(text, next)) next++;
  return next < text.length && isRealEnd(text, mark, next) ? i : -1;
}

/** Whether a single line break parts two thoughts: not when the next line goes on in lower case. */
function breaksLine(text: string, at: number): boolean {
  let next = at + 1;
  while (next < text.length && isSpaceAt(text, next)) next++;
  return next < text.length && !/[a-z]/.test(text[next] ?? '');
}

/** Cut offsets between sentences, never inside protected parts, abbreviations, decimals and list numbers. */
export function sentenceCuts(text: string): readonly number[] {
  const inside = makeInside(protectedSpans(text));
  const cuts: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? '';
    if (char === '\n') {
      if (breaksLine(text, i) && !inside(i)) cuts.push(i);
      while (i + 1 < text.length && isSpaceAt(text, i + 1)) i++;
    } else if (LATIN_END.has(char) || CJK_END.has(char)) {
      const end = sentenceEndAt(text, i);
      if (end !== -1 && !inside(end)) cuts.push(end);
      while (i + 1 < text.length && LATIN_END.has(text[i + 1] ?? '')) i++;
    }
  }
  return cuts;
}

/** A part without a word of its own: formula, rule line, list number. */
function isBareFormula(text: string, span: Span): boolean {
  const part = text.slice(span.start, Math.min(span.end, span.start + 2_000));
  if (/^(?:\$\$|\\\[|\\begin\{)/.test(part) && /(?:\$\$|\\\]|\\end\{[a-z*]+\})[.,]?$/.test(part)) return true;
  return !/\p{L}{2}/u.test(part.replace(/\\[a-zA-Z]+/g, ' ')) && /[=<>≈]/.test(part) && part.length < 200;
}

/** Joins what is no thought alone: very short parts and lead-ins that end in a colon go to the next, bare formulas to the one before. */
export function joinFragments(text: string, spans: readonly Span[], maxLeadIn: number): readonly Span[] {
  const joins = spans.map(() => false);
  spans.forEach((span, index) => {
    const length = span.end - span.start;
    const last = text[span.end - 1];
    const colon = (last === ':' || last === '：') && length <= maxLeadIn;
    const tiny = length < 10 && !/[=\d\u3040-\u9fff]/.test(text.slice(span.start, span.end));
    const listNumber = length < 6 && /^\(?[\dA-Za-z]{1,3}[.)]$/.test(text.slice(span.start, span.end));
    if (colon || tiny || listNumber) {
      if (index + 1 < spans.length) joins[index + 1] = true;
      else if (tiny || listNumber) joins[index] = true;
    }
    if (index > 0 && isBareFormula(text, span)) joins[index] = true;
  });
  return joinMarked(spans, joins);
}

/** Sentences with the fragments joined. */
export function sentenceSpans(text: string): readonly Span[] {
  return joinFragments(text, spansBetween(text, sentenceCuts(text)), 160);
}
