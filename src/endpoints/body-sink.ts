import type { JsonValue } from '../base/json.ts';
import type { EndpointError } from './errors.ts';
import { type FailureContext, failure, inBandFailure } from './failures.ts';
import type { BodySink } from './http.ts';
import { createReplyReader, type ReplyReader, type ReplySoFar } from './reply.ts';
import { createSseParser, type ServerSentEvent } from './sse.ts';
import type { OnText } from './types.ts';

/** Most characters of a body that is not a stream. */
const BODY_LIMIT = 64 * 1024 * 1024;

/**
 * Reads a chat reply from a body, be it one JSON object or an event stream; told apart by the first character and not by
 * the asked mode or the content type, since servers and proxies get both wrong. `end` throws an `EndpointError` for
 * anything that is no whole chat reply.
 */
export function createChatSink(context: FailureContext, onText?: OnText): BodySink<ReplySoFar> {
  return new ChatSink(context, onText);
}

class ChatSink implements BodySink<ReplySoFar> {
  readonly #context: FailureContext;
  readonly #reply: ReplyReader;
  readonly #sse = createSseParser();
  #mode: 'unknown' | 'json' | 'stream' = 'unknown';
  /** The body before its first character is known, later the whole of a body that is no stream. */
  #body: string[] = [];
  #size = 0;
  #done = false;
  #events = 0;

  constructor(context: FailureContext, onText: OnText | undefined) {
    this.#context = context;
    this.#reply = createReplyReader(onText);
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

  end(): ReplySoFar {
    if (this.#mode === 'json') {
      const text = this.#body.join('');
      this.#take(text);
    }
    if (this.#mode === 'stream') this.#endStream();
    return this.#reply.soFar();
  }

  partial(): { readonly text: string; readonly reasoning: string } {
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
    if (this.#events === 0) throw this.#malformed(last.rest === '' ? this.#body.join('') : last.rest);
    if (!this.#done && this.#reply.soFar().finishReason === undefined) {
      throw failure('cut', this.#context, { partial: this.partial() });
    }
  }

  #take(text: string): void {
    let value: JsonValue;
    try {
      value = JSON.parse(text) as JsonValue;
    } catch {
      throw this.#malformed(text);
    }
    const outcome = this.#reply.add(value);
    if (outcome === 'odd') throw this.#malformed(text);
    if (outcome !== 'ok') throw inBandFailure(outcome, this.#context, this.partial());
  }

  #malformed(text: string): EndpointError {
    const title = /<title[^<>]{0,200}>([^<]{1,300})/i.exec(text.slice(0, 20_000))?.[1];
    return failure('malformed', this.#context, { said: title ?? text.slice(0, 2000), partial: this.partial() });
  }
}
