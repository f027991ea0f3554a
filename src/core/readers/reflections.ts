import { isJsonObject } from '../../base/json.ts';
import { fieldAt, findText, isList, questionField } from './shared/fields.ts';
import { listField } from './shared/lists.ts';
import { evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import { findReference } from './shared/reference.ts';
import type { TraceReader } from './types.ts';

/** Reflexion's logs: a task, its solution, and the verbal reflections between the tries as the steps. */
export const reflections: TraceReader = {
  id: 'reflections',
  title: 'Reflections',
  summary: 'Reflexion logs: reflections as a list, with prompt and solution',
  detect(value) {
    if (!isJsonObject(value) || !isList(value.reflections)) return NOT_MINE;
    const named = 'is_solved' in value || 'solution' in value || 'prompt' in value;
    return evidence(named ? 0.95 : 0.8, '"reflections" is a list');
  },
  read(record) {
    const object = objectOf(record);
    const list = object === null ? null : listField(object, ['reflections']);
    if (object === null || list === null)
      return nothingRead('The record has no reflections: it was solved without any.');
    const solution = findText(object, ['solution', 'answer']);
    const draft = {
      question: questionField(object),
      reasoning: list.field,
      answer: solution === null ? null : fieldAt(solution),
      referenceAnswer: findReference(object, ['solution', 'answer']),
      givenSteps: list.spans,
    };
    return readingOf(record, [draft]);
  },
};
