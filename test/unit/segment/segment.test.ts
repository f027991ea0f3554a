import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { segmenters } from '../../../src/core/segment/registry.ts';
import { segmentText } from '../../../src/core/segment/segment.ts';
import { cpuTime } from '../../helpers/cpu.ts';

const cut = (text: string, id: string, pattern?: string): readonly string[] =>
  segmentText(text, id, pattern === undefined ? {} : { pattern }).steps.map((s) => text.slice(s.start, s.end));

const pieces = fc.constantFrom(
  'So x = 2.',
  ' ',
  '\n',
  '\n\n',
  '$a. b$',
  '\\[ x',
  ' y \\]',
  '```py\nx = 1\n```',
  '"He said. Then',
  '" left.',
  '1. ',
  '| a | b |\n',
  '等等，我错了。',
  'Wait, ',
  'e.g. this',
  '3.14',
  '\\begin{align}',
  '\\end{align}',
  '\ud800',
  '\u00a0',
  'Step 2: ',
);
const traceTexts = fc.oneof(
  fc.array(pieces, { maxLength: 40 }).map((p) => p.join('')),
  fc.string({ unit: 'binary', maxLength: 200 }),
);

describe('every segmenter', () => {
  test.each(segmenters.map((s) => s.id))(
    '%s: steps are in order, trimmed, and cover all that is no white space',
    (id) => {
      fc.assert(
        fc.property(traceTexts, (text) => {
          const { steps } = segmentText(text, id, { pattern: 'So|x' });
          let at = 0;
          for (const { start, end } of steps) {
            expect(text.slice(at, start).trim()).toBe('');
            expect(text.slice(start, end)).toBe(text.slice(start, end).trim());
            expect(end).toBeGreaterThan(start);
            expect(start).toBeGreaterThanOrEqual(at);
            at = end;
          }
          expect(text.slice(at).trim()).toBe('');
          expect(segmentText(text, id, { pattern: 'So|x' }).steps).toEqual(steps);
        }),
        { numRuns: 150 },
      );
    },
  );

  test('a text of white space only has no steps', () => {
    for (const { id } of segmenters) expect(segmentText(' \n\n\t ', id).steps).toEqual([]);
  });
});

describe('sentence', () => {
  test('does not end in abbreviations, decimals, initials or list numbers', () => {
    const text = 'Mr. Smith paid 3.50 dollars, e.g. for tea. Then J. Doe came.\n1. First he sat down.';
    expect(cut(text, 'sentence')).toEqual([
      'Mr. Smith paid 3.50 dollars, e.g. for tea.',
      'Then J. Doe came.',
      '1. First he sat down.',
    ]);
  });

  test('does not end inside LaTeX, code or quotes', () => {
    const text = 'We get $x = 1. Then y$ here. He said "Go. Now." and left. Use `a. B` too.';
    expect(cut(text, 'sentence')).toEqual([
      'We get $x = 1. Then y$ here.',
      'He said "Go. Now." and left.',
      'Use `a. B` too.',
    ]);
  });

  test('ends at Chinese full stops without a blank', () => {
    expect(cut('首先计算总数是二十四个苹果。然后减去已经吃掉的五个。所以剩下十九个苹果。', 'sentence')).toHaveLength(3);
  });

  test('takes money for money, not for mathematics', () => {
    expect(cut('It costs $5 in all. She has $10 left. Fine then, done.', 'sentence')).toHaveLength(3);
  });
});

describe('paragraph segmenters', () => {
  test('keep code fences, display formulas and tables in one piece', () => {
    const code = 'Code:\n\n```py\na = 1\n\nb = 2\n```\n\nDone.';
    expect(cut(code, 'blank-line')).toEqual(['Code:', '```py\na = 1\n\nb = 2\n```', 'Done.']);
    const table = '| a | b |\n| --- | --- |\n| 1 | 2 |\nAfter it.';
    expect(cut(table, 'line')).toEqual(['| a | b |\n| --- | --- |\n| 1 | 2 |', 'After it.']);
    const formula = 'So\n\\[\n\nx = 1\n\n\\]\nand on.';
    expect(cut(formula, 'blank-line')).toHaveLength(1);
  });

  test('blank-line-min gathers paragraphs to about fifty words', () => {
    const paragraph = 'one two three four five six seven eight nine ten';
    const text = Array.from({ length: 12 }, () => paragraph).join('\n\n');
    const steps = cut(text, 'blank-line-min');
    expect(steps).toHaveLength(2);
    expect(steps.every((s) => s.split(/\s+/).length >= 50)).toBe(true);
  });
});

describe('custom-regex', () => {
  test('cuts before every match and keeps everything', () => {
    expect(cut('A: one B: two C: three', 'custom-regex', '[A-Z]:')).toEqual(['A: one', 'B: two', 'C: three']);
  });

  test('a pattern that is broken or could run away leaves one step', () => {
    for (const pattern of ['(', '(a+)+$', '(.*)*x', ''])
      expect(cut('aaaa aaaa', 'custom-regex', pattern)).toEqual(['aaaa aaaa']);
  });
});

describe('auto', () => {
  test('lines for a worked solution', () => {
    const { steps, reason } = segmentText('He has 2.\nShe has 3.\n2+3=<<2+3=5>>5', 'auto');
    expect(steps).toHaveLength(3);
    expect(reason).toContain('3 lines');
  });

  test('paragraphs for long thinking; a lead-in and a bare formula stay with their neighbours', () => {
    const text =
      'Let me write that down:\n\n\\[ 3 + 5 = 8 \\]\n\nSo the rug is eight feet wide.\n\nThe couch is longer.';
    expect(cut(text, 'auto')).toEqual([
      'Let me write that down:\n\n\\[ 3 + 5 = 8 \\]',
      'So the rug is eight feet wide.',
      'The couch is longer.',
    ]);
  });

  test('a very long paragraph is cut between its thoughts', () => {
    const thought =
      'Wait, the box holds twelve pens and there are four boxes, so that makes forty eight pens in the whole cupboard today. ';
    const text = `Intro here.\n\n${thought.repeat(10)}\n\nEnd of it.`;
    const steps = cut(text, 'auto');
    expect(steps.length).toBeGreaterThan(5);
    expect(steps.slice(2, -1).every((s) => s.startsWith('Wait'))).toBe(true);
  });

  test('sentences for one paragraph, step headings where there are some', () => {
    expect(cut('He has two pens. She has three pens. Together they have five.', 'auto')).toHaveLength(3);
    expect(cut('Step 1: add.\nwe add\n\nStep 2: take.\nwe take\n\nStep 3: end.', 'auto')).toHaveLength(3);
  });

  test('an unknown id is answered by auto, which says so', () => {
    const made = segmentText('a b c', 'nope');
    expect(made.segmenter).toBe('auto');
    expect(made.reason).toContain('"nope"');
  });
});

test('hostile texts of 100 kB take no longer than a second', () => {
  const units = [
    '\\[',
    '$',
    '"',
    '`',
    '```\n',
    '\\begin{',
    '| a\n',
    '.',
    ' ',
    '\n',
    '1',
    '(',
    'a. ',
    '$x ',
    '“',
    ' "a',
    '~~~\n',
    'Wait. ',
  ];
  for (const unit of units) {
    const text = unit.repeat(Math.ceil(100_000 / unit.length));
    const start = cpuTime();
    for (const { id } of segmenters) segmentText(text, id);
    expect(cpuTime() - start, JSON.stringify(unit)).toBeLessThan(5_000);
  }
});
