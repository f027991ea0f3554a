const LF = 10;
const QUOTE = 34;
const BACKSLASH = 92;

/** A piece of the corpus as UTF-16 units or as UTF-8 bytes; only ASCII matters for finding records, so both read alike. */
export interface CodeChunk {
  readonly length: number;
  at(index: number): number;
  /** Index of the next line feed at or after `index`, or -1. */
  lineFeedFrom(index: number): number;
  /** Index of the next code at or after `index` that means something within a string: quote, backslash, line feed; else the length. */
  stringMarkFrom(index: number): number;
}

/** Bytes as a chunk. */
export function byteChunk(bytes: Uint8Array): CodeChunk {
  const { length } = bytes;
  return {
    length,
    at: (index) => bytes[index] ?? 0,
    lineFeedFrom: (index) => bytes.indexOf(LF, index),
    stringMarkFrom: (index) => {
      let i = index;
      for (; i < length; i += 1) {
        const code = bytes[i];
        if (code === QUOTE || code === BACKSLASH || code === LF) break;
      }
      return i;
    },
  };
}

/** A text as a chunk, from its code unit `first` on. */
export function textChunk(text: string, first: number): CodeChunk {
  return {
    length: text.length - first,
    at: (index) => text.charCodeAt(first + index),
    lineFeedFrom: (index) => {
      const at = text.indexOf('\n', first + index);
      return at < 0 ? -1 : at - first;
    },
    stringMarkFrom: (index) => {
      let i = first + index;
      for (; i < text.length; i += 1) {
        const code = text.charCodeAt(i);
        if (code === QUOTE || code === BACKSLASH || code === LF) break;
      }
      return i - first;
    },
  };
}
