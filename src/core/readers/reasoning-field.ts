import { isJsonObject, type JsonObject } from '../../base/json.ts';
import type { CorpusRecord, TraceField } from '../model/trace.ts';
import { chainOf } from './shared/chain.ts';
import { type ChainColumn, thoughtColumns } from './shared/chain-columns.ts';
import { fieldAt, findText, questionField } from './shared/fields.ts';
import { type DraftTrace, evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import { findReference } from './shared/reference.ts';
import { THOUGHT_NAMES } from './shared/thought-names.ts';
import type { TraceReader } from './types.ts';

const REPLY_NAMES = [
  'response',
  'attempt',
  'deepseek_attempt',
  'deepseek_solution',
  'gemini_attempt',
  'completion',
  'output',
  'content',
  'model_answer',
  'final_answer',
  'answer',
  'solution',
] as const;

function answerOf(object: JsonObject): { field: TraceField; key: string } | null {
  const place = findText(object, REPLY_NAMES);
  return place === null ? null : { field: fieldAt(place), key: place.key };
}

/** Several columns of thoughts: each with its own reply, or all with the one that the record has. */
function readColumns(record: CorpusRecord, object: JsonObject, columns: readonly ChainColumn[]) {
  const common = columns.some(({ answer }) => answer !== null) ? null : answerOf(object);
  const used = columns.flatMap(({ answer, key }) => [key, ...(answer === null ? [] : [answer.key])]);
  const referenceAnswer = findReference(object, [...used, ...(common === null ? [] : [common.key])]);
  const question = questionField(object);
  const read = columns.map(({ answer, key, place }) => {
    const chain = chainOf(place);
    const reply = answer === null ? (common?.field ?? null) : fieldAt(answer);
    const reasoning = chain.tagged || reply === null ? chain.reasoning : fieldAt(place);
    const draft: DraftTrace = { label: key, question, reasoning, answer: reply ?? chain.answer, referenceAnswer };
    return { draft, problems: chain.problems };
  });
  return readingOf(
    record,
    read.map(({ draft }) => draft),
    read.flatMap(({ problems }) => problems),
  );
}

/** The chain in a field of its own beside the reply: `reasoning`, `thinking`, `cot`, `rationale` and their like. */
export const reasoningField: TraceReader = {
  id: 'reasoning-field',
  title: 'Reasoning in its own field',
  summary: 'a field such as reasoning, thinking, cot or rationale, or several of them, with the reply in another',
  detect(value) {
    if (!isJsonObject(value)) return NOT_MINE;
    const columns = thoughtColumns(value).map(({ key }) => `"${key}"`);
    if (columns.length > 1) return evidence(0.93, `${columns.slice(0, 3).join(', ')} hold a chain each`);
    const chain = findText(value, THOUGHT_NAMES);
    if (chain === null) return NOT_MINE;
    const reply = answerOf(value);
    if (reply === null && questionField(value) === null) return evidence(0.5, `has "${chain.key}"`);
    return evidence(0.9, `has "${chain.key}"${reply === null ? '' : ` beside "${reply.key}"`}`);
  },
  read(record) {
    const object = objectOf(record);
    const columns = object === null ? [] : thoughtColumns(object);
    if (object !== null && columns.length > 1) return readColumns(record, object, columns);
    const place = object === null ? null : findText(object, THOUGHT_NAMES);
    if (object === null || place === null) return nothingRead('The record has no field for its reasoning.');
    const reply = answerOf(object);
    const chain = chainOf(place);
    const split = chain.tagged || reply === null;
    const referenceAnswer = findReference(object, [place.key, ...(reply === null ? [] : [reply.key])]);
    const draft = {
      question: questionField(object),
      reasoning: split ? chain.reasoning : fieldAt(place),
      answer: reply?.field ?? chain.answer,
      referenceAnswer,
    };
    return readingOf(record, [draft], chain.problems);
  },
};
