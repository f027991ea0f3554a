import { isJsonObject, type JsonObject, type JsonPath, type JsonValue, valueAt } from '../../base/json.ts';
import type { TraceField } from '../model/trace.ts';
import { chatDrafts, chatShare, messageText, OPENAI_KEYS } from './shared/chat.ts';
import { fieldAt, isList, textPlace } from './shared/fields.ts';
import { listField } from './shared/lists.ts';
import { evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import { findReference } from './shared/reference.ts';
import type { TraceReader } from './types.ts';

const KEYS = ['traj', 'trajectory', 'messages', 'history', 'conversation'] as const;
/** Under these names agents' ways are kept even where one called no tool. */
const OWN_KEYS: readonly string[] = ['traj', 'trajectory'];
const ENOUGH = 0.8;

function callsOf(message: JsonValue | undefined): readonly JsonValue[] {
  if (!isJsonObject(message)) return [];
  return isList(message.tool_calls) ? message.tool_calls : isJsonObject(message.function_call) ? [message] : [];
}

function usesTools(value: JsonValue | undefined): boolean {
  return isList(value) && value.some((message) => callsOf(message).length > 0);
}

/** A call as people write one: the tool's name with its arguments. */
function written(call: JsonValue): string {
  const own = isJsonObject(call) ? (call.function ?? call.function_call ?? call) : null;
  if (!isJsonObject(own)) return '';
  const given = own.arguments ?? own.input ?? '';
  return `${typeof own.name === 'string' ? own.name : 'tool'}(${typeof given === 'string' ? given : JSON.stringify(given)})`;
}

function stepOf(object: JsonObject, path: JsonPath): string {
  const said = messageText(object, path, OPENAI_KEYS);
  return [said, ...callsOf(valueAt(object, path)).map(written)].filter((part) => part !== '').join('\n');
}

function roleAt(object: JsonObject, path: JsonPath): string | null {
  const message = valueAt(object, path);
  if (!isJsonObject(message)) return null;
  const { name, role } = message;
  return role === 'tool' && typeof name === 'string' ? name : typeof role === 'string' ? role : null;
}

function findTrajectory(object: JsonObject): { key: string; list: readonly JsonValue[] } | null {
  for (const key of KEYS) {
    const list = object[key];
    if (!isList(list) || chatShare(list, OPENAI_KEYS) < ENOUGH) continue;
    if (usesTools(list) || OWN_KEYS.includes(key)) return { key, list };
  }
  return null;
}

function lastReply(object: JsonObject, key: string, size: number): TraceField | null {
  if (roleAt(object, [key, size - 1]) !== 'assistant') return null;
  const place = textPlace(object, [key, size - 1, 'content']);
  return place === null ? null : fieldAt(place);
}

/** Agents that call tools and keep no thoughts (tau-bench): every message after the first question is a step. */
export const toolTrajectory: TraceReader = {
  id: 'tool-trajectory',
  title: 'Trajectory with tools',
  summary: 'messages of an agent that calls tools and keeps no thoughts; every message is a step (tau-bench)',
  detect(value) {
    const found = isJsonObject(value) ? findTrajectory(value) : null;
    if (found === null || !isJsonObject(value)) return NOT_MINE;
    const { drafts, plain } = chatDrafts(value, [found.key], OPENAI_KEYS);
    if (drafts.length > 0 && !plain)
      return evidence(0.3, `"${found.key}" calls tools`, 'but turns keep thoughts of their own');
    return evidence(0.97, `"${found.key}" is the way of an agent, without thoughts of its own`);
  },
  read(record) {
    const object = objectOf(record);
    const found = object === null ? null : findTrajectory(object);
    if (object === null || found === null) return nothingRead('The record has no messages that call tools.');
    const { key, list } = found;
    const first = list.findIndex((_, i) => roleAt(object, [key, i]) === 'user');
    const asked = first < 0 ? null : textPlace(object, [key, first, 'content']);
    const answer = lastReply(object, key, list.length);
    const places = list.flatMap((_, i) => {
      const path = [key, i];
      const isStep = i > first && roleAt(object, path) !== 'system' && !(answer !== null && i === list.length - 1);
      const text = isStep ? stepOf(object, path) : '';
      return text === '' ? [] : [{ text, speaker: roleAt(object, path) }];
    });
    const steps = listField({ texts: places.map(({ text }) => text) }, ['texts']);
    const common = {
      question: asked === null ? null : fieldAt(asked),
      referenceAnswer: findReference(object, [key]),
    };
    if (steps === null) {
      if (answer === null) return nothingRead('The messages hold no text after the question.');
      return readingOf(record, [{ ...common, reasoning: answer, answer: null }]);
    }
    const draft = {
      ...common,
      // The steps stand in many places of the record, so that the reasoning cannot be written back.
      reasoning: { ...steps.field, source: null },
      answer,
      givenSteps: steps.spans,
      speakers: places.map(({ speaker }) => speaker),
    };
    return readingOf(record, [draft]);
  },
};
