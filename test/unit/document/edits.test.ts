import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyEdits,
  type DocumentEdit,
  dropStep,
  dropSteps,
  mergeWithPrevious,
  rewriteStep,
} from '../../../src/core/document/edits.ts';
import { parseDocument } from '../../../src/core/document/parse.ts';
import { renderDocument } from '../../../src/core/document/render.ts';
import type { ParsedDocument } from '../../../src/core/document/types.ts';
import { anyContent, hostileText } from './arbitrary.ts';

const wordsOf = (document: ParsedDocument) =>
  document.steps.map((step) => document.reasoning.slice(step.start, step.end));
const others = ({ question, answer, referenceAnswer }: ParsedDocument) => ({ question, answer, referenceAnswer });

/** Applies the edits and checks what holds for all of them: other sections stay, nothing becomes odd. */
function applied(document: ParsedDocument, edits: readonly DocumentEdit[]): ParsedDocument {
  const after = parseDocument(applyEdits(document.documentText, edits));
  const body = document.sections.find((section) => section.name === 'reasoning')?.body;
  for (const edit of edits) {
    expect(edit.span.start).toBeGreaterThanOrEqual(body?.start ?? Number.NaN);
    expect(edit.span.end).toBeLessThanOrEqual(body?.end ?? Number.NaN);
  }
  expect(others(after)).toEqual(others(document));
  expect(after.oddities).toEqual([]);
  return after;
}

const anyDocument = anyContent.map((content) => parseDocument(renderDocument(content)));
const documentAndStep = anyDocument
  .filter((document) => document.steps.length > 0)
  .chain((document) => fc.tuple(fc.constant(document), fc.integer({ min: 0, max: document.steps.length - 1 })));

describe('edits of a trace document', () => {
  it('drop any steps and leave the words of the others', () => {
    fc.assert(
      fc.property(anyDocument, fc.array(fc.nat(12)), (document, drop) => {
        const after = applied(document, dropSteps(document, drop));
        expect(wordsOf(after)).toEqual(wordsOf(document).filter((_, index) => !drop.includes(index)));
      }),
      { numRuns: 2000 },
    );
  });

  it('merge a step with the one before it', () => {
    fc.assert(
      fc.property(documentAndStep, ([document, step]) => {
        const after = applied(document, mergeWithPrevious(document, step));
        const words = wordsOf(document);
        if (step === 0) {
          expect(after.documentText).toBe(document.documentText);
          return;
        }
        const merged = wordsOf(after)[step - 1] ?? '';
        expect(merged.startsWith(words[step - 1] ?? '')).toBe(true);
        expect(merged.endsWith(words[step] ?? '')).toBe(true);
        expect([...wordsOf(after).slice(0, step - 1), ...wordsOf(after).slice(step)]).toEqual([
          ...words.slice(0, step - 1),
          ...words.slice(step + 1),
        ]);
      }),
      { numRuns: 2000 },
    );
  });

  it('rewrite a step to any words', () => {
    fc.assert(
      fc.property(documentAndStep, hostileText, ([document, step], words) => {
        const after = applied(document, rewriteStep(document, step, words));
        const trimmed = words.replaceAll('\r\n', '\n').trim();
        const expected: string[] = wordsOf(document);
        expected.splice(step, 1, ...(trimmed === '' ? [] : [trimmed]));
        expect(wordsOf(after)).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('what the edits make', () => {
  const open = (body: string, unit = 'paragraphs') =>
    parseDocument(`━━━ Reasoning · ${unit} ━━━\n${body}\n\n━━━ Answer ━━━\n4\n`);
  const bodyAfter = (document: ParsedDocument, edits: readonly DocumentEdit[]) =>
    applyEdits(document.documentText, edits).split('\n\n━━━ Answer')[0]?.split('━━━\n')[1];

  it('keeps the stronger separator where a step goes', () => {
    const document = open('A.\n↪  B.\n\nC.');
    expect(bodyAfter(document, dropStep(document, 1))).toBe('A.\n\nC.');
    expect(bodyAfter(document, dropStep(document, 0))).toBe('B.\n\nC.');
    expect(bodyAfter(document, dropStep(document, 2))).toBe('A.\n↪  B.');
    expect(bodyAfter(document, dropSteps(document, [0, 1, 2]))).toBe('');
  });

  it('joins with one space, with nothing between Chinese characters, and only takes a joining mark away', () => {
    const english = open('one\ntwo', 'lines');
    expect(bodyAfter(english, mergeWithPrevious(english, 1))).toBe('one two');
    const chinese = open('一二。\n\n三四');
    expect(bodyAfter(chinese, mergeWithPrevious(chinese, 1))).toBe('一二。三四');
    const joined = open('one.\n↪   two');
    expect(bodyAfter(joined, mergeWithPrevious(joined, 1))).toBe('one.  two');
  });

  it('marks the lines of a rewritten step that the rule would make steps', () => {
    const document = open('one\n\ntwo');
    expect(bodyAfter(document, rewriteStep(document, 0, 'a\n\nb'))).toBe('a\n\n⋯ b\n\ntwo');
  });

  it('touches the smallest part of the document', () => {
    const document = open('one\n\ntwo\n\nthree');
    const [edit, ...more] = rewriteStep(document, 1, 'two!');
    expect(more).toEqual([]);
    expect(edit).toMatchObject({ text: '!' });
  });

  it('keeps the line ends of the document', () => {
    const document = parseDocument('━━━ Reasoning · lines ━━━\r\na\r\nb\r\nc\r\n');
    expect(applyEdits(document.documentText, dropStep(document, 1))).toBe('━━━ Reasoning · lines ━━━\r\na\r\nc\r\n');
  });
});
