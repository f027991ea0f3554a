import { isJsonObject, type JsonObject, type JsonPath } from '../../base/json.ts';
import { chainOf } from './shared/chain.ts';
import { replyColumns, thoughtColumns } from './shared/chain-columns.ts';
import { findText, isList, questionField, type TextPlace, textPlace } from './shared/fields.ts';
import { evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import { findReference } from './shared/reference.ts';
import { THOUGHT_NAMES } from './shared/thought-names.ts';
import type { TraceReader } from './types.ts';

interface Candidate {
  readonly label: string;
  readonly place: TextPlace;
  readonly key: string;
}

const LISTS = [
  'candidates',
  'samples',
  'generations',
  'solutions',
  'responses',
  'completions',
  'outputs',
  'attempts',
  'rollouts',
] as const;
const TEXT_KEYS = [
  'solution',
  'response',
  'completion',
  'generation',
  'output',
  'text',
  'content',
  'model_answer',
] as const;

/** The chain of one candidate: the text itself or the text of an object under one of the usual keys. */
function candidateText(object: JsonObject, path: JsonPath, value: unknown): TextPlace | null {
  if (typeof value === 'string') return textPlace(object, path);
  const key = TEXT_KEYS.find((one) => textPlace(object, [...path, one]) !== null);
  return key === undefined ? null : textPlace(object, [...path, key]);
}

/** Top-level keys whose values are objects with a chain and, mostly, a judgement: `{"175b_verification": {solution, is_correct}}`. */
function keyedCandidates(object: JsonObject): Candidate[] {
  return Object.entries(object).flatMap(([key, value]) => {
    if (!isJsonObject(value) || typeof value.solution !== 'string' || 'responses' in value) return [];
    const place = candidateText(object, [key], value);
    return place === null ? [] : [{ label: key, place, key }];
  });
}

/** Columns of one chain each, as MixChain's wide rows have them. */
const NUMBERED = /^(?:[a-z]{1,20}_)?(?:solution|response|output|completion|answer|generation|cot|reasoning)_\d{1,3}$/i;

function numberedCandidates(object: JsonObject): Candidate[] {
  // Where thoughts and answers are numbered alike, the answers are no chains.
  if (thoughtColumns(object).some(({ answer }) => answer !== null)) return [];
  return Object.keys(object).flatMap((key) => {
    if (!NUMBERED.test(key)) return [];
    const place = textPlace(object, [key]);
    return place === null ? [] : [{ label: key, place, key }];
  });
}

/** A list of samples, or an object of samples by name (temperature, model). */
function listedCandidates(object: JsonObject): Candidate[] {
  for (const key of LISTS) {
    const value = object[key];
    if (key === 'completions' && isList(object.labels)) continue;
    const names: (string | number)[] = isList(value)
      ? [...value.keys()]
      : isJsonObject(value)
        ? Object.keys(value)
        : [];
    const found = names.flatMap((name) => {
      const item = isList(value) ? value[Number(name)] : isJsonObject(value) ? value[name] : undefined;
      const place = candidateText(object, [key, name], item);
      const label = typeof name === 'number' ? `${key} ${name + 1}` : name;
      return place === null ? [] : [{ label, place, key }];
    });
    if (found.length > 0) return found;
  }
  return [];
}

function findCandidates(object: JsonObject): {
  readonly found: readonly Candidate[];
  readonly confidence: number;
  readonly reason: string;
} {
  const keyed = keyedCandidates(object);
  if (keyed.length > 1) return { found: keyed, confidence: 0.96, reason: `${keyed.length} keys hold a solution each` };
  const numbered = numberedCandidates(object);
  if (numbered.length > 1)
    return { found: numbered, confidence: 0.97, reason: `${numbered.length} numbered solutions` };
  const columns = findText(object, THOUGHT_NAMES) === null ? replyColumns(object) : [];
  if (columns.length > 1) {
    const found = columns.map(({ key, place }) => ({ key, label: key, place }));
    return { found, confidence: 0.86, reason: `${columns.length} columns hold a reply to the same question` };
  }
  const listed = listedCandidates(object);
  if (listed.length > 0)
    return {
      found: listed,
      confidence: listed.length > 1 ? 0.9 : 0.8,
      reason: `"${listed[0]?.key}" is a list of samples`,
    };
  return { found: [], confidence: 0, reason: '' };
}

/** Several chains for one question in one record: GSM8K's example solutions, MixChain's wide rows, lists of samples. */
export const candidateSolutions: TraceReader = {
  id: 'candidate-solutions',
  title: 'Several solutions',
  summary:
    'several chains for one question in one record, such as {solution, is_correct} by model or a list of samples',
  detect(value) {
    if (!isJsonObject(value)) return NOT_MINE;
    const { found, confidence, reason } = findCandidates(value);
    return found.length === 0 ? NOT_MINE : evidence(confidence, reason);
  },
  read(record) {
    const object = objectOf(record);
    const found = object === null ? [] : findCandidates(object).found;
    if (object === null || found.length === 0) return nothingRead('The record holds no solutions.');
    const question = questionField(object);
    const referenceAnswer = findReference(
      object,
      found.map((one) => one.key),
    );
    const read = found.map((candidate) => ({ candidate, chain: chainOf(candidate.place) }));
    const drafts = read.map(({ candidate, chain }) => ({
      label: candidate.label,
      question,
      reasoning: chain.reasoning,
      answer: chain.answer,
      referenceAnswer,
    }));
    return readingOf(
      record,
      drafts,
      read.flatMap(({ chain }) => chain.problems),
    );
  },
};
