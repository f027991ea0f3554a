import { isJsonObject, type JsonObject, type JsonPath, type JsonValue, valueAt } from '../../base/json.ts';
import type { Problem } from '../model/problem.ts';
import { isChunk } from './shared/chunks.ts';
import { isList, questionField } from './shared/fields.ts';
import { listField } from './shared/lists.ts';
import { evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import { NOTHING_RECORDED, recorded } from './shared/recorded-steps.ts';
import { findReference } from './shared/reference.ts';
import type { TraceReader } from './types.ts';

const NAMES = ['chunks', 'labeled_chunks', 'chunks_labeled', 'sentences'] as const;
const MOST_NAMED = 3;

function findChunks(object: JsonObject): JsonPath | null {
  const name = NAMES.find((key) => {
    const list = object[key];
    return isList(list) && list.length > 0 && list.every(isChunk);
  });
  return name === undefined ? null : [name];
}

/** The sentences whose measured importance is the highest, which no reader of the text could tell. */
function importanceNote(chunks: JsonValue | undefined): readonly Problem[] {
  if (!isList(chunks)) return [];
  const measured = chunks.flatMap((chunk, i) => {
    const score = isJsonObject(chunk) ? chunk.resampling_importance_accuracy : undefined;
    return typeof score === 'number' ? [{ step: i + 1, score }] : [];
  });
  if (measured.length === 0) return [];
  const best = measured.toSorted((a, b) => b.score - a.score).slice(0, MOST_NAMED);
  const named = best.map(({ score, step }) => `step ${step} (${score.toFixed(2)})`).join(', ');
  const message = `The importance of ${measured.length} steps was measured by resampling; the highest: ${named}.`;
  return [{ code: 'recorded-importance', message, severity: 'info' }];
}

function measuredSteps(chunks: JsonValue | undefined) {
  return (isList(chunks) ? chunks : []).map((chunk) => {
    const score = isJsonObject(chunk) ? chunk.resampling_importance_accuracy : undefined;
    const label = typeof score === 'number' ? `importance ${score.toFixed(2)} by resampling` : null;
    return { ...NOTHING_RECORDED, label };
  });
}

/** Chains cut into sentences with measured importance (Thought Anchors' chunks_labeled.json); every sentence is a step. */
export const sentenceChunks: TraceReader = {
  id: 'sentence-chunks',
  title: 'Labelled sentences',
  summary: 'a chain cut into sentences with measured importance (Thought Anchors chunks)',
  detect(value) {
    const path = isJsonObject(value) ? findChunks(value) : null;
    return path === null ? NOT_MINE : evidence(0.97, `"${path.join('.')}" is a list of sentences with "chunk_idx"`);
  },
  read(record) {
    const object = objectOf(record);
    const path = object === null ? null : findChunks(object);
    const list = object === null || path === null ? null : listField(object, path, 'chunk');
    if (object === null || path === null || list === null) return nothingRead('The record has no list of chunks.');
    const draft = {
      question: questionField(object),
      reasoning: list.field,
      answer: null,
      referenceAnswer: findReference(object, []),
      givenSteps: list.spans,
      ...recorded(measuredSteps(valueAt(object, path))),
    };
    return readingOf(record, [draft], importanceNote(valueAt(object, path)));
  },
};
