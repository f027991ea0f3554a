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
  return new Parser();
}

class Parser implements SseParser {
  /** Text since the last line end, in the pieces in which it came, so that a drip of one long line is read once only. */
  #pieces: string[] = [];
  #held = 0;
  #event = '';
  #data: string[] = [];
  #size = 0;
  readonly #strange: string[] = [];

  push(text: string): ServerSentEvent[] {
    this.#hold(text);
    return text.includes('\n') || text.includes('\r') ? this.#readLines(false) : [];
  }

  end(): { events: ServerSentEvent[]; rest: string } {
    const events = this.#readLines(true);
    const tail = this.#pieces.join('');
    if (tail !== '') this.#readLine(tail, events);
    this.#readLine('', events);
    return { events, rest: this.#strange.join('\n') };
  }

  #hold(text: string): void {
    this.#pieces.push(text);
    this.#held += text.length;
    if (this.#held > EVENT_LIMIT) throw new RangeError('event too long');
  }

  #readLines(atEnd: boolean): ServerSentEvent[] {
    const text = this.#pieces.join('');
    const events: ServerSentEvent[] = [];
    let from = 0;
    for (let i = 0; i < text.length; i += 1) {
      const char = text[i];
      if (char !== '\n' && char !== '\r') continue;
      // A \r at the end of a piece may be the first half of \r\n.
      if (char === '\r' && i + 1 === text.length && !atEnd) break;
      this.#readLine(text.slice(from, i), events);
      if (char === '\r' && text[i + 1] === '\n') i += 1;
      from = i + 1;
    }
    this.#pieces = [];
    this.#held = 0;
    this.#hold(text.slice(from));
    return events;
  }

  #readLine(line: string, events: ServerSentEvent[]): void {
    if (line === '') {
      if (this.#data.length > 0) events.push({ event: this.#event, data: this.#data.join('\n') });
      this.#event = '';
      this.#data = [];
      this.#size = 0;
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') {
      this.#data.push(value);
      this.#size += value.length;
      if (this.#size > EVENT_LIMIT) throw new RangeError('event too long');
    } else if (field === 'event') this.#event = value;
    else if (field !== 'id' && field !== 'retry' && this.#strange.length < 5) this.#strange.push(line.slice(0, 500));
  }
}
