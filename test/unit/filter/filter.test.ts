import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/base/json.ts';
import { evaluateFilter, fieldsOf } from '../../../src/core/filter/evaluate.ts';
import { parseFilter } from '../../../src/core/filter/parse.ts';
import { type FilterColumn, type FilterRow, UNKNOWN } from '../../../src/core/filter/types.ts';
import { cpuTime } from '../../helpers/cpu.ts';

const COLUMNS: readonly FilterColumn[] = [
  { id: 'tokens', kind: 'number' },
  { id: 'skippable', kind: 'share' },
  { id: 'question', kind: 'text' },
  { id: 'correct', kind: 'boolean' },
];
const parse = (text: string) => parseFilter(text, COLUMNS);

function row(columns: Record<string, JsonValue | typeof UNKNOWN>, fields: Record<string, JsonValue> = {}): FilterRow {
  return {
    valueOf: (field) => (field.kind === 'column' ? columns[field.id] : fields[field.name]),
    hasText: (words) => JSON.stringify(fields).toLowerCase().includes(words),
  };
}

function fits(
  text: string,
  columns: Record<string, JsonValue | typeof UNKNOWN>,
  fields: Record<string, JsonValue> = {},
) {
  const { node, problems } = parse(text);
  expect(problems).toEqual([]);
  return node && evaluateFilter(node, row(columns, fields));
}

describe('a filter', () => {
  it.each<[string, boolean]>([
    ['tokens > 500', true],
    ['tokens>=1,000', true],
    ['tokens < 1_000', false],
    ['tokens = 1000', true],
    ['tokens <> 1000', false],
    ['skippable > 30%', true],
    ['skippable >= 0.35', false],
    ['correct = false', true],
    ['Correct = wrong', true],
    ['correct != true', true],
    ['question ~ APPLE', true],
    ['question ~ "two apples"', true],
    ['question !~ pear', true],
    ['source = "gsm8k"', true],
    ['source = gsm8k', true],
    ['source = GSM8K', false],
    ['.tokens = 7', true],
    ['"odd name" = 1', true],
    ['level = 5', true],
    ['level > 4', true],
    ['flag = true', true],
    ['id exists', true],
    ['nothing exists', false],
    ['gone exists', false],
    ['nothing = null', true],
    ['gone != 3', true],
    ['gone = 3', false],
    ['tags ~ b2', true],
    ['day > "2026-01-01"', true],
    ['source gsm', true],
    ['not tokens > 500', false],
    ['NOT NOT tokens > 500', true],
    ['tokens > 5000 or source = gsm8k', true],
    ['tokens > 5000 or source = gsm8k and level = 6', false],
    ['(tokens > 5000 or source = gsm8k) and level = 5', true],
    ['tokens > 500 level = 5', true],
    ['not (tokens > 5000 or level = 6) wow!', false],
    ['exists', false],
  ])('%s: %s', (text, expected) => {
    const columns = { tokens: 1000, skippable: 0.34, question: 'Ann has two Apples', correct: false };
    const fields = {
      source: 'gsm8k',
      tokens: 7,
      'odd name': 1,
      level: '5',
      flag: 'True',
      id: 0,
      nothing: null,
      tags: ['a1', 'b2'],
      day: '2026-02-03',
    };
    expect(fits(text, columns, fields)).toBe(expected);
  });

  it('is empty when nothing is asked for', () => {
    expect(parse('  ')).toEqual({ node: null, problems: [] });
  });

  it.each([
    ['tokens > ', 'missing-value', 7, 8],
    ['tokens > many', 'value-misfit', 9, 13],
    ['skippable > 30', 'value-misfit', 12, 14],
    ['correct = 3', 'value-misfit', 10, 11],
    ['> 5', 'missing-field', 0, 1],
    ['(a or b', 'open-parenthesis', 0, 1],
    ['a)', 'extra-parenthesis', 1, 2],
    ['a or', 'missing-condition', 4, 4],
    ['not', 'missing-condition', 3, 3],
    ['()', 'missing-condition', 1, 2],
    ['a "b', 'open-quote', 2, 4],
    ['and a', 'missing-condition', 0, 3],
  ])('%s is refused with the place', (text, code, start, end) => {
    const { node, problems } = parse(text);
    expect(node).toBeNull();
    expect(problems.map((problem) => ({ code: problem.code, span: problem.span }))).toEqual([
      { code, span: { start, end } },
    ]);
  });

  it('knows an outcome that does not hang on what is unknown', () => {
    const unknown = { tokens: UNKNOWN } as const;
    expect(fits('tokens > 5', unknown)).toBe(UNKNOWN);
    expect(fits('not tokens > 5', unknown)).toBe(UNKNOWN);
    expect(fits('tokens > 5 and source = x', unknown, { source: 'y' })).toBe(false);
    expect(fits('tokens > 5 or source = y', unknown, { source: 'y' })).toBe(true);
    expect(fits('tokens > 5 or source = x', unknown, { source: 'y' })).toBe(UNKNOWN);
  });

  it('names what it looks at', () => {
    const { node } = parse('tokens > 5 and (.tokens = 3 or not source exists) apple');
    expect(node && fieldsOf(node)).toEqual([
      { kind: 'column', id: 'tokens' },
      { kind: 'field', name: 'tokens' },
      { kind: 'field', name: 'source' },
    ]);
  });

  it('never throws, and an error has a place inside the text', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '(',
        ')',
        'and',
        'or',
        'not',
        'exists',
        '=',
        '!=',
        '~',
        '<',
        '"',
        '\\',
        'tokens',
        '30%',
        ' ',
        '!',
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), fc.constantFrom('', ' '), (pieces, between) => {
        const text = pieces.join(between);
        const { node, problems } = parse(text);
        for (const { span } of problems) {
          expect(span && span.start >= 0 && span.start <= span.end && span.end <= text.length).toBe(true);
        }
        if (problems.length > 0) expect(node).toBeNull();
        if (node) expect([true, false]).toContain(evaluateFilter(node, row({ tokens: 3 })));
      }),
      { numRuns: 1000 },
    );
  });

  it('takes hostile text quickly', () => {
    const start = cpuTime();
    for (const piece of ['(', 'not ', 'a ', '"', '1', '1,111', '!', '=', '\\"', 'a and ', ' ']) {
      parse(piece.repeat(100_000 / piece.length));
    }
    expect(cpuTime() - start).toBeLessThan(3000);
  });
});
