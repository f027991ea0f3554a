import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts';
import type { Problem } from '../model/problem.ts';
import { chatShare, OPENAI_KEYS } from './shared/chat.ts';
import { isList, questionField } from './shared/fields.ts';
import { listField } from './shared/lists.ts';
import { evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import { NOTHING_RECORDED, recorded } from './shared/recorded-steps.ts';
import { findReference } from './shared/reference.ts';
import type { TraceReader } from './types.ts';

function isHistory(value: JsonValue | undefined): boolean {
  return (
    isList(value) && value.length > 0 && value.every((turn) => isJsonObject(turn) && typeof turn.content === 'string')
  );
}

/** Longest name that is shown; a role that goes on is no name. */
const LONGEST_NAME = 60;

/** One line without what stands in brackets at the end; null where nothing is left. */
function agentName(name: string): string | null {
  const line = name
    .slice(0, 4 * LONGEST_NAME)
    .split(/\s/)
    .filter((word) => word !== '')
    .join(' ');
  const bare = line
    .replace(/ ?\([^()]*\)$/, '')
    .slice(0, LONGEST_NAME)
    .trim();
  return bare === '' ? null : bare;
}

/** The name of each message's agent; the same agent thinking and handing over ("Orchestrator (thought)") is one. */
function speakersOf(history: JsonValue | undefined): { readonly speakers?: readonly (string | null)[] } {
  if (!isList(history)) return {};
  const speakers = history.map((turn) => {
    const name = isJsonObject(turn)
      ? [turn.name, turn.agent, turn.role].find((each) => typeof each === 'string')
      : null;
    return typeof name === 'string' ? agentName(name) : null;
  });
  return { speakers };
}

/** The 0-based step of the mistake; null where the record does not say. */
function mistakePlace({ mistake_step: place }: JsonObject): number | null {
  return typeof place === 'number' || (typeof place === 'string' && /^\d{1,6}$/.test(place)) ? Number(place) : null;
}

/** The mistake at its step. */
function mistakeAt(object: JsonObject, steps: number) {
  const reason = object.mistake_reason;
  const why = typeof reason === 'string' && reason !== '' ? `: ${reason.slice(0, 300)}` : '';
  const mistake = { ...NOTHING_RECORDED, label: `the mistake that the run failed by${why}`, isWrong: true };
  const at = mistakePlace(object);
  return recorded(Array.from({ length: steps }, (_, i) => (i === at ? mistake : NOTHING_RECORDED)));
}

/** Who made the mistake that the run failed by, and where, as people found it. */
function mistakeNote(object: JsonObject): readonly Problem[] {
  const { mistake_agent: agent, mistake_reason: reason } = object;
  const step = mistakePlace(object);
  if (step === null && typeof agent !== 'string') return [];
  const where = step === null ? '' : ` in step ${step + 1}`;
  const who = typeof agent === 'string' ? ` of ${agent.slice(0, LONGEST_NAME)}` : '';
  const why = typeof reason === 'string' && reason !== '' ? `: ${reason.slice(0, 300).replace(/\.$/, '')}` : '';
  return [{ code: 'recorded-mistake', message: `The record names the mistake${who}${where}${why}.`, severity: 'info' }];
}

/** Logs of several agents that talk in turn (Who&When): `history` with free role names; every message is one step. */
export const agentHistory: TraceReader = {
  id: 'agent-history',
  title: 'Agents in turn',
  summary: 'history of messages by several agents with free role names; every message is a step',
  detect(value) {
    if (!isJsonObject(value) || !isHistory(value.history)) return NOT_MINE;
    const known = chatShare(value.history, OPENAI_KEYS);
    const judged = 'mistake_step' in value || 'mistake_agent' in value;
    if (known >= 0.8 && !judged) return evidence(0.4, '"history" is a list of messages');
    return evidence(judged ? 0.96 : 0.8, '"history" is a list of messages by named agents');
  },
  read(record) {
    const object = objectOf(record);
    const list = object === null || !isHistory(object.history) ? null : listField(object, ['history'], 'content');
    if (object === null || list === null) return nothingRead('The record has no history of messages.');
    const draft = {
      question: questionField(object),
      reasoning: list.field,
      answer: null,
      referenceAnswer: findReference(object, []),
      givenSteps: list.spans,
      ...mistakeAt(object, list.spans.length),
      ...speakersOf(object.history),
    };
    return readingOf(record, [draft], mistakeNote(object));
  },
};
