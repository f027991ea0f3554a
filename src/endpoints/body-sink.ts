import type { JsonValue } from '../base/json.ts';
import type { EndpointError } from './errors.ts';
import { type FailureContext, failure, inBandFailure } from './failures.ts';
import type { BodySink } from './http.ts';
import { createReplyReader, type ReplySoFar } from './reply.ts';
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
  const reply = createReplyReader(onText);
  const sse = createSseParser();
  let mode: 'unknown' | 'json' | 'stream' = 'unknown';
  let head = '';
  const body: string[] = [];
  let size = 0;
  let done = false;
  let events = 0;

  const malformed = (said: string): EndpointError =>
    failure('malformed', context, { said, partial: partialOf(reply.soFar()) });

  const take = (value: JsonValue, raw: string): void => {
    const outcome = reply.add(value);
    if (outcome === 'odd') throw malformed(raw.slice(0, 2000));
    if (outcome !== 'ok') throw inBandFailure(outcome, context, partialOf(reply.soFar()));
  };
  const takeEvents = (list: readonly ServerSentEvent[]): void => {
    for (const { event, data } of list) {
      if (done) return;
      events += 1;
      if (data.trim() === '[DONE]') done = true;
      else if (event !== 'ping' && data.trim() !== '') take(parse(data, malformed), data);
    }
  };

  const push = (text: string): boolean => {
    if (mode === 'unknown') {
      head += text;
      const first = head.trimStart();
      if (first === '') return false;
      mode = first.startsWith('{') || first.startsWith('[') || first.startsWith('<') ? 'json' : 'stream';
      text = head;
    }
    if (mode === 'stream') takeEvents(sse.push(text));
    else {
      body.push(text);
      size += text.length;
      if (size > BODY_LIMIT) throw new RangeError('body too long');
    }
    return done;
  };

  return {
    push,
    end() {
      if (mode === 'stream') {
        if (!done) {
          const last = sse.end();
          takeEvents(last.events);
          if (events === 0) throw malformed(last.rest === '' ? head : last.rest);
        }
        const soFar = reply.soFar();
        if (!done && soFar.finishReason === undefined) throw failure('cut', context, { partial: partialOf(soFar) });
      } else if (mode === 'json') {
        const text = body.join('');
        take(parse(text, malformed), text);
      }
      return reply.soFar();
    },
    partial: () => partialOf(reply.soFar()),
  };
}

function partialOf(reply: ReplySoFar): { text: string; reasoning: string } {
  return { text: reply.text, reasoning: reply.reasoning };
}

function parse(text: string, malformed: (said: string) => EndpointError): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    const title = /<title[^<>]{0,200}>([^<]{1,300})/i.exec(text.slice(0, 20_000))?.[1];
    throw malformed(title ?? text.slice(0, 2000));
  }
}
