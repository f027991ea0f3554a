/**
 * Cuts a text into the pieces that an encoding's pattern gives. The transitions decide while bytes are ASCII; where they
 * do not decide alone they leave with an exit that `resolve` turns into the end of the piece.
 */
export interface Splitter {
  /** `state << 8 | byte` to the next state or, from `EXIT_HERE` on, an exit. State 0 is the start of a piece. */
  readonly transitions: Uint8Array;
  /** End of the piece that began at `start`, when the exit was taken on the byte at `at`. */
  resolve(exit: number, bytes: Uint8Array, start: number, at: number): number;
}

/** The piece ends before the byte that was looked at. */
export const EXIT_HERE = 16;
/** It ends one byte earlier than that. */
export const EXIT_BACK = 17;
/** An apostrophe follows letters. */
export const EXIT_APOSTROPHE = 18;
/** A white space other than a newline follows newlines. */
export const EXIT_NEWLINE_THEN_WHITE = 19;
/** The piece has to be found over code points, from its start. */
export const EXIT_SLOW = 20;

type ByteKind = 'lower' | 'upper' | 'digit' | 'blank' | 'tab' | 'newline' | 'slash' | 'apostrophe' | 'other';

/** Where each kind of byte leads from a state; a kind not named ends the piece, a non-ASCII byte takes the slow exit. */
export type StateRow = Readonly<Partial<Record<ByteKind | 'nonAscii' | 'end', number>>>;

/** The transitions of `rows`, whose index is the state; at most 16. */
export function buildTransitions(rows: readonly StateRow[]): Uint8Array {
  const transitions = new Uint8Array(16 << 8).fill(EXIT_HERE);
  rows.forEach((row, state) => {
    for (let byte = 0; byte < 256; byte++) {
      const target = byte < 0x80 ? row[kindOf(byte)] : byte === 0xff ? row.end : (row.nonAscii ?? EXIT_SLOW);
      if (target !== undefined) transitions[(state << 8) | byte] = target;
    }
  });
  return transitions;
}

/** The kinds that the patterns take for punctuation, all leading to `target`. */
export function punctuationTo(target: number): StateRow {
  return { slash: target, apostrophe: target, other: target };
}

function kindOf(byte: number): ByteKind {
  const char = String.fromCharCode(byte);
  if (char >= 'a' && char <= 'z') return 'lower';
  if (char >= 'A' && char <= 'Z') return 'upper';
  if (char >= '0' && char <= '9') return 'digit';
  if (char === '\r' || char === '\n') return 'newline';
  if (char === ' ') return 'blank';
  if (char === '\t' || char === '\v' || char === '\f') return 'tab';
  if (char === '/') return 'slash';
  return char === "'" ? 'apostrophe' : 'other';
}
