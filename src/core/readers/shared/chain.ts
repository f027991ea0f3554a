import type { Problem } from '../../model/problem.ts';
import type { Span } from '../../model/span.ts';
import type { TraceField } from '../../model/trace.ts';
import { fieldAt, type TextPlace } from './fields.ts';
import { splitFinalAnswer } from './final-answer.ts';
import { splitBetween, splitThinking } from './think-tags.ts';

/** Reasoning and answer of one text, and the trouble met. */
export interface Chain {
  readonly reasoning: TraceField;
  readonly answer: TraceField | null;
  /** True when thinking marks part reasoning from answer. */
  readonly tagged: boolean;
  readonly problems: readonly Problem[];
}

const CUT: Problem = {
  code: 'thinking-cut',
  message: 'The thinking is never closed: the trace is cut and has no answer.',
  severity: 'warning',
};
const UNEVEN: Problem = {
  code: 'thinking-uneven',
  message:
    'The thinking marks are nested or do not pair: everything from the first to the last is read as the reasoning.',
  severity: 'info',
};

/**
 * Parts one text into reasoning and answer: by thinking marks where it has them, else by a final answer line,
 * else all of it is reasoning and the answer is null. Marks of one's own go before all others.
 */
export function chainOf(place: TextPlace, marks?: { readonly open: string; readonly close: string }): Chain {
  const own = marks === undefined ? null : splitBetween(place.text, marks.open, marks.close);
  const thinking = own ?? splitThinking(place.text);
  if (thinking !== null) {
    const problems = thinking.state === 'cut' ? [CUT] : thinking.state === 'uneven' ? [UNEVEN] : [];
    const answer = thinking.answer === null ? null : fieldAt(place, thinking.answer);
    return { reasoning: fieldAt(place, thinking.reasoning), answer, tagged: true, problems };
  }
  const final = splitFinalAnswer(place.text, { start: 0, end: place.text.length });
  if (final === null) return { reasoning: fieldAt(place), answer: null, tagged: false, problems: [] };
  return {
    reasoning: fieldAt(place, final.reasoning),
    answer: fieldAt(place, final.answer),
    tagged: false,
    problems: [],
  };
}

/** The chain of a part of a text, such as one turn of a chat. */
export function chainWithin(place: TextPlace, span: Span): Chain {
  const chain = chainOf({ path: place.path, text: place.text.slice(span.start, span.end) });
  const moved = (field: TraceField): TraceField =>
    field.source?.kind === 'text'
      ? {
          ...field,
          source: { ...field.source, start: field.source.start + span.start, end: field.source.end + span.start },
        }
      : field;
  return { ...chain, reasoning: moved(chain.reasoning), answer: chain.answer && moved(chain.answer) };
}
