import type { JsonValue } from '../base/json.ts';
import type { EndpointError, PartialReply } from './errors.ts';
import { type FailureContext, failure, inBandFailure } from './failures.ts';
import type { BodySink } from './http.ts';
import { type ReplyReader, type ReplySoFar, serverErrorOf } from './reply.ts';
import { createSseParser, type ServerSentEvent } from './sse.ts';

/** Most characters of a body that is not a stream. */
const BODY_LIMIT = 64 * 1024 * 1024;

/** A chat reply as it came. */
export interface ReadReply extends ReplySoFar {
  /** It came as a stream of events. */
  readonly streamed: boolean;
}

/**
 * Reads a chat reply from a body, be it one JSON object or an event stream; told apart by the first character and not by
 * the asked mode or the content type, since servers and proxies get both wrong. `end` throws an `EndpointError` for
 * anything that is no whole chat reply.
 */
export function createChatSink(context: FailureContext, reader: ReplyReader): BodySink<ReadReply> {
  return new ChatSink(context, reader);
}

/** Reads a body that is one JSON value. `end` throws an `EndpointError` for anything else and for an error inside it. */
export function createJsonSink(context: FailureContext): BodySink<JsonValue> {
  const body: string[] = [];
  let size = 0;
  const none = { text: '', reasoning: '' };
  return {
    push(text) {
      body.push(text);
      size += text.length;
      if (size > BODY_LIMIT) throw new RangeError('body too long');
      return false;
    },
    end() {
      const text = body.join('');
      const value = parseJson(text);
      if (value === undefined) throw malformed(text, context, none);
      const error = Array.isArray(value) ? undefined : serverErrorOf(value);
      if (error !== undefined) throw inBandFailure(error, context, none);
      return value;
    },
    partial: () => none,
  };
}

/** The value, or undefined when the text is no JSON. */
function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** The error for a body that is no reply; quotes the title of a web page, else the beginning. */
function malformed(text: string, context: FailureContext, partial: PartialReply): EndpointError {
  const title = /<title[^<>]{0,200}>([^<]{1,300})/i.exec(text.slice(0, 20_000))?.[1];
  return failure('malformed', context, { said: title ?? text.slice(0, 2000), partial });
}

class ChatSink implements BodySink<ReadReply> {
  readonly #context: FailureContext;
  readonly #reply: ReplyReader;
  readonly #sse = createSseParser();
  #mode: 'unknown' | 'json' | 'stream' = 'unknown';
  /** The body before its first character is known, later the whole of a body that is no stream. */
  #body: string[] = [];
  #size = 0;
  #done = false;
  #events = 0;

  constructor(context: FailureContext, reader: ReplyReader) {
    this.#context = context;
    this.#reply = reader;
  }

  push(text: string): boolean {
    if (this.#mode === 'stream') this.#takeEvents(this.#sse.push(text));
    else {
      this.#body.push(text);
      this.#size += text.length;
      if (this.#size > BODY_LIMIT) throw new RangeError('body too long');
      if (this.#mode === 'unknown') this.#recognise(text);
    }
    return this.#done;
  }

  end(): ReadReply {
    if (this.#mode === 'json') {
      const text = this.#body.join('');
      this.#take(text);
    }
    if (this.#mode === 'stream') this.#endStream();
    return { ...this.#reply.soFar(), streamed: this.#mode === 'stream' };
  }

  partial(): PartialReply {
    const { text, reasoning } = this.#reply.soFar();
    return { text, reasoning };
  }

  #recognise(text: string): void {
    const first = text.trimStart()[0];
    if (first === undefined) return;
    this.#mode = '{[<'.includes(first) ? 'json' : 'stream';
    if (this.#mode === 'stream') this.#takeEvents(this.#sse.push(this.#body.join('')));
  }

  #takeEvents(events: readonly ServerSentEvent[]): void {
    for (const { event, data } of events) {
      if (this.#done) return;
      this.#events += 1;
      if (data.trim() === '[DONE]') this.#done = true;
      else if (event !== 'ping' && data.trim() !== '') this.#take(data);
    }
  }

  #endStream(): void {
    if (this.#done) return;
    const last = this.#sse.end();
    this.#takeEvents(last.events);
    if (this.#events === 0) {
      throw malformed(last.rest === '' ? this.#body.join('') : last.rest, this.#context, this.partial());
    }
    if (!this.#done && this.#reply.soFar().finishReason === undefined) {
      throw failure('cut', this.#context, { partial: this.partial() });
    }
  }

  #take(text: string): void {
    const value = parseJson(text);
    const outcome = value === undefined ? 'odd' : this.#reply.add(value);
    if (outcome === 'odd') throw malformed(text, this.#context, this.partial());
    if (outcome === 'done') this.#done = true;
    else if (outcome !== 'ok') throw inBandFailure(outcome, this.#context, this.partial());
  }
}
