import { isJsonObject, type JsonObject } from '../../base/json.ts';
import type { Span } from '../model/span.ts';
import { fieldAt, findString, isBlank, type TextPlace, trimSpan } from './shared/fields.ts';
import { evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import { findReference } from './shared/reference.ts';
import type { TraceReader } from './types.ts';

interface Turn extends Span {
  readonly speaker: string;
  /** Offset of what is said. */
  readonly said: number;
}

const NAMES = ['messages_display', 'dialogue', 'conversation', 'transcript', 'text'] as const;
const SPEAKER = /^(user|human|assistant|ai|model|system|tool|observation): ?/gim;

/** The turns of a dialogue written as one text, one "speaker: words" a line or more; empty for any other text. */
function turnsOf(text: string): Turn[] {
  const starts = [...text.matchAll(SPEAKER)];
  return starts.map((match, i) => {
    const end = starts[i + 1]?.index ?? text.length;
    const span = trimSpan(text, { start: match.index, end });
    return { ...span, speaker: (match[1] ?? '').toLowerCase(), said: match.index + match[0].length };
  });
}

function findDialogue(object: JsonObject): { place: TextPlace; turns: readonly Turn[] } | null {
  for (const name of NAMES) {
    const place = findString(object, [name]);
    if (place === null) continue;
    const turns = turnsOf(place.text);
    if (turns.length >= 2 && isBlank(place.text.slice(0, turns[0]?.start ?? 0))) return { place, turns };
  }
  return null;
}

/** Dialogues written as one text ("user: ... assistant: ..."): the first words of the user ask, every later turn is a step. */
export const dialogueText: TraceReader = {
  id: 'dialogue-text',
  title: 'Dialogue as one text',
  summary: 'a whole dialogue in one text, turns marked user: and assistant:',
  detect(value) {
    const found = isJsonObject(value) ? findDialogue(value) : null;
    if (found === null) return NOT_MINE;
    const key = String(found.place.path[0]);
    return evidence(key === 'messages_display' ? 0.95 : 0.7, `"${key}" is a dialogue of ${found.turns.length} turns`);
  },
  read(record) {
    const object = objectOf(record);
    const found = object === null ? null : findDialogue(object);
    if (object === null || found === null) return nothingRead('The record holds no dialogue.');
    const { place, turns } = found;
    const [first] = turns;
    const asks =
      first !== undefined && (first.speaker === 'user' || first.speaker === 'human') && first.said < first.end;
    const rest = asks ? turns.slice(1) : turns;
    const start = rest[0]?.start ?? 0;
    const end = rest.at(-1)?.end ?? place.text.length;
    const draft = {
      question: asks ? fieldAt(place, { start: first.said, end: first.end }) : null,
      reasoning: fieldAt(place, { start, end }),
      answer: null,
      referenceAnswer: findReference(object, [String(place.path[0])]),
      givenSteps: rest.map((turn) => ({ start: turn.start - start, end: turn.end - start })),
      speakers: rest.map(({ speaker }) => speaker),
    };
    return readingOf(record, [draft]);
  },
};
