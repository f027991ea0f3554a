import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { fieldAt, findString, keysNamed, trimSpan } from './shared/fields.ts';
import { evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import type { TraceReader } from './types.ts';

const OTHER_CHAINS = [
  'model_answer',
  'response',
  'completion',
  'generation',
  'output',
  'steps',
  'reasoning',
  'thinking',
  'solution',
  'messages',
  'insufficient_question',
] as const;

/** The last line of the text that starts with `####`, as offsets of the mark and of the line's end; null when there is none. */
function markLine(text: string): { start: number; end: number } | null {
  const feed = text.lastIndexOf('\n####');
  const start = feed >= 0 ? feed + 1 : text.startsWith('####') ? 0 : -1;
  if (start < 0) return null;
  const end = text.indexOf('\n', start);
  return { start, end: end < 0 ? text.length : end };
}

function parts(object: JsonObject) {
  const question = findString(object, ['question', 'problem']);
  const answer = findString(object, ['answer']);
  return question === null || answer === null ? null : { question, answer };
}

/** Grade-school maths as GSM8K lays it out: `{question, answer}`, one step a line, the result after `####`. */
export const gsm8k: TraceReader = {
  id: 'gsm8k',
  title: 'GSM8K',
  summary: 'question and answer, the result on a last line that starts with ####',
  detect(value) {
    if (!isJsonObject(value)) return NOT_MINE;
    const found = parts(value);
    if (found === null || markLine(found.answer.text) === null) return NOT_MINE;
    const marked = 'answer ends in a line that starts with ####';
    if (keysNamed(value, OTHER_CHAINS).length > 0 || Object.keys(value).some((key) => /_\d{1,3}$/.test(key)))
      return evidence(0.2, marked, 'but another field holds a longer chain');
    return evidence(0.95, 'has question and answer', marked);
  },
  read(record) {
    const object = objectOf(record);
    const found = object === null ? null : parts(object);
    if (found === null) return nothingRead('The record has no question with an answer text.');
    const { question, answer } = found;
    const mark = markLine(answer.text);
    const base = { question: fieldAt(question), referenceAnswer: null };
    if (mark === null) {
      const problem = {
        code: 'no-result-line',
        message: 'The answer has no line that starts with ####.',
        severity: 'info' as const,
      };
      return readingOf(record, [{ ...base, reasoning: fieldAt(answer), answer: null }], [problem]);
    }
    const reasoning = { start: 0, end: answer.text.slice(0, mark.start).trimEnd().length };
    const value = trimSpan(answer.text, { start: mark.start + 4, end: mark.end });
    return readingOf(record, [
      {
        ...base,
        reasoning: fieldAt(answer, reasoning),
        answer: value.end > value.start ? fieldAt(answer, value) : null,
        isReferenceSolution: true,
      },
    ]);
  },
};
