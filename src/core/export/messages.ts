import { isJsonObject, type JsonPath, type JsonValue, valueAt } from '../../base/json.ts';
import type { FieldSource } from '../model/trace.ts';
import {
  type ChatKeys,
  chatShare,
  messageDrafts,
  messageText,
  OPENAI_KEYS,
  SHAREGPT_KEYS,
} from '../readers/shared/chat.ts';
import { placeFor, type Reply, replyOf, type ThoughtPlace, thoughtsOption, withThoughts } from './thoughts.ts';
import type { Chain, ExportOption, ExportTrace, ExportValues } from './types.ts';

/** A message of a chat, in the layout of OpenAI-like chats. */
export type ChatMessage = { readonly role: 'system' | 'user'; readonly content: string } | Reply;

/** What stands before a reply, or why that cannot be said. */
export type ContextReading =
  | { readonly kind: 'context'; readonly context: readonly ChatMessage[]; readonly warnings: readonly string[] }
  | { readonly kind: 'skipped'; readonly reason: string };

/** A chat that ends with the assistant's reply, or why there is none. */
export type ChatReading =
  | {
      readonly kind: 'chat';
      readonly context: readonly ChatMessage[];
      readonly reply: Reply;
      readonly warnings: readonly string[];
    }
  | { readonly kind: 'skipped'; readonly reason: string };

/** Written in the option `system` for chats without a system prompt. */
const NO_SYSTEM = '-';
const TOOLS = 'The chat uses tools, for which the format has no place.';
export const THOUGHTS_DROPPED =
  'Earlier turns of a chat stand without their thoughts, as chat templates show them; each turn has a row of its own.';
export const THOUGHTS_KEPT =
  'Rows hold the thoughts of earlier turns; the chat templates of Qwen3 and DeepSeek-R1 take those out, in training too.';

const ROLES: Readonly<Record<string, 'system' | 'user' | 'assistant'>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  gpt: 'assistant',
  model: 'assistant',
  ai: 'assistant',
  bot: 'assistant',
  chatgpt: 'assistant',
  chatbot: 'assistant',
};

/** The options of formats with chats: `thoughts`, `system` and `turns`. */
export function chatOptions(places: readonly ThoughtPlace[]): readonly ExportOption[] {
  return [
    thoughtsOption(places),
    {
      id: 'system',
      title: 'System prompt',
      summary: `a system prompt for every row; nothing: that of the record; "${NO_SYSTEM}": none`,
      kind: 'text',
      default: '',
    },
    {
      id: 'turns',
      title: 'Turns of a chat',
      summary: 'what becomes of chats with several turns of the model',
      kind: 'choice',
      default: 'each',
      choices: [
        { id: 'each', title: 'a row for each turn, earlier turns without thoughts' },
        { id: 'whole', title: 'a row for the whole chat, earlier turns with their thoughts' },
      ],
    },
  ];
}

/** The chat of a trace, its last turn having the reasoning of `chain` (the trace's own unless given). */
export function chatOf(trace: ExportTrace, options: ExportValues, chain: Chain = trace): ChatReading {
  const before = contextOf(trace, options);
  if (before.kind === 'skipped') return before;
  const answer = replyOf(trace, chain, options.thoughts as ThoughtPlace);
  if (answer.kind === 'skipped') return answer;
  return { kind: 'chat', context: before.context, reply: answer.reply, warnings: before.warnings };
}

/** System prompt, earlier turns and question of a trace; the last message is not the assistant's unless the record's is. */
export function contextOf(trace: ExportTrace, options: ExportValues): ContextReading {
  const whole = options.turns === 'whole';
  const { target, before } = earlierOf(trace);
  if (target !== null && usesTools(target.list[target.index])) return skipped(TOOLS);
  if (whole && target?.list.slice(target.index + 1).some((each) => roleOf(each, target.keys) === 'assistant'))
    return skipped('A turn that the row of a later one holds.');
  const turns = before.length > 0 ? chatTurns(trace.record, before) : plainTurns(trace);
  if (turns === null) return skipped(TOOLS);
  if (!turns.some(({ role, said }) => role === 'user' && said.trim() !== '')) return skipped('No question.');
  if (isSilent(turns.at(-1))) return skipped('The message before the reply is empty.');
  const place = placeFor(trace, options.thoughts as ThoughtPlace);
  const thinking = turns.some(({ thoughts }) => thoughts !== '') && place !== 'none';
  const shown = turns.filter((turn) => !isSilent(turn) || (whole && turn.thoughts !== ''));
  const messages = shown.map((turn) => messageOf(turn, whole ? place : 'none'));
  const warnings = thinking ? [whole ? THOUGHTS_KEPT : THOUGHTS_DROPPED] : [];
  return { kind: 'context', context: withSystem(messages, trace.record, String(options.system)), warnings };
}

interface Turn {
  readonly role: 'system' | 'user' | 'assistant';
  readonly said: string;
  /** Empty for none. */
  readonly thoughts: string;
}

function isSilent(turn: Turn | undefined): boolean {
  return turn === undefined || turn.said.trim() === '';
}

function skipped(reason: string): { readonly kind: 'skipped'; readonly reason: string } {
  return { kind: 'skipped', reason };
}

function messageOf({ role, said, thoughts }: Turn, place: Exclude<ThoughtPlace, 'auto'>): ChatMessage {
  if (role !== 'assistant') return { role, content: said };
  return thoughts === '' ? { role, content: said } : withThoughts(thoughts, said, place);
}

function withSystem(messages: readonly ChatMessage[], record: JsonValue, wanted: string): readonly ChatMessage[] {
  const others = messages.filter(({ role }) => role !== 'system');
  if (wanted === NO_SYSTEM) return others;
  if (wanted.trim() !== '') return [{ role: 'system', content: wanted }, ...others];
  if (others.length < messages.length) return messages;
  const own = isJsonObject(record) ? (record.system ?? record.system_prompt) : undefined;
  return typeof own === 'string' && own.trim() !== '' ? [{ role: 'system', content: own }, ...others] : others;
}

/** A message's place in a list of messages. */
interface Place {
  readonly path: JsonPath;
  readonly list: readonly JsonValue[];
  readonly keys: ChatKeys;
  readonly index: number;
}

/** The message in which a field stands; null where it stands in none. */
function placeOf(source: FieldSource | null | undefined, record: JsonValue): Place | null {
  const path = source?.path ?? [];
  for (let end = 0; end < path.length; end += 1) {
    const index = path[end];
    const list = typeof index === 'number' ? valueAt(record, path.slice(0, end)) : undefined;
    if (typeof index !== 'number' || !Array.isArray(list)) continue;
    const messages = list as readonly JsonValue[];
    const keys = [OPENAI_KEYS, SHAREGPT_KEYS].find((each) => chatShare(messages, each) > 0.5);
    if (keys !== undefined) return { path: path.slice(0, end), list: messages, keys, index };
  }
  return null;
}

/** The message of the trace, and the messages before it, which may stand in a list of their own (`prompt`). */
function earlierOf({ trace, record }: ExportTrace): {
  readonly target: Place | null;
  readonly before: readonly Place[];
} {
  const target = placeOf(trace.reasoning.source, record) ?? placeOf(trace.answer?.source, record);
  const asked = placeOf(trace.question?.source, record);
  const until = (place: Place, end: number) => place.list.slice(0, end).map((_each, index) => ({ ...place, index }));
  const own = target === null ? [] : until(target, target.index);
  const hasUser = own.some(({ list, keys, index }) => roleOf(list[index], keys) === 'user');
  if (asked === null || hasUser) return { target, before: own };
  return { target, before: [...until(asked, asked.index + 1), ...own] };
}

/** The turns of messages; null where one of them calls a tool or is a tool's result. */
function chatTurns(record: JsonValue, places: readonly Place[]): readonly Turn[] | null {
  const turns: Turn[] = [];
  for (const place of places) {
    const message = place.list[place.index];
    const role = roleOf(message, place.keys);
    if (role === null || usesTools(message)) return null;
    turns.push(turnAt(record, role, place));
  }
  return turns;
}

function turnAt(record: JsonValue, role: Turn['role'], { path, index, keys }: Place): Turn {
  const own = [...path, index];
  const drafts = role === 'assistant' ? messageDrafts(record, own, keys).drafts : [];
  if (drafts.length === 0) return { role, said: messageText(record, own, keys), thoughts: '' };
  const thoughts = drafts.map(({ reasoning }) => reasoning.text.trim()).join('\n\n');
  return { role, said: drafts.at(-1)?.answer?.text.trim() ?? '', thoughts };
}

/** The turns of a record that is no chat: Alpaca's `history` of pairs, and the question. */
function plainTurns({ question, record }: ExportTrace): readonly Turn[] {
  if (question === null) return [];
  const history = isJsonObject(record) && Array.isArray(record.history) ? (record.history as readonly JsonValue[]) : [];
  const turns = history.flatMap((pair): readonly Turn[] => {
    const [asked, said] = Array.isArray(pair) ? (pair as readonly JsonValue[]) : [];
    if (typeof asked !== 'string' || typeof said !== 'string') return [];
    return [
      { role: 'user', said: asked, thoughts: '' },
      { role: 'assistant', said, thoughts: '' },
    ];
  });
  return [...turns, { role: 'user', said: question, thoughts: '' }];
}

function roleOf(message: JsonValue | undefined, keys: ChatKeys): Turn['role'] | null {
  const role = isJsonObject(message) ? message[keys.role] : undefined;
  return typeof role === 'string' && Object.hasOwn(ROLES, role.toLowerCase())
    ? (ROLES[role.toLowerCase()] ?? null)
    : null;
}

/** Whether a message calls a tool or holds what one gave back: in a field (OpenAI), or in typed parts (Anthropic and others). */
function usesTools(message: JsonValue | undefined): boolean {
  if (!isJsonObject(message)) return false;
  const { tool_calls: calls, function_call: call, content } = message;
  if ((Array.isArray(calls) && calls.length > 0) || isJsonObject(call)) return true;
  const parts = Array.isArray(content) ? (content as readonly JsonValue[]) : [];
  return parts.some((part) => isJsonObject(part) && /^(?:tool|function)_/.test(String(part.type)));
}
