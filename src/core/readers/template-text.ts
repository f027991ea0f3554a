import { isJsonObject, type JsonObject } from '../../base/json.ts';
import type { Problem } from '../model/problem.ts';
import type { TraceField } from '../model/trace.ts';
import { chainWithin } from './shared/chain.ts';
import { fieldAt, findString, type TextPlace } from './shared/fields.ts';
import { type DraftTrace, evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import { findReference } from './shared/reference.ts';
import { type TemplateTurn, templateTurns } from './shared/template.ts';
import type { TraceReader } from './types.ts';

const NAMES = ['text', 'conversation', 'chat', 'full_text', 'input_output', 'sample', 'content', 'prompt'] as const;

function findChat(object: JsonObject): { place: TextPlace; turns: readonly TemplateTurn[] } | null {
  for (const name of NAMES) {
    const place = findString(object, [name]);
    const turns = place === null ? [] : templateTurns(place.text);
    const replies = turns.some(({ role, content }) => role === 'assistant' && content.end > content.start);
    if (place !== null && turns.length >= 2 && replies) return { place, turns };
  }
  return null;
}

/** Chats written into one text by a chat template (ChatML, Harmony, Llama, Gemma, DeepSeek, Mistral): one trace a reply. */
export const templateText: TraceReader = {
  id: 'template-text',
  title: 'Chat as its template writes it',
  summary: 'a whole chat in one text with the marks of a chat template, such as <|im_start|> or <|start|>assistant',
  detect(value) {
    const found = isJsonObject(value) ? findChat(value) : null;
    if (found === null) return NOT_MINE;
    return evidence(0.96, `"${found.place.path[0]}" is a chat of ${found.turns.length} turns with a template's marks`);
  },
  read(record) {
    const object = objectOf(record);
    const found = object === null ? null : findChat(object);
    if (object === null || found === null) return nothingRead('The record holds no chat with the marks of a template.');
    const { place, turns } = found;
    const problems: Problem[] = [];
    const drafts: DraftTrace[] = [];
    let question: TraceField | null = null;
    turns.forEach(({ role, content }, i) => {
      if (content.end === content.start) return;
      if (role === 'user') question = fieldAt(place, content);
      if (role !== 'assistant') return;
      const { reasoning, answer, problems: own } = chainWithin(place, content);
      problems.push(...own);
      drafts.push({ label: `turn ${i + 1}`, question, reasoning, answer, referenceAnswer: null });
    });
    const last = drafts.length - 1;
    const referenceAnswer = findReference(object, [String(place.path[0])]);
    return readingOf(
      record,
      drafts.map((draft, i) => (i === last ? { ...draft, referenceAnswer } : draft)),
      problems,
    );
  },
};
