import { isJsonObject, type JsonObject, type JsonPath, type JsonValue } from '../../base/json.ts';
import { chosenStep } from '../annotations/import/labelled-chain.ts';
import type { TraceField } from '../model/trace.ts';
import { fieldAt, isList, textPlace } from './shared/fields.ts';
import { type ListField, listField } from './shared/lists.ts';
import { evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import { recordedLabelsNote } from './shared/recorded-labels.ts';
import { ratedSteps as recordedRatings } from './shared/recorded-steps.ts';
import type { TraceReader } from './types.ts';

/** The rated steps of a record; null when it is not of this layout. */
function ratedSteps(object: JsonObject): readonly JsonValue[] | null {
  const { question, label } = object;
  if (!isJsonObject(question) || typeof question.problem !== 'string' || !isJsonObject(label)) return null;
  return isList(label.steps) && label.steps.every((step) => isJsonObject(step) && isList(step.completions))
    ? label.steps
    : null;
}

/** The steps that were rated where the record has no solution that was written before: the completions that were chosen. */
function chosenSteps(steps: readonly JsonValue[]): ListField | null {
  const texts = steps.flatMap((step) => (isJsonObject(step) ? (chosenStep(step)?.text ?? []) : []));
  const list = listField({ texts }, ['texts']);
  // They stand in many places of the record, so that the reasoning cannot be written back.
  return list && { ...list, field: { ...list.field, source: null } };
}

function textField(object: JsonObject, path: JsonPath): TraceField | null {
  const place = textPlace(object, path);
  return place === null ? null : fieldAt(place);
}

/** Records of PRM800K (openai/prm800k): a problem, a solution by steps, and ratings of people. */
export const prm800k: TraceReader = {
  id: 'prm800k',
  title: 'PRM800K',
  summary: 'a problem and its solution by steps, with ratings of people (PRM800K)',
  detect(value) {
    if (!isJsonObject(value) || ratedSteps(value) === null) return NOT_MINE;
    return evidence(0.98, '"label.steps" has completions', '"question.problem" is a text');
  },
  read(record) {
    const object = objectOf(record);
    const steps = object === null ? null : ratedSteps(object);
    if (object === null || steps === null) return nothingRead('The record has no rated steps.');
    const written = listField(object, ['question', 'pre_generated_steps']);
    const list = written && written.missing.length === 0 ? written : chosenSteps(steps);
    if (list === null) return nothingRead('The list of steps is empty.');
    const draft = {
      question: textField(object, ['question', 'problem']),
      reasoning: list.field,
      answer: textField(object, ['question', 'pre_generated_answer']),
      referenceAnswer: textField(object, ['question', 'ground_truth_answer']),
      givenSteps: list.spans,
      ...recordedRatings(steps, list.field.text, list.spans),
    };
    return readingOf(record, [draft], recordedLabelsNote(object));
  },
};
