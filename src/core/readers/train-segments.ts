import { isJsonObject, type JsonObject } from '../../base/json.ts';
import type { Span } from '../model/span.ts';
import type { TraceField } from '../model/trace.ts';
import { chainOf } from './shared/chain.ts';
import { fieldAt, isBlank, isList, trimSpan } from './shared/fields.ts';
import { evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import { templateTurns } from './shared/template.ts';
import { withoutEndMarks } from './shared/turn-ends.ts';
import type { TraceReader } from './types.ts';

interface Segment {
  readonly text: string;
  readonly label: boolean;
}

function segmentsOf(object: JsonObject): readonly Segment[] {
  const list = object.segments;
  if (!isList(list) || list.length < 2) return [];
  const found = list.flatMap((each): Segment[] =>
    isJsonObject(each) && typeof each.text === 'string' && typeof each.label === 'boolean'
      ? [{ text: each.text, label: each.label }]
      : [],
  );
  return found.length === list.length ? found : [];
}

/** The question in the first segment: the user's turn where a template's marks stand in it. */
function questionIn(text: string): TraceField | null {
  if (isBlank(text)) return null;
  const place = { path: ['segments', 0, 'text'], text };
  const asked = templateTurns(`${text}<|im_start|>end`).findLast(({ role }) => role === 'user')?.content;
  return fieldAt(place, asked ?? trimSpan(text, { start: 0, end: text.length }));
}

/** Each segment's place in the reasoning that stands in all segments' text, without blank ones. */
function stepsWithin(segments: readonly Segment[], reasoning: string, start: number): readonly Span[] {
  const steps: Span[] = [];
  let at = -start;
  for (const { text } of segments) {
    const from = Math.max(0, at);
    const to = Math.min(reasoning.length, at + text.length);
    at += text.length;
    if (to > from && !isBlank(reasoning.slice(from, to))) steps.push({ start: from, end: to });
  }
  return steps;
}

/** Rows for axolotl's `input_output`: segments of text with a label that says which are trained; the first is the prompt. */
export const trainSegments: TraceReader = {
  id: 'train-segments',
  title: 'Segments to train',
  summary: 'segments of text with a label that says whether they are trained (axolotl input_output)',
  detect(value) {
    if (!isJsonObject(value) || segmentsOf(value).length === 0) return NOT_MINE;
    return evidence(0.96, '"segments" is a list of texts with labels');
  },
  read(record) {
    const object = objectOf(record);
    const [first, ...rest] = object === null ? [] : segmentsOf(object);
    if (first === undefined) return nothingRead('The record has no list of segments.');
    const asks = !first.label;
    const parts = asks ? rest : [first, ...rest];
    const joined = parts.map(({ text }) => text).join('');
    const end = withoutEndMarks(joined, trimSpan(joined, { start: 0, end: joined.length })).end;
    const text = joined.slice(0, end);
    if (isBlank(text)) return nothingRead('The segments after the prompt hold no text.');
    const { reasoning, answer, problems } = chainOf({ path: [], text });
    const start = reasoning.source?.kind === 'text' ? reasoning.source.start : 0;
    const draft = {
      question: asks ? questionIn(first.text) : null,
      // The text stands in many places of the record, so that it cannot be written back.
      reasoning: { text: reasoning.text, source: null },
      answer: answer === null ? null : { text: answer.text, source: null },
      referenceAnswer: null,
      givenSteps: stepsWithin(parts, reasoning.text, start),
    };
    return readingOf(record, [draft], problems);
  },
};
