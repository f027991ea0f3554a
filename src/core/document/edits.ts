import type { Span } from '../model/span.ts';
import { isBlank } from './grammar.ts';
import { renderReasoning } from './render.ts';
import type { ParsedDocument } from './types.ts';

/** Replaces a span of the document text. Offsets are UTF-16; the edits of one list do not overlap. */
export interface DocumentEdit {
  readonly span: Span;
  readonly text: string;
}

/** A reasoning text with its steps. */
interface Reasoning {
  readonly text: string;
  readonly steps: readonly Span[];
}

/** Edits that take one step out; nothing when there is no such step. */
export function dropStep(document: ParsedDocument, step: number): readonly DocumentEdit[] {
  return dropSteps(document, [step]);
}

/**
 * Edits that take steps (0-based, in any order) out with the weaker of the white space around each, so that the others
 * keep their words and boundaries. Text that belongs to no step stays.
 */
export function dropSteps(document: ParsedDocument, steps: readonly number[]): readonly DocumentEdit[] {
  const drop = new Set(steps.filter((step) => document.steps[step] !== undefined));
  if (drop.size === 0) return [];
  return editsTo(document, withoutSteps(document.reasoning, document.steps, drop));
}

/**
 * Edits that make a step and the one before it one step: a line break between them becomes one space (nothing between
 * Chinese or Japanese characters); where the source has none, only the mark goes. Nothing for the first step.
 */
export function mergeWithPrevious(document: ParsedDocument, step: number): readonly DocumentEdit[] {
  const before = document.steps[step - 1];
  const own = document.steps[step];
  if (!before || !own) return [];
  const gap = document.reasoning.slice(before.end, own.start);
  const joiner = isBlank(gap) && gap.includes('\n') ? spaceBetween(document.reasoning, before, own) : gap;
  const text = document.reasoning.slice(0, before.end) + joiner + document.reasoning.slice(own.start);
  const shift = joiner.length - gap.length;
  const steps = document.steps.flatMap((span, index) => {
    if (index === step - 1) return [{ start: before.start, end: own.end + shift }];
    if (index === step) return [];
    return index < step ? [span] : [moved(span, shift)];
  });
  return editsTo(document, { text, steps });
}

/** Edits that give a step new words (trimmed). Without words the step is dropped. Nothing when there is no such step. */
export function rewriteStep(document: ParsedDocument, step: number, words: string): readonly DocumentEdit[] {
  const own = document.steps[step];
  const trimmed = words.replaceAll('\r\n', '\n').trim();
  if (!own) return [];
  if (trimmed === '') return dropStep(document, step);
  const text = document.reasoning.slice(0, own.start) + trimmed + document.reasoning.slice(own.end);
  const shift = trimmed.length - (own.end - own.start);
  const steps = document.steps.map((span, index) => {
    if (index === step) return { start: own.start, end: own.start + trimmed.length };
    return index < step ? span : moved(span, shift);
  });
  return editsTo(document, { text, steps });
}

/** The document text with the edits made. */
export function applyEdits(text: string, edits: readonly DocumentEdit[]): string {
  let result = text;
  for (const edit of [...edits].sort((a, b) => b.span.start - a.span.start)) {
    result = result.slice(0, edit.span.start) + edit.text + result.slice(edit.span.end);
  }
  return result;
}

/** The smallest edit that makes `next` of `old`; null when they are the same. */
export function editBetween(old: string, next: string): DocumentEdit | null {
  if (old === next) return null;
  const { start, endOld, endNew } = difference(old, next);
  return { span: { start, end: endOld }, text: next.slice(start, endNew) };
}

function moved(span: Span, by: number): Span {
  return { start: span.start + by, end: span.end + by };
}

const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303F\uFF00-\uFFEF]$/u;
const CJK_START = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303F\uFF00-\uFFEF]/u;

function spaceBetween(text: string, before: Span, after: Span): string {
  const left = text.slice(Math.max(before.start, before.end - 2), before.end);
  const right = text.slice(after.start, Math.min(after.end, after.start + 2));
  if (left === '' || right === '') return '';
  return CJK.test(left) && CJK_START.test(right) ? '' : ' ';
}

/** How strongly white space parts two steps: blank line before line break before space. */
function strength(gap: string): number {
  return gap.split('\n', 3).length * 2 + (gap === '' ? 0 : 1);
}

function withoutSteps(source: string, steps: readonly Span[], drop: ReadonlySet<number>): Reasoning {
  let text = '';
  let cursor = 0;
  const kept: Span[] = [];
  /** White space before dropped steps that may still go, if what follows them parts at least as strongly. */
  let pending = '';
  const keepGap = (gap: string) => {
    if (!isBlank(gap)) text += pending + gap;
    else text += parts(gap) ? gap : pending;
    pending = '';
  };
  let dropping = false;
  // In front of the first kept words stands what stood in front of all.
  const parts = (gap: string) => (kept.length > 0 || text !== '') && strength(gap) > strength(pending);
  steps.forEach((step, index) => {
    const gap = source.slice(cursor, step.start);
    cursor = step.end;
    if (!drop.has(index)) {
      if (dropping) keepGap(gap);
      else text += gap;
      dropping = false;
      kept.push({ start: text.length, end: text.length + step.end - step.start });
      text += source.slice(step.start, step.end);
      return;
    }
    if (!isBlank(gap)) {
      text += pending + gap;
      pending = '';
    } else if (!dropping || parts(gap)) pending = gap;
    dropping = true;
  });
  // White space before steps dropped at the end goes with them; what stands behind the last step stays.
  return { text: text + source.slice(cursor), steps: kept };
}

/** One edit of the reasoning's body that makes it show `next` by the same rule; nothing outside the body changes. */
function editsTo(document: ParsedDocument, next: Reasoning): readonly DocumentEdit[] {
  const section = document.sections.find((each) => each.name === 'reasoning');
  if (!section) return [];
  const old = document.documentText.slice(section.body.start, section.body.end);
  const rendered = renderReasoning(next.text, next.steps, document.unit).body;
  const body = old.includes('\r\n') ? rendered.replaceAll('\n', '\r\n') : rendered;
  const edit = editBetween(old, body);
  if (!edit) return [];
  const { start, end } = edit.span;
  return [{ span: { start: section.body.start + start, end: section.body.start + end }, text: edit.text }];
}

/** The smallest part that differs, never cutting a surrogate pair or a carriage return from its line feed. */
function difference(
  old: string,
  next: string,
): { readonly start: number; readonly endOld: number; readonly endNew: number } {
  const limit = Math.min(old.length, next.length);
  let start = 0;
  while (start < limit && old.charCodeAt(start) === next.charCodeAt(start)) start++;
  while (start > 0 && splits(old, start)) start--;
  let tail = 0;
  while (tail < limit - start && old.charCodeAt(old.length - 1 - tail) === next.charCodeAt(next.length - 1 - tail))
    tail++;
  while (tail > 0 && splits(old, old.length - tail)) tail--;
  return { start, endOld: old.length - tail, endNew: next.length - tail };
}

/** True when the unit before `offset` belongs together with the one at it in either text. */
function splits(text: string, offset: number): boolean {
  const before = text.charCodeAt(offset - 1);
  return (before >= 0xd800 && before <= 0xdbff) || before === 0x0d;
}
