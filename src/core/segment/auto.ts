import type { Span } from '../model/span.ts';
import { blankLineCuts, joinFragments, lineCuts, sentenceSpans } from './boundaries.ts';
import { groupAt, opensStepHeading, opensThought, stepHeadingSpans } from './markers.ts';
import { spansBetween, wordCount } from './span-tools.ts';

/** A paragraph above this many words is cut further, between its thoughts. */
const LONG_WORDS = 120;
/** A thought cut out of a long paragraph has at least this many words. */
const THOUGHT_WORDS = 25;

export interface AutoSegments {
  readonly steps: readonly Span[];
  /** One plain sentence: what was chosen and by what evidence. */
  readonly reason: string;
}

/** Sentences of a part of the text, as spans of the whole text. */
function sentencesWithin(text: string, span: Span): readonly Span[] {
  return sentenceSpans(text.slice(span.start, span.end)).map((inner) => ({
    start: inner.start + span.start,
    end: inner.end + span.start,
  }));
}

/** Cuts a long part between its thoughts: at marker words, else when it has grown long. */
function splitLong(text: string, span: Span): readonly Span[] {
  if (wordCount(text, span) <= LONG_WORDS) return [span];
  let words = 0;
  const groups = groupAt(sentencesWithin(text, span), (unit) => {
    const size = wordCount(text, unit);
    const opens = (words >= THOUGHT_WORDS && opensThought(text, unit.start)) || words >= LONG_WORDS / 2;
    words = opens ? size : words + size;
    return opens;
  });
  const last = groups[groups.length - 1];
  const before = groups[groups.length - 2];
  if (last === undefined || before === undefined || wordCount(text, last) >= THOUGHT_WORDS / 2) return groups;
  return [...groups.slice(0, -2), { start: before.start, end: last.end }];
}

/** Items of a list that follows a lead-in with a colon stay with it, unless they are long. */
function joinLists(text: string, spans: readonly Span[]): readonly Span[] {
  const out: Span[] = [];
  let words = 0;
  let inList = false;
  for (const span of spans) {
    const size = wordCount(text, span);
    const isItem = /^(?:[-*•]|\d{1,2}[.)]) /.test(text.slice(span.start, span.start + 5));
    const last = out[out.length - 1];
    if (last !== undefined && isItem && inList && words + size <= LONG_WORDS && size <= 30) {
      out[out.length - 1] = { start: last.start, end: span.end };
      words += size;
      continue;
    }
    out.push(span);
    words = size;
    inList =
      /[:：]\s*(?:\n|$)/.test(`${text.slice(Math.max(span.start, span.end - 2), span.end)}`) || hasListTail(text, span);
  }
  return out;
}

function hasListTail(text: string, span: Span): boolean {
  return /[:：]\s+(?:[-*•]|\d{1,2}[.)]) /.test(text.slice(span.start, Math.min(span.end, span.start + 400)));
}

function stepHeadings(text: string, lines: readonly Span[]): number {
  let count = 0;
  for (const line of lines) if (opensStepHeading(text, line.start)) count++;
  return count;
}

/** Chooses by evidence: step headings, else paragraphs, else lines, else sentences. Total and deterministic. */
export function autoSegments(text: string): AutoSegments {
  const lines = spansBetween(text, lineCuts(text));
  const headings = stepHeadings(text, lines);
  const words = wordCount(text, { start: 0, end: text.length });
  if (headings >= 3 && words <= headings * 150) {
    return {
      steps: stepHeadingSpans(text).flatMap((s) => splitLong(text, s)),
      reason: `${headings} numbered step headings.`,
    };
  }
  const paragraphs = spansBetween(text, blankLineCuts(text));
  if (paragraphs.length >= 3 || (paragraphs.length === 2 && words > 60)) {
    const joined = joinLists(text, joinFragments(text, paragraphs, 200));
    const steps = joined.flatMap((span) => splitLong(text, span));
    const cut = steps.length > joined.length ? ', long ones cut between thoughts' : '';
    return { steps, reason: `${paragraphs.length} paragraphs parted by blank lines${cut}.` };
  }
  if (lines.length >= 2) {
    return {
      steps: lines.flatMap((span) => splitLong(text, span)),
      reason: `${lines.length} lines without paragraphs.`,
    };
  }
  return { steps: sentenceSpans(text), reason: 'One paragraph on one line: cut by sentence.' };
}
