/** Names of the rules that find a final answer in a text. */
export type AnswerRuleId =
  | 'last-boxed'
  | 'first-boxed'
  | 'after-hashes'
  | 'final-answer-line'
  | 'answer-is'
  | 'answer-heading';

/** A final answer with its place in the text it was found in, UTF-16 offsets. */
export interface FinalAnswer {
  readonly value: string;
  /** Id of the rule that found it. */
  readonly rule: AnswerRuleId;
  readonly start: number;
  readonly end: number;
}

function balancedEnd(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length && i - open < 4_000; i++) {
    const char = text[i];
    if (char === '\\') i++;
    else if (char === '{') depth++;
    else if (char === '}' && --depth === 0) return i;
  }
  return -1;
}

function trimmed(text: string, start: number, end: number, rule: AnswerRuleId): FinalAnswer | null {
  let from = start;
  let to = end;
  while (from < to && /[\s*_:："“]/.test(text[from] ?? '')) from++;
  while (to > from && /[\s*_."”。]/.test(text[to - 1] ?? '')) to--;
  return from < to ? { value: text.slice(from, to), start: from, end: to, rule } : null;
}

function lastBoxed(text: string): FinalAnswer | null {
  let at = text.lastIndexOf('boxed{');
  for (let tries = 0; at !== -1 && tries < 50; tries++) {
    const open = at + 5;
    const end = balancedEnd(text, open);
    const found = end === -1 ? null : trimmed(text, open + 1, end, 'last-boxed');
    if (found !== null) return found;
    at = at === 0 ? -1 : text.lastIndexOf('boxed{', at - 1);
  }
  return null;
}

function firstBoxed(text: string): FinalAnswer | null {
  const at = text.indexOf('boxed{');
  const end = at === -1 ? -1 : balancedEnd(text, at + 5);
  return end === -1 ? null : trimmed(text, at + 6, end, 'first-boxed');
}

function afterHashes(text: string): FinalAnswer | null {
  const mark = '####';
  const at = text.lastIndexOf(mark);
  if (at === -1) return null;
  const end = text.indexOf('\n', at);
  return trimmed(text, at + mark.length, end === -1 ? text.length : end, 'after-hashes');
}

const PHRASE = /(?:final answer|the answer|answer|答案|最终答案)(?:\*\*)? ?(?:is|should be|would be|=|:|：|是|为)/gi;

/** End of the sentence that begins at `start`: a stop followed by a blank, or the line end. */
function clauseEnd(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length && i - start < 300; i++) {
    const char = text[i] ?? '';
    if (char === '\n' && i > start && !/^(?:\$\$|\\[[(])$/.test(text.slice(start, i))) return i;
    if (char === '$') depth = 1 - depth;
    if (
      depth === 0 &&
      (char === '。' || ((char === '.' || char === '!' || char === ';') && /^\s?$/.test(text[i + 1] ?? '')))
    )
      return i;
  }
  return Math.min(text.length, start + 300);
}

const HEDGED = /\b(?:perhaps|maybe|possibly|if|whether|unless|that) (?:the |my )?(?:final )?$/i;
/** "The answer is to set the year": what to do is no value. */
const DEED = /^to [a-z]+ [a-z]/;

/** What follows the last "answer is"; a hedged one counts only where there is no other. */
function afterPhrase(text: string): FinalAnswer | null {
  let sure = -1;
  let hedged = -1;
  for (const match of text.matchAll(PHRASE)) {
    let at = match.index + match[0].length;
    while (/[\s*:：]/.test(text[at] ?? '')) at++;
    if (DEED.test(text.slice(at, at + 40))) continue;
    if (HEDGED.test(text.slice(Math.max(0, match.index - 30), match.index))) hedged = at;
    else sure = at;
  }
  const last = sure === -1 ? hedged : sure;
  return last === -1 ? null : trimmed(text, last, clauseEnd(text, last), 'answer-is');
}

/** What follows the last line "FINAL ANSWER: ...". */
function finalLine(text: string): FinalAnswer | null {
  let last = -1;
  for (const match of text.matchAll(/(?:^|\n)[*_# ]{0,6}final answer[*_ ]{0,4}[:：]/gi))
    last = match.index + match[0].length;
  return last === -1 ? null : trimmed(text, last, clauseEnd(text, last), 'final-answer-line');
}

/** The one of two that stands later; the first where the second is `null`. */
function later(first: FinalAnswer | null, second: FinalAnswer | null): FinalAnswer | null {
  if (first === null || second === null) return first;
  return second.start > first.start ? second : first;
}

/** What follows a heading line "# Answer" or "**Final Answer**", on the same line or the next one that is not empty. */
function underHeading(text: string): FinalAnswer | null {
  let last = -1;
  for (const match of text.matchAll(/(?:^|\n)[ \t]*(?:#{1,6} ?|\*\*)(?:the )?(?:final )?(?:answer|答案)\b[:*]*/gi)) {
    last = match.index + match[0].length;
  }
  if (last === -1) return null;
  const from = last + (/^(?:\s|\\n)*/.exec(text.slice(last, last + 60))?.[0].length ?? 0);
  const end = text.indexOf('\n', from);
  return trimmed(text, from, end === -1 ? text.length : end, 'answer-heading');
}

/**
 * The final answer that a text states: the last balanced `\boxed{}`, else what follows the last `####`, or a line "FINAL ANSWER:" behind it, else what
 * follows the last "answer is" (or 答案是), else what stands under the last heading "# Answer". `null` when it states none in these ways. Linear.
 */
export function finalAnswerOf(text: string): FinalAnswer | null {
  return lastBoxed(text) ?? later(afterHashes(text), finalLine(text)) ?? afterPhrase(text) ?? underHeading(text);
}

/** A way to find the final answer in a text. */
export interface AnswerRule {
  readonly id: AnswerRuleId;
  readonly title: string;
  readonly summary: string;
  /** Null when the text does not state its answer in this way. */
  find(text: string): FinalAnswer | null;
}

/** All rules. `auto` of `finalAnswerOf` takes `last-boxed`, then the later of `after-hashes` and `final-answer-line`, then the others in order; never `first-boxed`. */
export const ANSWER_RULES: readonly AnswerRule[] = [
  { id: 'last-boxed', title: 'Last \\boxed', summary: 'inside of the last balanced \\boxed{...}', find: lastBoxed },
  {
    id: 'first-boxed',
    title: 'First \\boxed',
    summary: "inside of the first \\boxed{...}, as O1-Pruner's code grades",
    find: firstBoxed,
  },
  { id: 'after-hashes', title: 'After ####', summary: 'what follows the last ####, as in GSM8K', find: afterHashes },
  {
    id: 'final-answer-line',
    title: 'FINAL ANSWER line',
    summary: 'what follows the last line "FINAL ANSWER:"',
    find: finalLine,
  },
  { id: 'answer-is', title: 'After "answer is"', summary: 'what follows the last "the answer is"', find: afterPhrase },
  {
    id: 'answer-heading',
    title: 'Under an answer heading',
    summary: 'what stands under the last heading "Answer"',
    find: underHeading,
  },
];
