import type { JsonObject, JsonValue } from '../base/json.ts';
import { isJsonObject } from '../base/json.ts';
import { splitThinking } from './think-tags.ts';
import type { CompletionUsage, OnText } from './types.ts';

/** An error that a server put into a body or into its stream. */
export interface ServerError {
  readonly message: string;
  /** Numeric status inside the body, where there is one. */
  readonly status?: number;
  readonly code?: string;
}

/** A reply put together from one body or from many stream events. */
export interface ReplySoFar {
  readonly text: string;
  readonly reasoning: string;
  readonly refusal: string;
  readonly finishReason: string | undefined;
  readonly model: string | undefined;
  readonly usage: CompletionUsage | undefined;
}

/** Collects a reply. */
export interface ReplyReader {
  /** Takes one body or event: 'ok', 'odd' when it is no part of a chat reply, or the server's error. */
  add(value: JsonValue): 'ok' | 'odd' | ServerError;
  soFar(): ReplySoFar;
}

/** A reader for chat bodies and stream events of OpenAI-compatible servers, whatever field holds the reasoning. */
export function createReplyReader(onText?: OnText): ReplyReader {
  const text: string[] = [];
  const reasoning: string[] = [];
  let refusal = '';
  let finishReason: string | undefined;
  let model: string | undefined;
  let usage: CompletionUsage | undefined;

  const take = (delta: string, kind: 'text' | 'reasoning'): void => {
    if (delta === '') return;
    (kind === 'text' ? text : reasoning).push(delta);
    onText?.(delta, kind);
  };

  const takeChoice = (choice: JsonObject): void => {
    if (typeof choice.finish_reason === 'string') finishReason = choice.finish_reason;
    if (typeof choice.text === 'string') take(choice.text, 'text');
    const message = isJsonObject(choice.delta) ? choice.delta : choice.message;
    if (!isJsonObject(message)) return;
    take(reasoningOf(message), 'reasoning');
    const content = contentOf(message.content);
    take(content.reasoning, 'reasoning');
    take(content.text, 'text');
    refusal += (typeof message.refusal === 'string' ? message.refusal : '') + content.refusal;
  };

  return {
    add(value) {
      const error = serverErrorOf(value);
      if (error !== undefined) return error;
      if (!isJsonObject(value)) return 'odd';
      const choices = value.choices;
      if (!Array.isArray(choices)) return isJsonObject(value.usage) ? 'ok' : 'odd';
      if (typeof value.model === 'string' && value.model !== '') model = value.model;
      usage = usageOf(value.usage) ?? usage;
      for (const choice of choices.slice(0, 1)) if (isJsonObject(choice)) takeChoice(choice);
      return 'ok';
    },
    soFar() {
      const split = splitThinking(text.join(''));
      const parts = [reasoning.join(''), split.reasoning].filter((part) => part !== '');
      return { text: split.text, reasoning: parts.join('\n'), refusal, finishReason, model, usage };
    },
  };
}

/** The error object of a body or event, in the forms that servers use; undefined when there is none. */
export function serverErrorOf(value: JsonValue | undefined): ServerError | undefined {
  if (!isJsonObject(value)) return undefined;
  const error = value.error;
  if (typeof error === 'string') return { message: error };
  if (isJsonObject(error)) {
    const code = error.code ?? error.type;
    const status = [error.code, error.status, error.status_code].find((one) => typeof one === 'number');
    return {
      message: firstString(error.message, value.message) ?? JSON.stringify(error),
      ...(typeof status === 'number' ? { status } : {}),
      ...(typeof code === 'string' ? { code } : {}),
    };
  }
  if (Array.isArray(value.choices)) return undefined;
  const message = firstString(value.message, value.detail, value.error_message);
  if (message !== undefined && value.choices === undefined) {
    const code = value.code;
    return { message, ...(typeof code === 'number' ? { status: code } : {}) };
  }
  return value.detail === undefined ? undefined : { message: JSON.stringify(value.detail) };
}

function firstString(...values: readonly (JsonValue | undefined)[]): string | undefined {
  return values.find((value): value is string => typeof value === 'string' && value !== '');
}

/** The first filled reasoning field; servers that fill two put the same words into both. */
function reasoningOf(message: JsonObject): string {
  for (const name of ['reasoning_content', 'reasoning', 'thinking', 'reasoning_details', 'thinking_blocks']) {
    const found = wordsOf(message[name]);
    if (found !== '') return found;
  }
  return '';
}

/** Text of a string, of an object with a text-like field, or of a list of these. */
function wordsOf(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(wordsOf).join('');
  if (!isJsonObject(value)) return '';
  for (const name of ['text', 'thinking', 'content', 'summary']) {
    const found = wordsOf(value[name]);
    if (found !== '') return found;
  }
  return '';
}

function contentOf(content: JsonValue | undefined): { text: string; reasoning: string; refusal: string } {
  const out = { text: '', reasoning: '', refusal: '' };
  if (typeof content === 'string') out.text = content;
  if (!Array.isArray(content)) return out;
  for (const part of content as readonly JsonValue[]) {
    if (typeof part === 'string') out.text += part;
    if (!isJsonObject(part)) continue;
    const type = part.type;
    if (type === 'thinking' || type === 'reasoning') out.reasoning += wordsOf(part);
    else if (type === 'refusal') out.refusal += wordsOf(part.refusal);
    else out.text += wordsOf(part.text);
  }
  return out;
}

function usageOf(value: JsonValue | undefined): CompletionUsage | undefined {
  if (!isJsonObject(value)) return undefined;
  const details = value.completion_tokens_details;
  const input = value.prompt_tokens;
  const output = value.completion_tokens;
  const thought = isJsonObject(details) ? details.reasoning_tokens : undefined;
  return {
    ...(typeof input === 'number' ? { inputTokens: input } : {}),
    ...(typeof output === 'number' ? { outputTokens: output } : {}),
    ...(typeof thought === 'number' ? { reasoningTokens: thought } : {}),
  };
}
