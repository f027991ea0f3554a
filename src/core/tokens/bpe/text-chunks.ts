/** Texts are worked on in chunks of about this many code units, which keeps the byte buffer small and in the cache. */
export const CHUNK_UNITS = 1 << 15;

/**
 * End of the chunk of `text` that starts at `from`: a place where every splitting pattern ends a piece, whatever comes
 * before and after. Such a place lies between a letter that is no mark's neighbour (ASCII or a CJK ideograph) and an
 * ASCII character that is no letter and no apostrophe, or a CJK comma or full stop. When there is none near, the chunk
 * grows until there is one or the text ends.
 */
export function chunkEnd(text: string, from: number): number {
  let searched = from;
  for (let size = CHUNK_UNITS; ; size *= 2) {
    const to = from + size;
    if (to >= text.length) return text.length;
    for (let at = to; at > searched; at--) {
      if (endsWord(text.charCodeAt(at)) && isPlainLetter(text.charCodeAt(at - 1))) return at;
    }
    searched = to;
  }
}

function isPlainLetter(code: number): boolean {
  const folded = code | 32;
  return (folded >= 97 && folded <= 122) || (code >= 0x4e00 && code <= 0x9fa5);
}

function endsWord(code: number): boolean {
  if (code < 0x80) {
    const folded = code | 32;
    return code !== 39 && !(folded >= 97 && folded <= 122);
  }
  return code === 0x3001 || code === 0x3002 || code === 0xff0c;
}
