import type { Span } from '../model/span.ts';
import { lineCuts } from './boundaries.ts';
import { spansBetween } from './span-tools.ts';

/** Words that open a new thought. */
const OPENER =
  /^(?:[-*>\s]{0,4})(?:wait|hmm|alternatively|but wait|but let me|but maybe|but just|hold on|however|actually|another (?:way|approach|method|thought)|let me|let's|so,? |now,? |next|first|second|third|then|finally|therefore|thus|hence|in conclusion|to (?:double-?check|verify|confirm|summarize)|okay|ok|alright|yes|no,|suppose|case \d|等等|另外|但是|所以|因此|首先|其次|然后|接下来|最后|再|让我|另一种|综上|那么)/i;

const STEP_HEADING =
  /^(?:#{1,6} ?)?(?:\*\*|__)?(?:step|schritt|étape|paso|шаг|第)? ?(\d{1,3}|[一二三四五六七八九十]{1,3})(?:步| ?[:.)、]|\*\*)/i;
const STEP_WORD =
  /^(?:#{1,6} ?)?(?:\*\*|__)?(?:step|schritt|étape|paso|шаг) ?\d{1,3}|^(?:#{1,6} ?)?(?:\*\*)?第[一二三四五六七八九十\d]{1,3}步/i;

/** Whether the text at `start` opens a new thought ("Wait", "Alternatively", "Step 3", …). */
export function opensThought(text: string, start: number): boolean {
  const head = text.slice(start, start + 60);
  return OPENER.test(head) || STEP_WORD.test(head);
}

/** Whether the text at `start` is a step heading with the word ("Step 3:", "第三步"). */
export function opensStepHeading(text: string, start: number): boolean {
  return STEP_WORD.test(text.slice(start, start + 40));
}

/** Whether the text at `start` is a numbered item ("3. ", "Step 3:"). */
export function opensNumberedItem(text: string, start: number): boolean {
  return STEP_HEADING.test(text.slice(start, start + 40));
}

/** Spans that begin at the units for which `opens` is true; what stands before the first such unit is a span too. */
export function groupAt(units: readonly Span[], opens: (unit: Span) => boolean): readonly Span[] {
  const groups: Span[] = [];
  for (const unit of units) {
    const last = groups[groups.length - 1];
    if (last === undefined || opens(unit)) groups.push(unit);
    else groups[groups.length - 1] = { start: last.start, end: unit.end };
  }
  return groups;
}

/** Lines gathered under their step headings. */
export function stepHeadingSpans(text: string): readonly Span[] {
  return groupAt(spansBetween(text, lineCuts(text)), (line) => opensStepHeading(text, line.start));
}
