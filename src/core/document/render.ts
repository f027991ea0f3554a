import type { Span } from '../model/span.ts';
import { END_GLYPH, encodeContent, headerLine, isBlank, MARKS, type Mark, markText, ruleBegins } from './grammar.ts';
import type { DocumentContent, StepUnit } from './types.ts';

/** One line of the reasoning section before marks are chosen. */
interface Line {
  /** Offsets of the line's content in the reasoning text. */
  readonly start: number;
  end: number;
  readonly joined: boolean;
  /** How a step begins here. */
  readonly begins: 'no' | 'trimmed' | 'exact';
  /** Source offsets of explicit step ends in this line's content, rising. */
  readonly ends: number[];
}

/** The document of a trace: sections that are not null, each under its header. The inverse of `parseDocument`. */
export function renderDocument(content: DocumentContent): string {
  const { unit, body } = renderReasoning(content.reasoning, content.steps);
  const sections: string[] = [];
  if (content.question !== null) sections.push(`${headerLine('question')}\n${renderText(content.question)}`);
  sections.push(`${headerLine('reasoning', unit)}\n${body}`);
  if (content.answer !== null) sections.push(`${headerLine('answer')}\n${renderText(content.answer)}`);
  if (content.referenceAnswer !== null) {
    sections.push(`${headerLine('referenceAnswer')}\n${renderText(content.referenceAnswer)}`);
  }
  return `${sections.join('\n\n')}\n`;
}

/**
 * The body of the reasoning section, for any text and any ordered spans (a span that begins before the end of the one
 * before it is cut to begin there). Without `unit` the rule that needs fewer marks is taken, paragraphs on a tie.
 */
export function renderReasoning(reasoning: string, steps: readonly Span[], unit?: StepUnit): RenderedReasoning {
  const lines = layOut(reasoning, orderedSteps(reasoning, steps));
  if (unit) return { unit, body: writeLines(reasoning, lines, marksOf(reasoning, lines, unit)) };
  const paragraphs = marksOf(reasoning, lines, 'paragraphs');
  const plain = marksOf(reasoning, lines, 'lines');
  const count = (marks: readonly (Mark | null)[]) => marks.reduce((sum, mark) => sum + (mark ? 1 : 0), 0);
  return count(plain) < count(paragraphs)
    ? { unit: 'lines', body: writeLines(reasoning, lines, plain) }
    : { unit: 'paragraphs', body: writeLines(reasoning, lines, paragraphs) };
}

/** A rendered reasoning section without its header. */
export interface RenderedReasoning {
  readonly unit: StepUnit;
  readonly body: string;
}

function renderText(text: string): string {
  return text
    .split('\n')
    .map((line) => encodeContent(line, true))
    .join('\n');
}

function orderedSteps(reasoning: string, steps: readonly Span[]): readonly Span[] {
  let floor = 0;
  return steps.map((step) => {
    const start = Math.min(Math.max(step.start, floor), reasoning.length);
    const end = Math.min(Math.max(step.end, start), reasoning.length);
    floor = end;
    return { start, end };
  });
}

/** Where a step's end lies when no end mark says otherwise: before the white space in front of the next step. */
export function impliedEnd(reasoning: string, start: number, limit: number): number {
  let end = limit;
  while (end > start && isBlank(reasoning.charAt(end - 1))) end--;
  return end;
}

/** Cuts the text into document lines: one per source line, and one more for each step that begins within a line. */
function layOut(reasoning: string, steps: readonly Span[]): Line[] {
  const lines: Line[] = [];
  const push = (start: number, joined: boolean, begins: Line['begins']) => {
    const last = lines.at(-1);
    if (last) last.end = joined ? start : start - 1;
    lines.push({ start, end: reasoning.length, joined, begins, ends: [] });
  };
  /** Adds the plain lines whose start lies before `limit`. */
  const pushUntil = (limit: number, from: number): number => {
    let start = from;
    while (start < limit) {
      push(start, false, 'no');
      start = nextLineStart(reasoning, start);
    }
    return start;
  };
  let next = 0; // start of the first source line that has no document line yet
  steps.forEach((step, index) => {
    const before = steps[index - 1];
    const explicitEnd = before !== undefined && before.end !== impliedEnd(reasoning, before.start, step.start);
    const { at, begins } = beginningOf(reasoning, step, before?.end ?? 0);
    next = pushUntil(at, next);
    // The end mark of the step before stands at the very start of this line: it needs a line of its own.
    if (next === at && explicitEnd && before.end === at && at > 0) next = pushUntil(at + 1, next);
    if (explicitEnd) placeEnd(lines, before.end);
    push(at, next !== at, begins);
    if (next === at) next = nextLineStart(reasoning, at);
  });
  pushUntil(reasoning.length + 1, next);
  const last = steps.at(-1);
  if (last && last.end !== impliedEnd(reasoning, last.start, reasoning.length)) placeEnd(lines, last.end);
  return lines;
}

/** Start of the source line after the one at `offset`; beyond the text's length when there is none. */
function nextLineStart(reasoning: string, offset: number): number {
  const feed = reasoning.indexOf('\n', offset);
  return feed < 0 ? reasoning.length + 1 : feed + 1;
}

/** Where the document line of a step begins: white space before the step goes behind the mark, where editors keep it. */
function beginningOf(
  reasoning: string,
  { start, end }: Span,
  floor: number,
): { readonly at: number; readonly begins: 'trimmed' | 'exact' } {
  if (start === end || isBlank(reasoning.charAt(start))) return { at: start, begins: 'exact' };
  let at = start;
  while (at > floor && reasoning.charAt(at - 1) !== '\n' && isBlank(reasoning.charAt(at - 1))) at--;
  return { at, begins: 'trimmed' };
}

/** Notes an end mark in the last line that begins at or before it. Earlier lines never need one after later ones. */
function placeEnd(lines: readonly Line[], end: number): void {
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index];
    if (line && line.start <= end) {
      line.ends.push(end);
      return;
    }
  }
}

function marksOf(reasoning: string, lines: readonly Line[], unit: StepUnit): (Mark | null)[] {
  let previousBlank = true;
  return lines.map((line) => {
    const blank = isBlank(reasoning.slice(line.start, line.end));
    const byRule = ruleBegins(unit, blank, previousBlank);
    previousBlank = blank;
    if (line.begins === 'exact') return line.joined ? MARKS.joinedExact : MARKS.beginExact;
    if (line.begins === 'trimmed') return line.joined ? MARKS.joined : byRule ? null : MARKS.begin;
    return byRule ? MARKS.goesOn : null;
  });
}

function writeLines(reasoning: string, lines: readonly Line[], marks: readonly (Mark | null)[]): string {
  return lines
    .map((line, index) => {
      const mark = marks[index] ?? null;
      const content = writeContent(reasoning, line, mark === null);
      return mark ? markText(mark, content) + content : content;
    })
    .join('\n');
}

/** The pieces between end marks are encoded one by one, so that a surrogate pair cut by a mark survives. */
function writeContent(reasoning: string, line: Line, atLineStart: boolean): string {
  const cuts = [line.start, ...line.ends, line.end];
  let text = '';
  for (let index = 0; index + 1 < cuts.length; index++) {
    const piece = reasoning.slice(cuts[index], cuts[index + 1]);
    text += (index > 0 ? END_GLYPH : '') + encodeContent(piece, atLineStart && index === 0);
  }
  return text;
}
