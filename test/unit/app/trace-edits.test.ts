import { describe, expect, it } from 'vitest';
import { traceEdits } from '../../../src/app/trace-edits.ts';
import { parseDocument } from '../../../src/core/document/parse.ts';
import { renderDocument } from '../../../src/core/document/render.ts';
import type { DocumentContent } from '../../../src/core/document/types.ts';
import type { Trace } from '../../../src/core/model/trace.ts';

const LIST: Trace = {
  id: 'line:1',
  index: 0,
  question: { text: 'q', source: { kind: 'text', path: ['q'], start: 0, end: 1 } },
  reasoning: { text: 'one\ntwo\nthree', source: { kind: 'list', path: ['steps'] } },
  answer: { text: 'put together', source: null },
  referenceAnswer: null,
  givenSteps: [
    { start: 0, end: 3 },
    { start: 4, end: 7 },
    { start: 8, end: 13 },
  ],
};

const SHOWN: DocumentContent = {
  question: 'q',
  reasoning: LIST.reasoning.text,
  answer: 'put together',
  referenceAnswer: null,
  steps: LIST.givenSteps ?? [],
};

const edits = (content: DocumentContent, only?: ReadonlySet<'question' | 'reasoning'>) =>
  traceEdits(LIST, parseDocument(renderDocument(content)), only);

describe('the edits of a trace document', () => {
  it('are none when nothing changed', () => {
    expect(edits(SHOWN)).toMatchObject({ ok: true, edits: [] });
  });

  it('give a list of steps its new elements, also when only the cuts changed', () => {
    const steps = [
      { start: 0, end: 7 },
      { start: 8, end: 13 },
    ];
    expect(edits({ ...SHOWN, steps })).toMatchObject({ ok: true, edits: [{ newItems: ['one\ntwo', 'three'] }] });
  });

  it('leave out the sections that are not asked for', () => {
    const both = { ...SHOWN, question: 'Q', reasoning: 'one', steps: [{ start: 0, end: 3 }] };
    const all = edits(both);
    expect(all.ok && [...all.sections]).toEqual(['question', 'reasoning']);
    const one = edits(both, new Set(['question'] as const));
    expect(one.ok && [...one.sections]).toEqual(['question']);
  });

  it('are refused for a text that stands nowhere in the record', () => {
    expect(edits({ ...SHOWN, answer: 'other' })).toMatchObject({
      ok: false,
      message: expect.stringContaining('Answer'),
    });
  });

  it('are refused when a section is missing or has no place in the record', () => {
    expect(edits({ ...SHOWN, question: null })).toMatchObject({
      ok: false,
      message: expect.stringContaining('missing'),
    });
    expect(edits({ ...SHOWN, referenceAnswer: 'r' })).toMatchObject({ ok: false });
  });

  it('are refused while the document has an odd place, such as a header written twice', () => {
    const text = renderDocument(SHOWN);
    const twice = text.replace('━━━ Answer ━━━', '━━━ Question ━━━\nq\n\n━━━ Answer ━━━');
    expect(twice).not.toBe(text);
    expect(traceEdits(LIST, parseDocument(twice))).toMatchObject({ ok: false });
  });
});
