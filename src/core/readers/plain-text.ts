import { isJsonObject, type JsonPath, type JsonValue } from '../../base/json.ts';
import { chainOf } from './shared/chain.ts';
import { findText, isBlank, isList, questionField, type TextPlace } from './shared/fields.ts';
import { evidence, NOT_MINE, nothingRead, readingOf } from './shared/reading.ts';
import { splitThinking } from './shared/think-tags.ts';
import type { TraceReader } from './types.ts';

const MAX_VALUES = 20_000;
const LONG = 200;

/** The longest string of a value, down to six levels; null when no string has more than blanks. */
function longestText(root: JsonValue): TextPlace | null {
  let best: TextPlace | null = null;
  let seen = 0;
  const visit = (value: JsonValue | undefined, path: JsonPath): void => {
    seen += 1;
    if (seen > MAX_VALUES || value === undefined) return;
    if (typeof value === 'string') {
      if (value.length > (best?.text.length ?? 0) && !isBlank(value)) best = { path, text: value };
    } else if (path.length >= 6) return;
    else if (isList(value)) value.forEach((item, i) => void visit(item, [...path, i]));
    else if (isJsonObject(value)) for (const [key, item] of Object.entries(value)) visit(item, [...path, key]);
  };
  visit(root, []);
  return best;
}

/** Fields that ask; an `input` or `task` can be anything. */
const ASKING = ['question', 'problem', 'prompt', 'query', 'instruction', 'user_prompt'] as const;
/** A reply within the text of a prompt, as whole dialogues in one text have it. */
const REPLY = /(?:^|\n)(?:assistant|answer|solution|response|reasoning|step 1)\b/i;

/** A text that only asks: the record has no reasoning. */
function isQuestion(root: JsonValue, place: TextPlace): boolean {
  if (!isJsonObject(root) || splitThinking(place.text) !== null || REPLY.test(place.text)) return false;
  const asked = findText(root, ASKING);
  return asked !== null && asked.path.join('\n') === place.path.join('\n');
}

/** The last resort: the longest text of the record is taken for the reasoning. */
export const plainText: TraceReader = {
  id: 'plain-text',
  title: 'Longest text',
  summary: 'the longest text of the record, when nothing else fits',
  detect(value) {
    const place = longestText(value);
    if (place === null) return NOT_MINE;
    const name = place.path.length === 0 ? 'the record itself' : `"${place.path.join('.')}"`;
    if (isQuestion(value, place)) return evidence(0.05, `${name} is a question, and no text answers it`);
    const reason = `${name} is the longest text; no known layout was recognised`;
    return evidence(place.path.length === 0 ? 0.3 : place.text.length >= LONG ? 0.15 : 0.05, reason);
  },
  read(record) {
    const place = record.value === undefined ? null : longestText(record.value);
    if (place === null || record.value === undefined) return nothingRead('The record holds no text.');
    if (isQuestion(record.value, place))
      return nothingRead('The record holds only a question: there is no reasoning yet.', 'request-only');
    const { reasoning, answer, problems } = chainOf(place);
    const question = isJsonObject(record.value) ? questionField(record.value) : null;
    const same = question?.source?.kind === 'text' && question.source.path.join('\n') === place.path.join('\n');
    return readingOf(
      record,
      [{ question: same ? null : question, reasoning, answer, referenceAnswer: null }],
      problems,
    );
  },
};
