import { isJsonObject, type JsonObject } from '../../base/json.ts';
import type { Problem } from '../model/problem.ts';
import type { Span } from '../model/span.ts';
import { chainWithin } from './shared/chain.ts';
import { fieldAt, findText, type TextPlace, trimSpan } from './shared/fields.ts';
import { evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import type { TraceReader } from './types.ts';

const PROMPTS = ['prompt', 'instruction', 'input', 'question'] as const;
const REPLIES = ['response', 'completion', 'output', 'answer'] as const;
const LONGEST_JUDGEMENT = 400;
/** Most lines of a prompt that are looked at for headings. */
const MOST_LINES = 4000;

const ASKED = /^(?:#{1,4} ?|\*\*)?(?:question|problem)(?: statement)?(?:\*\*)?:(?:\*\*)?/i;
const SOLVED =
  /^(?:#{1,4} ?|\*\*)?(?:(?:proposed|candidate|student'?s?|given|model) )?(?:solution|chain of thought|reasoning)(?:\*\*)?:(?:\*\*)?/i;
/** What comes behind a solution: the question whether it is right. */
const JUDGES =
  /^(?:is|are|does|do|please|now|now,|judge|decide|check|verify|determine|your) .{0,200}\b(?:right|correct|true|wrong|step|judg\w{0,8}|verdict)\b/i;
const VERDICT =
  /^(?:yes|no|true|false|correct|incorrect|right|wrong|(?:the|this|that) [a-z ]{0,40}(?:is|are|has|contains))\b/i;

interface Judged {
  readonly place: TextPlace;
  readonly question: Span;
  readonly solution: Span;
  readonly judgement: string;
}

/** Question and solution below their headings in one prompt; null where one of them is not there. */
function partsOf(text: string): Pick<Judged, 'question' | 'solution'> | null {
  let asked = -1;
  let solved = -1;
  let until = text.length;
  let headed = -1;
  let at = 0;
  for (const line of text.split('\n', MOST_LINES)) {
    const start = at;
    at += line.length + 1;
    if (asked < 0) {
      const heading = ASKED.exec(line)?.[0].length;
      if (heading !== undefined) asked = start + heading;
    } else if (solved < 0) {
      const heading = SOLVED.exec(line)?.[0].length;
      if (heading !== undefined) [headed, solved] = [start, start + heading];
    } else if (JUDGES.test(line)) until = start;
  }
  if (asked < 0 || solved < 0 || until <= solved) return null;
  // A line that asks within the solution is no end: only the last paragraph can be one.
  const end = text.slice(until).trim().includes('\n\n') ? text.length : until;
  const question = trimSpan(text, { start: asked, end: headed });
  const solution = trimSpan(text, { start: solved, end });
  return question.end > question.start && solution.end > solution.start ? { question, solution } : null;
}

function findJudged(object: JsonObject): Judged | null {
  const place = findText(object, PROMPTS);
  const reply = findText(object, REPLIES);
  if (
    place === null ||
    reply === null ||
    reply.text.length > LONGEST_JUDGEMENT ||
    !VERDICT.test(reply.text.trimStart())
  )
    return null;
  const parts = partsOf(place.text);
  return parts && { place, ...parts, judgement: reply.text.trim() };
}

/** Rows that ask whether a proposed solution is right (VeriThinker): the solution in the prompt is the chain. */
export const judgedSolution: TraceReader = {
  id: 'judged-solution',
  title: 'Solution to judge',
  summary:
    'a prompt with a question and a proposed solution, and a short reply that says whether it is right (VeriThinker)',
  detect(value) {
    if (!isJsonObject(value) || findJudged(value) === null) return NOT_MINE;
    return evidence(0.97, 'the prompt holds a question and a proposed solution', 'the reply is a judgement');
  },
  read(record) {
    const object = objectOf(record);
    const found = object === null ? null : findJudged(object);
    if (found === null) return nothingRead('The prompt holds no question with a proposed solution.');
    const { judgement, place, question, solution } = found;
    const { answer, problems, reasoning } = chainWithin(place, solution);
    const note: Problem = {
      code: 'recorded-verdict',
      message: `The record judges the solution: ${judgement}`,
      severity: 'info',
    };
    const draft = { question: fieldAt(place, question), reasoning, answer, referenceAnswer: null };
    return readingOf(record, [draft], [note, ...problems]);
  },
};
