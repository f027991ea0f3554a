import type { Span } from '../../model/span.ts';
import { trimSpan } from './fields.ts';

/** Marks that templates write behind a turn. */
const TURN_ENDS = [
  '<|im_end|>',
  '<|eot_id|>',
  '<|end_of_text|>',
  '<|endoftext|>',
  '<|return|>',
  '<|end|>',
  '</s>',
  '<s>',
  '<end_of_turn>',
  '<eos>',
  '<｜end▁of▁sentence｜>',
] as const;
const MOST_ENDS = 4;

/** A trimmed span without the marks of a template at its end. */
export function withoutEndMarks(text: string, span: Span): Span {
  let left = span;
  for (let i = 0; i < MOST_ENDS; i += 1) {
    const { start, end } = left;
    const mark = TURN_ENDS.find((each) => end - each.length >= start && text.endsWith(each, end));
    if (mark === undefined) return left;
    left = trimSpan(text, { start, end: end - mark.length });
  }
  return left;
}
