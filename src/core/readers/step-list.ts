import { isJsonObject, type JsonObject, type JsonPath } from '../../base/json.ts';
import type { TraceField } from '../model/trace.ts';
import { fieldAt, findString, findText, isList, keysNamed, questionField } from './shared/fields.ts';
import { listField } from './shared/lists.ts';
import { evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import { recordedLabelsNote } from './shared/recorded-labels.ts';
import { labelsBeside, scoresIn } from './shared/recorded-steps.ts';
import { findReference } from './shared/reference.ts';
import type { TraceReader } from './types.ts';

const LIST_NAMES = [
  'steps',
  'reasoning_steps',
  'solution_steps',
  'cot_steps',
  'thought_steps',
  'chain_of_thought',
  'rationale',
  'reasoning',
  'thoughts',
  'pre_generated_steps',
  'step_entropy_dict1',
] as const;
const STEP_KEYS = [
  'text',
  'step',
  'content',
  'thought',
  'description',
  'explanation',
  'value',
  'sentence',
  'chunk',
] as const;
const GOLD_NAMES = [
  'target',
  'ground_truth',
  'gold',
  'gt',
  'expected_answer',
  'reference_answer',
  'gold_answer',
] as const;

interface Place {
  readonly path: JsonPath;
  readonly key?: string;
  /** The record key that holds the list. */
  readonly name: string;
}

/** The list of steps of a record: strings, or objects that nearly all have a text under one key. */
function findSteps(object: JsonObject): Place | null {
  const graded = isList(object.completions) && isList(object.labels) ? ['completions'] : [];
  for (const name of [...keysNamed(object, LIST_NAMES), ...graded]) {
    const list = object[name];
    if (!isList(list) || list.length === 0) continue;
    if (
      list.every((step) => typeof step === 'string' || step === null) &&
      list.some((step) => typeof step === 'string')
    ) {
      return { path: [name], name };
    }
    const key = STEP_KEYS.find((one) => list.every((step) => isJsonObject(step) && typeof step[one] === 'string'));
    if (key !== undefined) return { path: [name], key, name };
  }
  return null;
}

function answerOf(object: JsonObject, used: string): TraceField | null {
  const place = findText(
    object,
    ['answer', 'final_answer', 'model_answer', 'generated_answer', 'prediction', 'response'].filter((n) => n !== used),
  );
  if (place !== null) return fieldAt(place);
  const value = object.answer;
  return typeof value === 'number' ? { text: String(value), source: null } : null;
}

/** Records that bring their own list of steps: `steps: [string]` or objects with a text; the steps stay exactly these. */
export const stepList: TraceReader = {
  id: 'step-list',
  title: 'List of steps',
  summary: 'steps as a list of strings or of objects with a text, with question and answer beside it',
  detect(value) {
    if (!isJsonObject(value)) return NOT_MINE;
    const place = findSteps(value);
    if (place === null) return NOT_MINE;
    const how = place.key === undefined ? 'strings' : `objects with "${place.key}"`;
    const exact = place.name.toLowerCase().includes('step') || place.name === 'completions';
    return evidence(exact ? 0.96 : 0.8, `"${place.name}" is a list of ${how}`);
  },
  read(record) {
    const object = objectOf(record);
    const place = object === null ? null : findSteps(object);
    if (object === null || place === null) return nothingRead('The record has no list of steps.');
    const list = listField(object, place.path, place.key);
    if (list === null) return nothingRead('The list of steps is empty.');
    const problems = list.missing.map((i) => ({
      code: 'step-no-text',
      message: `Step ${i + 1} is no text; it is shown as an empty step, and the steps of this record cannot be edited.`,
      severity: 'warning' as const,
    }));
    const gold = findString(object, GOLD_NAMES) === null ? null : findReference(object, ['answer', place.name]);
    const draft = {
      question: questionField(object),
      reasoning: list.field,
      answer: answerOf(object, place.name),
      referenceAnswer: gold,
      givenSteps: list.spans,
      ...scoresIn(object[place.name]),
      ...labelsBeside(object, list.field.text, list.spans),
    };
    return readingOf(record, [draft], [...problems, ...recordedLabelsNote(object)]);
  },
};
