import type { JsonValue } from '../base/json.ts';
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
  /** The model thought, but (a part of) it came encrypted or not at all. */
  readonly reasoningHidden: boolean;
  readonly refusal: string;
  readonly finishReason: string | undefined;
  readonly model: string | undefined;
  readonly usage: CompletionUsage | undefined;
}

/** Collects a reply. */
export interface ReplyReader {
  /** Takes one body or event: 'done' after the last event, 'odd' when it is no part of a chat reply, or the server's error. */
  add(value: JsonValue): 'ok' | 'done' | 'odd' | ServerError;
  soFar(): ReplySoFar;
}

/** What a reader has put together; its fields are for the reader to set. */
export class ReplyDraft {
  reasoningHidden = false;
  refusal = '';
  finishReason: string | undefined;
  model: string | undefined;
  usage: CompletionUsage | undefined;
  readonly #text: string[] = [];
  readonly #reasoning: string[] = [];
  readonly #onText: OnText | undefined;

  constructor(onText: OnText | undefined) {
    this.#onText = onText;
  }

  take(delta: string, kind: 'text' | 'reasoning'): void {
    if (delta === '') return;
    (kind === 'text' ? this.#text : this.#reasoning).push(delta);
    this.#onText?.(delta, kind);
  }

  /** The reply, with the thinking that stands inside its text taken out. */
  soFar(): ReplySoFar {
    const split = splitThinking(this.#text.join(''));
    const parts = [this.#reasoning.join(''), split.reasoning].filter((part) => part !== '');
    const { reasoningHidden, refusal, finishReason, model, usage } = this;
    return { text: split.text, reasoning: parts.join('\n'), reasoningHidden, refusal, finishReason, model, usage };
  }
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
