import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../../src/core/document/parse.ts';
import { renderDocument } from '../../../src/core/document/render.ts';
import type { DocumentContent, ParsedDocument } from '../../../src/core/document/types.ts';
import { anyContent, hostileText } from './arbitrary.ts';

function contentOf(parsed: ParsedDocument): DocumentContent {
  const { question, reasoning, answer, referenceAnswer, steps } = parsed;
  return { question, reasoning, answer, referenceAnswer, steps };
}

function content(reasoning: string, pieces: readonly string[]): DocumentContent {
  let from = 0;
  const steps = pieces.map((piece) => {
    const start = reasoning.indexOf(piece, from);
    from = start + piece.length;
    return { start, end: from };
  });
  return { question: null, reasoning, answer: null, referenceAnswer: null, steps };
}

describe('a trace document', () => {
  it('reads back as the very content that was rendered, whatever the texts and the steps', () => {
    fc.assert(
      fc.property(anyContent, (each) => {
        const parsed = parseDocument(renderDocument(each));
        expect(contentOf(parsed)).toEqual(each);
        expect(parsed.oddities).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });

  it('renders again to the same text', () => {
    fc.assert(
      fc.property(anyContent, (each) => {
        const text = renderDocument(each);
        expect(renderDocument(contentOf(parseDocument(text)))).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it('holds nothing that an editor would change: one kind of line end, no controls, whole surrogate pairs', () => {
    fc.assert(
      fc.property(anyContent, (each) => {
        expect(renderDocument(each)).toMatch(/^[^\0-\x08\x0B-\x1F\x7F-\x9F\u2028\u2029\uFEFF\uD800-\uDFFF]*$/u);
      }),
    );
  });

  it('parses any text at all, to a content that survives rendering', () => {
    const piece = fc.oneof(
      hostileText,
      fc.constantFrom('━━━ Reasoning ━━━\n', '━━━ Reasoning · lines ━━━\n', '\n\n━━━ Answer ━━━\n'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const parsed = parseDocument(pieces.join(''));
        expect(contentOf(parseDocument(renderDocument(contentOf(parsed))))).toEqual(contentOf(parsed));
      }),
      { numRuns: 2000 },
    );
  });

  it('says where each character of the reasoning stands', () => {
    fc.assert(
      fc.property(anyContent, (each) => {
        const text = renderDocument(each);
        const parsed = parseDocument(text);
        for (let offset = 0; offset < each.reasoning.length; offset++) {
          const shown = text.slice(parsed.toDocument(offset), parsed.toDocumentEnd(offset + 1));
          const char = each.reasoning.charAt(offset);
          const code = char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
          expect([char, `␛${char}`, `␛{${code}}`]).toContain(shown);
        }
        for (const [index, step] of parsed.parsedSteps.entries()) {
          expect(step.source).toEqual(each.steps[index]);
          expect(step.document.start === 0 || text[step.document.start - 1] === '\n').toBe(true);
          expect(step.document.end).toBeGreaterThanOrEqual(step.document.start);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the layout of a document', () => {
  it('looks as designed', () => {
    const reasoning = 'first step…\n\nsecond step… third step, on the same line';
    const each = content(reasoning, ['first step…', 'second step…', 'third step, on the same line']);
    expect(renderDocument({ ...each, question: 'text…', answer: '42', referenceAnswer: '42' })).toBe(
      [
        '━━━ Question ━━━',
        'text…',
        '',
        '━━━ Reasoning · paragraphs ━━━',
        'first step…',
        '',
        'second step…',
        '↪  third step, on the same line',
        '',
        '━━━ Answer ━━━',
        '42',
        '',
        '━━━ Reference answer ━━━',
        '42',
        '',
      ].join('\n'),
    );
  });

  it('needs no marks where lines are steps, and says so in the header', () => {
    expect(renderDocument(content('a\nb\nc', ['a', 'b', 'c']))).toBe('━━━ Reasoning · lines ━━━\na\nb\nc\n');
  });

  it('marks steps that the rule does not begin, and lines that the rule would', () => {
    const each = content('a\nb\n\nc\n\nd', ['a', 'b\n\nc', 'd']);
    expect(renderDocument(each)).toBe('━━━ Reasoning · lines ━━━\na\nb\n\n⋯ c\n\nd\n');
    const other = content('a\nmore\nb\nmore\n\nc', ['a\nmore', 'b\nmore', 'c']);
    expect(renderDocument(other)).toBe('━━━ Reasoning · paragraphs ━━━\na\nmore\n▸ b\nmore\n\nc\n');
  });

  it('shows empty and untrimmed elements of a list with marks of their own', () => {
    const steps = [
      { start: 0, end: 1 },
      { start: 2, end: 2 },
      { start: 3, end: 9 },
    ];
    const each = { ...content('x\n\n a\n b ', []), steps };
    expect(renderDocument(each)).toBe('━━━ Reasoning · paragraphs ━━━\nx\n▹\n▹  a\n b ◂\n');
  });

  it('keeps bodies that are empty or end in line feeds apart from the separator', () => {
    for (const body of ['', '\n', '\n\n', 'x\n', '\n\nx\n\n\n']) {
      const each = { ...content(body, []), question: body, answer: body, referenceAnswer: body };
      const parsed = parseDocument(renderDocument(each));
      expect([parsed.question, parsed.reasoning, parsed.answer, parsed.referenceAnswer]).toEqual([
        body,
        body,
        body,
        body,
      ]);
    }
  });

  it('reads carriage returns of the editor as line feeds', () => {
    const parsed = parseDocument('━━━ Question ━━━\r\nq\r\n\r\n━━━ Reasoning · lines ━━━\r\na\r\nb\r\n');
    expect(parsed).toMatchObject({
      question: 'q',
      reasoning: 'a\nb',
      steps: [
        { start: 0, end: 1 },
        { start: 2, end: 3 },
      ],
    });
  });
});

describe('a document with mistakes', () => {
  const messages = (text: string) => parseDocument(text).oddities.map((oddity) => oddity.message);

  it.each([
    ['no reasoning', '━━━ Question ━━━\nq\n', /no Reasoning section/],
    ['text in front', 'hello\n━━━ Reasoning ━━━\na\n', /before the first header/],
    ['a section twice', '━━━ Reasoning ━━━\na\n\n━━━ Reasoning ━━━\nb\n', /stands twice/],
    ['a header that is none', '━━━ Reasoning ━━━\n━━━ Conclusion ━━━\n', /looks like a header/],
    ['a broken escape', '━━━ Reasoning ━━━\na ␛{00} b\n', /broken escape/],
    ['a mark without space', '━━━ Reasoning ━━━\na\n▸b\n', /needs a space/],
    ['a mark without text', '━━━ Reasoning ━━━\na\n▸\n', /no text after the mark/],
    ['an end of nothing', '━━━ Reasoning ━━━\na ◂ b ◂\n', /ends no step/],
  ])('names %s', (_name, text, expected) => {
    expect(messages(text)).toEqual([expect.stringMatching(expected)]);
  });

  it('keeps a broken escape and a second header as text', () => {
    const parsed = parseDocument('━━━ Reasoning · lines ━━━\na ␛x\n━━━ Reasoning ━━━\n');
    expect(parsed.reasoning).toBe('a ␛x\n━━━ Reasoning ━━━');
  });

  it('stays linear on long hostile texts', () => {
    for (const unit of ['␛', '◂', ' ', '\n', '━', '▸ ', '↪ x\n', '␛{000D}']) {
      const text = `━━━ Reasoning ━━━\n${unit.repeat(100_000)}`;
      const parsed = parseDocument(text);
      renderDocument(parsed);
      expect(parsed.documentText).toBe(text);
    }
  });
});
