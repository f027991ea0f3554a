/** Most characters that one event may have before the stream counts as malformed. */
const EVENT_LIMIT = 16 * 1024 * 1024;

/** One server-sent event. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
}

/** Reads server-sent events from text that comes in arbitrary pieces. */
export interface SseParser {
  /** Events that the new text completes. Throws RangeError when an event passes 16 M characters. */
  push(text: string): ServerSentEvent[];
  /** The event that the end of the stream completes, and the text that belongs to none. */
  end(): { readonly events: ServerSentEvent[]; readonly rest: string };
}

/**
 * A parser after the WHATWG rules: lines end in \n, \r\n or \r; comments (":") are skipped; several data lines are joined by
 * \n. Unlike a browser it gives the last event also when the closing blank line is missing, as many servers omit it.
 */
export function createSseParser(): SseParser {
  let tail = '';
  let event = '';
  let data: string[] = [];
  let size = 0;
  let strange: string[] = [];

  const line = (text: string, out: ServerSentEvent[]): void => {
    if (text === '') {
      if (data.length > 0) out.push({ event, data: data.join('\n') });
      event = '';
      data = [];
      size = 0;
      return;
    }
    const colon = text.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? '' : text.slice(text[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') {
      data.push(value);
      size += value.length;
      if (size > EVENT_LIMIT) throw new RangeError('event too long');
    } else if (field === 'event') event = value;
    else if (field !== 'id' && field !== 'retry' && strange.length < 5) strange = [...strange, text.slice(0, 500)];
  };

  const lines = (text: string, atEnd: boolean): ServerSentEvent[] => {
    const out: ServerSentEvent[] = [];
    let from = 0;
    for (let i = 0; i < text.length; i += 1) {
      const char = text[i];
      if (char !== '\n' && char !== '\r') continue;
      // A \r at the end of a piece may be the first half of \r\n.
      if (char === '\r' && i + 1 === text.length && !atEnd) break;
      line(text.slice(from, i), out);
      if (char === '\r' && text[i + 1] === '\n') i += 1;
      from = i + 1;
    }
    tail = text.slice(from);
    if (tail.length > EVENT_LIMIT) throw new RangeError('event too long');
    return out;
  };

  let pieces: string[] = [];
  let held = 0;
  return {
    push(text) {
      // Pieces without a line end are only held, so that a drip of one long line is not read again and again.
      pieces.push(text);
      held += text.length;
      if (held > EVENT_LIMIT) throw new RangeError('event too long');
      if (!text.includes('\n') && !text.includes('\r')) return [];
      const all = tail + pieces.join('');
      pieces = [];
      held = 0;
      return lines(all, false);
    },
    end() {
      const all = tail + pieces.join('');
      const events = lines(all, true);
      if (tail !== '') line(tail, events);
      line('', events);
      return { events, rest: strange.join('\n') };
    },
  };
}
