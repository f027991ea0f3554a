import { END_GLYPH, markOf } from '../core/document/grammar.ts';
import type { Notation, ParsedDocument } from '../core/document/types.ts';
import type { Span } from '../core/model/span.ts';

/** A mark with its meaning, or an escape, at a document offset; null when there is none. */
export function notationAt(
  parsed: ParsedDocument,
  offset: number,
):
  | { readonly kind: 'mark'; readonly span: Span; readonly meaning: string }
  | { readonly kind: 'escape'; readonly span: Span }
  | null {
  const found = lastAtOrBefore(parsed.notation, offset);
  if (!found || offset >= found.span.end) return null;
  if (found.kind === 'escape') return { kind: 'escape', span: found.span };
  const glyph = parsed.documentText.charAt(found.span.start);
  if (glyph === END_GLYPH) return { kind: 'mark', span: found.span, meaning: 'The step ends exactly here.' };
  return { kind: 'mark', span: found.span, meaning: markOf(glyph)?.mark.meaning ?? '' };
}

function lastAtOrBefore(notation: readonly Notation[], offset: number): Notation | undefined {
  let low = 0;
  let high = notation.length - 1;
  let found: Notation | undefined;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const each = notation[middle];
    if (each && each.span.start <= offset) {
      found = each;
      low = middle + 1;
    } else high = middle - 1;
  }
  return found;
}
