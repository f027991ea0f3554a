import { isJsonObject, type JsonObject, type JsonPath, type JsonValue, valueAt } from '../../../base/json.ts';
import type { Problem } from '../../model/problem.ts';
import type { TraceField } from '../../model/trace.ts';
import { chainOf } from './chain.ts';
import { fieldAt, isBlank, isList, type TextPlace } from './fields.ts';
import type { DraftTrace } from './reading.ts';
import { hasThinkTags } from './think-tags.ts';

/** Under which keys a message keeps its speaker and its text. */
export interface ChatKeys {
  readonly role: string;
  readonly content: string;
}

export const OPENAI_KEYS: ChatKeys = { role: 'role', content: 'content' };
export const SHAREGPT_KEYS: ChatKeys = { role: 'from', content: 'value' };

const ASSISTANTS = new Set(['assistant', 'gpt', 'model', 'ai', 'bot', 'chatgpt', 'chatbot']);
const USERS = new Set(['user', 'human']);
const OTHERS = new Set(['system', 'developer', 'tool', 'function', 'function_call', 'observation', 'ipython']);
const THOUGHT_KEYS = ['reasoning_content', 'reasoning', 'thinking', 'thought', 'thoughts'] as const;
const PART_KEYS = ['text', 'thinking', 'reasoning', 'value', 'summary', 'content'] as const;
const DETAIL_KEYS = ['reasoning_details', 'thinking_blocks'] as const;

function roleOf(message: JsonValue | undefined, keys: ChatKeys): string {
  const role = isJsonObject(message) ? message[keys.role] : undefined;
  return typeof role === 'string' ? role.toLowerCase() : '';
}

/** How much of a list looks like turns of a chat: share of elements with a known role, in [0,1]; 0 for anything else. */
export function chatShare(value: JsonValue | undefined, keys: ChatKeys): number {
  if (!isList(value) || value.length === 0) return 0;
  const known = value.filter((message) => {
    const role = roleOf(message, keys);
    return ASSISTANTS.has(role) || USERS.has(role) || OTHERS.has(role);
  });
  return known.length / value.length;
}

function stringPlaces(root: JsonValue, path: JsonPath, names: readonly string[]): TextPlace[] {
  const value = valueAt(root, path);
  if (!isJsonObject(value)) return [];
  return names.flatMap((key) => {
    const text = value[key];
    return typeof text === 'string' && !isBlank(text) ? [{ path: [...path, key], text }] : [];
  });
}

function isThoughtPart(part: JsonValue): part is JsonObject {
  return isJsonObject(part) && typeof part.type === 'string' && /reason|think|thought/i.test(part.type);
}

/** The typed parts of a list that hold text, thoughts or the others; Mistral-like thoughts keep their text one list deeper. */
function partPlaces(root: JsonValue, path: JsonPath, thoughts: boolean): TextPlace[] {
  const list = valueAt(root, path);
  if (!isList(list)) return [];
  return list.flatMap((part, i) => {
    if (isThoughtPart(part) !== thoughts || isRedacted(part)) return [];
    if (!thoughts && isJsonObject(part) && typeof part.type === 'string' && !/text/i.test(part.type)) return [];
    const own = [...path, i];
    const inner = thoughts
      ? (['thinking', 'summary', 'content'] as const).flatMap((key) => nestedText(root, [...own, key]))
      : [];
    return [...stringPlaces(root, own, PART_KEYS).slice(0, 1), ...inner];
  });
}

function nestedText(root: JsonValue, path: JsonPath): TextPlace[] {
  const list = valueAt(root, path);
  if (!isList(list)) return [];
  return list.flatMap((_, i) => stringPlaces(root, [...path, i], ['text']));
}

/** Several texts as one field; only a single one has a source. */
function joined(places: readonly TextPlace[], glue: string): TraceField | null {
  const [first] = places;
  if (first === undefined) return null;
  if (places.length === 1) return fieldAt(first);
  return { text: places.map((place) => place.text).join(glue), source: null };
}

/** The thoughts that a message keeps apart from its reply: one field each. */
function thoughtFields(root: JsonValue, path: JsonPath, keys: ChatKeys): TraceField[] {
  const [named] = stringPlaces(root, path, THOUGHT_KEYS);
  if (named !== undefined) return [fieldAt(named)];
  for (const key of DETAIL_KEYS) {
    const details = joined(partPlaces(root, [...path, key], true), '');
    if (details !== null) return [details];
  }
  // In Harmony's own messages the channel says what the content is.
  if (isAnalysis(valueAt(root, path))) return stringPlaces(root, path, [keys.content]).map((place) => fieldAt(place));
  return partPlaces(root, [...path, keys.content], true).map((place) => fieldAt(place));
}

function isAnalysis(message: JsonValue | undefined): boolean {
  return isJsonObject(message) && message.channel === 'analysis';
}

function isFinal(message: JsonValue | undefined): boolean {
  return isJsonObject(message) && message.channel === 'final';
}

/** True for thoughts that the provider only gave in a form that nobody can read. */
export function isRedacted(part: JsonValue | undefined): boolean {
  if (!isJsonObject(part)) return false;
  const { type } = part;
  if (type === 'redacted_thinking' || type === 'reasoning.encrypted') return true;
  return isThoughtPart(part) && part.redacted === true;
}

/** Whether a message holds thoughts that were redacted. */
function hasRedacted(message: JsonValue | undefined, keys: ChatKeys): boolean {
  if (!isJsonObject(message)) return false;
  return [message[keys.content], ...DETAIL_KEYS.map((key) => message[key])].some(
    (list) => isList(list) && list.some(isRedacted),
  );
}

const REDACTED: Problem = {
  code: 'thinking-redacted',
  message: 'Some or all of the thinking is redacted: the provider gave it only in a form that nobody can read.',
  severity: 'info',
};

function contentPlaces(root: JsonValue, path: JsonPath, keys: ChatKeys): TextPlace[] {
  const direct = stringPlaces(root, path, [keys.content]);
  return direct.length > 0 ? direct : partPlaces(root, [...path, keys.content], false);
}

/** What the message at `path` says besides its thoughts; empty when it says nothing. */
export function messageText(root: JsonValue, path: JsonPath, keys: ChatKeys): string {
  return joined(contentPlaces(root, path, keys), '\n')?.text ?? '';
}

/** What the thoughts of one message are, with its reply as the answer; empty when it has none of its own. */
export function messageDrafts(
  root: JsonValue,
  path: JsonPath,
  keys: ChatKeys,
): { readonly drafts: readonly DraftTrace[]; readonly problems: readonly Problem[] } {
  const thoughts = thoughtFields(root, path, keys);
  const content = contentPlaces(root, path, keys);
  const base = { question: null, referenceAnswer: null };
  const redacted = hasRedacted(valueAt(root, path), keys);
  if (thoughts.length === 0 && redacted && content.length > 0) {
    const hidden = { ...base, reasoning: { text: '', source: null }, answer: joined(content, '\n') };
    return { drafts: [hidden], problems: [REDACTED] };
  }
  if (thoughts.length > 0) {
    const answer = isAnalysis(valueAt(root, path)) ? null : joined(content, '\n');
    const last = thoughts.length - 1;
    return {
      drafts: thoughts.map((reasoning, i) => ({ ...base, reasoning, answer: i === last ? answer : null })),
      problems: redacted ? [REDACTED] : [],
    };
  }
  const tagged = content.find((place) => hasThinkTags(place.text));
  if (tagged === undefined) return { drafts: [], problems: [] };
  const { reasoning, answer, problems } = chainOf(tagged);
  return { drafts: [{ ...base, reasoning, answer }], problems };
}

/** A message read as one chain, for chats that keep no thoughts: its content is the reasoning. */
function plainDraft(root: JsonValue, path: JsonPath, keys: ChatKeys): DraftTrace | null {
  const [place] = contentPlaces(root, path, keys);
  if (place === undefined) return null;
  const { reasoning, answer } = chainOf(place);
  return { question: null, referenceAnswer: null, reasoning, answer };
}

/**
 * The traces of the chat at `path`: one for each assistant turn with thoughts, with the user's last words before it as the
 * question; when no turn has thoughts, the last assistant turn's content is read as the reasoning.
 */
export function chatDrafts(
  root: JsonValue,
  path: JsonPath,
  keys: ChatKeys,
): { readonly drafts: readonly DraftTrace[]; readonly problems: readonly Problem[]; readonly plain: boolean } {
  const messages = valueAt(root, path);
  if (!isList(messages)) return { drafts: [], problems: [], plain: false };
  const drafts: DraftTrace[] = [];
  const problems: Problem[] = [];
  let question: TraceField | null = null;
  let plain: DraftTrace | null = null;
  messages.forEach((message, i) => {
    const own = [...path, i];
    const role = roleOf(message, keys);
    if (USERS.has(role)) question = joined(contentPlaces(root, own, keys), '\n') ?? question;
    if (!ASSISTANTS.has(role)) return;
    const turn = messageDrafts(root, own, keys);
    problems.push(...turn.problems);
    turn.drafts.forEach((draft, part) => {
      const label = turn.drafts.length > 1 ? `turn ${i + 1}, part ${part + 1}` : `turn ${i + 1}`;
      drafts.push({ ...draft, label, question });
    });
    const unmarked = plainDraft(root, own, keys);
    if (unmarked !== null) plain = { ...unmarked, question };
    const before = drafts.at(-1);
    // The reply in the channel of its own belongs to the analysis before it.
    if (turn.drafts.length === 0 && isFinal(message) && before !== undefined && before.answer === null)
      drafts[drafts.length - 1] = { ...before, answer: joined(contentPlaces(root, own, keys), '\n') };
  });
  if (drafts.length > 0 || plain === null) return { drafts, problems, plain: false };
  return { drafts: [plain], problems, plain: true };
}

/** Gives the last draft the record's reference answer: earlier turns do not end in it. */
export function withReference(
  drafts: readonly DraftTrace[],
  referenceAnswer: TraceField | null,
): readonly DraftTrace[] {
  return drafts.map((draft, i) => (i === drafts.length - 1 ? { ...draft, referenceAnswer } : draft));
}
