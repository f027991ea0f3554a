import { BracketStack } from './bracket-stack.ts';
import type { CodeChunk } from './code-chunk.ts';
import type { CorpusFormat, CorpusProblem } from './types.ts';

/** Takes the records found, in order; `clear` drops all of them, when the format turns out to be another. */
export interface SpanSink {
  add(line: number, start: number, end: number): void;
  clear(): void;
}

type Mode = 'start' | 'lines' | 'values' | 'torn' | 'array' | 'after-array' | 'stopped';
type ElementState = 'expected' | 'open' | 'complete';

const LF = 10;
const CR = 13;
const QUOTE = 34;
const COMMA = 44;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const MAX_PROBLEMS = 100;

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === LF || code === CR;
}

/**
 * Finds the records of a corpus in one pass over chunks of any size, and tells the format from the content:
 * a first value that ends on its own line means JSON Lines, an object over several lines is one record
 * (more values may follow it), and an outermost array holds its elements as records.
 */
export class SpanScanner {
  private mode: Mode = 'start';
  private line = 1;
  private lineStart: number;
  private lineFirst = -1;
  private lineFirstCode = 0;
  private lastMark = -1;
  private lastMarkCode = 0;
  private previous = 0;
  private position: number;
  private inString = false;
  private escaped = false;
  private readonly stack = new BracketStack();
  private element: ElementState = 'expected';
  private valueStart = 0;
  private valueLine = 0;
  private openLine = 0;
  private closeLine = 0;
  private values = 0;
  private valueCount = 0;
  private stoppedInArray = false;
  private pending: number[] = [];
  private lineLike = 0;
  private afterComma = false;
  private readonly problems: CorpusProblem[] = [];
  private readonly sink: SpanSink;

  /** With `resumedLine` (1-based), the text goes on with that line of JSON Lines at `firstOffset`. */
  constructor(sink: SpanSink, firstOffset: number, resumedLine = 0) {
    this.sink = sink;
    this.position = firstOffset;
    this.lineStart = firstOffset;
    if (resumedLine > 0) this.mode = 'lines';
    if (resumedLine > 0) this.line = resumedLine;
  }

  feed(chunk: CodeChunk): void {
    let index = 0;
    while (index < chunk.length) {
      if (this.mode === 'stopped') index = chunk.length;
      else if (this.mode === 'lines' || this.mode === 'torn') index = this.feedLine(chunk, index);
      else {
        if (this.inString && !this.escaped) index = this.skipInString(chunk, index);
        if (index < chunk.length) this.step(chunk.at(index), this.position + index);
        index += 1;
      }
    }
    this.position += chunk.length;
  }

  /** The line of JSON Lines, but not the first, that the text so far stops in; null where the text is not known to be such. */
  openLineAt(): { readonly offset: number; readonly line: number } | null {
    return this.mode === 'lines' && this.line > 1 ? { offset: this.lineStart, line: this.line } : null;
  }

  end(): { readonly format: CorpusFormat; readonly problems: readonly CorpusProblem[] } {
    if (this.mode === 'lines') {
      this.finishLine(this.position, this.previous);
      return { format: 'jsonl', problems: this.problems };
    }
    if (this.mode === 'values' || this.mode === 'torn') return { format: this.endValues(), problems: this.problems };
    if (this.mode === 'array') {
      const where = this.element === 'expected' || this.element === 'complete' ? this.position : this.valueStart;
      if (this.element === 'complete') this.emitElement();
      this.report(
        'array-cut',
        'The array is cut: its closing bracket is missing, what follows the last whole element is left out.',
        where,
      );
    }
    const array = this.openLine > 0 && (this.mode === 'array' || this.mode === 'after-array');
    return {
      format: array || this.stoppedInArray ? 'json-array' : this.values > 0 ? 'json-object' : 'jsonl',
      problems: this.problems,
    };
  }

  private report(code: string, message: string, offset: number): void {
    if (this.problems.length >= MAX_PROBLEMS) return;
    this.problems.push({ code, message, severity: 'warning', line: this.line, offset });
  }

  /** Takes the rest of the current line, as far as the chunk has it; gives the index to go on from. */
  private feedLine(chunk: CodeChunk, from: number): number {
    const feed = chunk.lineFeedFrom(from);
    const stop = feed < 0 ? chunk.length : feed;
    for (let i = from; this.lineFirst < 0 && i < stop; i += 1) {
      const code = chunk.at(i);
      if (isBlank(code)) continue;
      this.lineFirst = this.position + i;
      this.lineFirstCode = code;
    }
    if (stop > from) this.previous = chunk.at(stop - 1);
    if (this.mode === 'torn') this.markLast(chunk, from, stop);
    if (feed < 0) return chunk.length;
    this.finishLine(this.position + feed, this.previous);
    return feed + 1;
  }

  private markLast(chunk: CodeChunk, from: number, stop: number): void {
    for (let i = stop - 1; i >= from; i -= 1) {
      const code = chunk.at(i);
      if (isBlank(code)) continue;
      this.lastMark = this.position + i;
      this.lastMarkCode = code;
      return;
    }
  }

  /** Ends the current line at `feed`, the offset of its line feed or of the end of the text. */
  private finishLine(feed: number, previous: number): void {
    if (this.lineFirst >= 0) {
      const end = previous === CR ? feed - 1 : feed;
      if (this.mode === 'lines') this.sink.add(this.line, this.lineStart, end);
      else this.keepLine(end);
    }
    this.line += 1;
    this.lineStart = feed + 1;
    this.lineFirst = -1;
    this.previous = 0;
    if (this.mode === 'torn' && this.lineLike > 0) this.becomeLines();
  }

  /** While it is not known whether lines or whole values are the records, the lines are kept too. */
  private keepLine(end: number): void {
    const last = this.lastMarkCode;
    const whole = last !== COMMA && last !== OPEN_OBJECT && last !== OPEN_ARRAY;
    if (this.pending.length > 0 && this.lineFirst === this.lineStart && this.lineFirstCode === OPEN_OBJECT && whole)
      this.lineLike += 1;
    this.pending.push(this.line, this.lineStart, end);
  }

  private becomeLines(): void {
    this.sink.clear();
    this.values = 0;
    this.problems.length = 0;
    for (let i = 0; i + 2 < this.pending.length; i += 3) {
      this.sink.add(this.pending[i] ?? 0, this.pending[i + 1] ?? 0, this.pending[i + 2] ?? 0);
    }
    this.pending = [];
    this.mode = 'lines';
  }

  private step(code: number, at: number): void {
    if (code === LF) {
      this.lineFeed(at);
      return;
    }
    this.previous = code;
    if (this.inString) this.stringCode(code, at);
    else if (!isBlank(code)) this.mark(code, at);
  }

  private skipInString(chunk: CodeChunk, from: number): number {
    const mark = chunk.stringMarkFrom(from);
    if (mark === from) return from;
    this.previous = chunk.at(mark - 1);
    this.lastMark = this.position + mark - 1;
    this.lastMarkCode = this.previous;
    return mark;
  }

  private stringCode(code: number, at: number): void {
    this.lastMark = at;
    this.lastMarkCode = code;
    if (this.escaped) this.escaped = false;
    else if (code === BACKSLASH) this.escaped = true;
    else if (code === QUOTE) {
      this.inString = false;
      if (this.mode === 'array' && this.stack.depth === 1) this.element = 'complete';
    }
  }

  private mark(code: number, at: number): void {
    if (this.lineFirst < 0) {
      this.lineFirst = at;
      this.lineFirstCode = code;
    }
    if (this.mode === 'start') this.begin(code, at);
    else if (this.mode === 'values') this.valueMark(code, at);
    else if (this.mode === 'array') this.arrayMark(code, at);
    else if (this.mode === 'after-array') this.markAfterArray(at);
    this.lastMark = at;
    this.lastMarkCode = code;
  }

  private begin(code: number, at: number): void {
    this.openLine = this.line;
    if (code === OPEN_ARRAY) {
      this.mode = 'array';
      this.stack.push(code);
    } else if (code === OPEN_OBJECT) {
      this.mode = 'values';
      this.valueMark(code, at);
    } else this.mode = 'lines';
  }

  private lineFeed(at: number): void {
    if (this.inString) {
      this.inString = false;
      this.escaped = false;
      if (this.mode === 'values') this.tear(at);
      else this.breakInString(at);
      if (this.mode === 'stopped') return;
    }
    if (this.mode === 'values' && this.values > 0 && this.closeLine === this.openLine) {
      this.finishLine(at, this.previous);
      this.becomeLines();
      return;
    }
    if (this.mode === 'array' || this.mode === 'after-array') {
      if (this.line === this.openLine) this.pending = [this.line, this.lineStart, this.previous === CR ? at - 1 : at];
      this.line += 1;
      this.lineStart = at + 1;
      this.lineFirst = -1;
      this.previous = 0;
      return;
    }
    this.finishLine(at, this.previous);
  }

  private breakInString(at: number): void {
    if (this.line === this.openLine && this.valueCount === 0) {
      this.finishLineLater(at);
      return;
    }
    this.stopArray(
      'array-broken',
      'A string is not closed on its line: the elements before it are read, the rest of the array is not.',
      this.valueStart,
    );
  }

  /** An outermost bracket whose first string is cut at the line's end was a broken first line of JSON Lines. */
  private finishLineLater(at: number): void {
    this.pending = [this.line, this.lineStart, this.previous === CR ? at - 1 : at];
    this.becomeLines();
    this.lineFirst = -1;
  }

  private valueMark(code: number, at: number): void {
    const { stack } = this;
    if (stack.depth === 0 && code !== OPEN_OBJECT && code !== OPEN_ARRAY) {
      if (this.closeLine === this.openLine) return;
      this.report('text-after-end', 'Text follows the end of the JSON value; it is left out.', at);
      this.mode = 'stopped';
    } else if (code === QUOTE) this.inString = true;
    else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      if (stack.depth === 0) {
        this.valueStart = at;
        this.valueLine = this.line;
      }
      stack.push(code);
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      if (!stack.pop(code)) this.tear(at);
      else if (stack.depth === 0) {
        this.values += 1;
        this.closeLine = this.values === 1 ? this.line : this.closeLine;
        this.sink.add(this.valueLine, this.valueStart, at + 1);
      }
    }
  }

  private tear(at: number): void {
    if (this.values > 0 && this.closeLine !== this.openLine) {
      this.report(
        'value-broken',
        'This value is broken: the values before it are read, the rest of the file is not.',
        at,
      );
      this.mode = 'stopped';
    } else if (this.values === 0) this.mode = 'torn';
  }

  private endValues(): CorpusFormat {
    const oneLine = this.pending.length === 0 || (this.pending.length === 3 && this.lineFirst < 0);
    const unclosed = this.mode === 'torn' || this.stack.depth > 0;
    if (this.values > 0 && this.closeLine !== this.openLine) {
      if (unclosed) this.report('value-cut', 'The last value is cut and left out.', this.valueStart);
      return 'json-object';
    }
    this.finishLine(this.position, this.previous);
    if (this.mode === 'lines') return 'jsonl';
    if (oneLine || this.values > 0 || this.lineLike > 0) {
      this.becomeLines();
      return 'jsonl';
    }
    this.sink.add(this.valueLine, this.valueStart, this.lastMark + 1);
    this.values = 1;
    return 'json-object';
  }

  private arrayMark(code: number, at: number): void {
    const { stack } = this;
    if (stack.depth > 1) this.insideElement(code, at);
    else if (code === COMMA) {
      if (this.element === 'expected') this.report('empty-element', 'A comma stands where an element is expected.', at);
      else this.emitElement();
      this.element = 'expected';
      this.afterComma = true;
    } else if (code === CLOSE_ARRAY) {
      if (this.element !== 'expected') this.emitElement();
      else if (this.afterComma)
        this.report('trailing-comma', 'A comma stands before the closing bracket of the array.', at);
      this.closeLine = this.line;
      this.mode = 'after-array';
    } else if (code === CLOSE_OBJECT) {
      if (this.element !== 'expected') this.emitElement();
      this.stopArray(
        'array-broken',
        'A closing brace has no opening one: the elements before it are read, the rest of the array is not.',
        at,
      );
    } else this.startOrGoOn(code, at);
  }

  private startOrGoOn(code: number, at: number): void {
    if (this.element === 'complete') {
      this.report('missing-comma', 'Two elements of the array stand side by side without a comma.', at);
      this.emitElement();
      this.element = 'expected';
    }
    const starts = this.element === 'expected';
    if (starts) {
      this.valueStart = at;
      this.valueLine = this.line;
      this.element = 'open';
    }
    if (code === QUOTE) this.inString = true;
    else if (code === OPEN_OBJECT || code === OPEN_ARRAY) this.stack.push(code);
  }

  private insideElement(code: number, at: number): void {
    if (code === QUOTE) this.inString = true;
    else if (code === OPEN_OBJECT || code === OPEN_ARRAY) this.stack.push(code);
    else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      if (!this.stack.pop(code)) {
        this.stopArray(
          'array-broken',
          'The brackets of this element do not match: the elements before it are read, the rest of the array is not.',
          at,
        );
      } else if (this.stack.depth === 1) this.element = 'complete';
    }
  }

  private emitElement(): void {
    this.valueCount += 1;
    this.sink.add(this.valueLine, this.valueStart, this.lastMark + 1);
    this.afterComma = false;
  }

  private stopArray(code: string, message: string, at: number): void {
    this.report(code, message, at);
    this.stoppedInArray = true;
    this.mode = 'stopped';
  }

  private markAfterArray(at: number): void {
    if (this.closeLine !== this.openLine) {
      this.stopArray('text-after-end', 'Text follows the end of the array; it is left out.', at);
    } else if (this.line !== this.openLine) {
      this.becomeLines();
    } else if (this.problems.at(-1)?.code !== 'text-after-end')
      this.report('text-after-end', 'Text follows the end of the array; it is left out.', at);
  }
}
