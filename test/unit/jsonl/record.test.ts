import fc from 'fast-check';
import { createScanner } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { contentHash } from '../../../src/base/hash.ts';
import { findJsonFault } from '../../../src/core/jsonl/json-fault.ts';
import { TOKEN } from '../../../src/core/jsonl/jsonc-kinds.ts';
import { decodeUtf8, parseRecord, parseRecordBytes } from '../../../src/core/jsonl/record.ts';

describe('parseRecord', () => {
  it('keeps text, number and line', () => {
    expect(parseRecord('{"a":1}', 7, 9)).toEqual({
      value: { number: 7, line: 9, text: '{"a":1}', value: { a: 1 } },
      problems: [],
    });
  });

  it.each([
    ['{"a":"b', 'json-cut', 5],
    ['{"a":[1,', 'json-cut', 8],
    ['', 'json-cut', 0],
    ['{"a":1,}', 'json-trailing-comma', 7],
    ['[1,]', 'json-trailing-comma', 3],
    ['{"a":NaN}', 'json-not-json-word', 5],
    ['{"a":None}', 'json-not-json-word', 5],
    ["{'a':1}", 'json-single-quotes', 1],
    ['{"a" 1}', 'json-syntax', 5],
    ['{"a":1} x', 'json-syntax', 8],
    ['//c\n{}', 'json-comment', 0],
    ['{"a":01}', 'json-syntax', 6],
    ['{"a":"x\ny"}', 'json-raw-line-break', 5],
    ['{"a":"\t"}', 'json-syntax', 5],
    ['}', 'json-bracket', 0],
    ['{"a":1]', 'json-syntax', 6],
  ])('says what is wrong with %j and where', (text, code, start) => {
    const { value, problems } = parseRecord(text, 1, 1);
    expect(value.value).toBeUndefined();
    expect(problems).toMatchObject([{ code, severity: 'error', span: { start } }]);
    expect(problems[0]?.message).toMatch(/^This record is not JSON: .*[^.]\.$/);
  });

  it('finds a fault exactly where JSON.parse finds one', () => {
    const text = fc.oneof(
      fc
        .array(
          fc.constantFrom(
            '{',
            '}',
            '[',
            ']',
            '"a"',
            ':',
            ',',
            '1',
            '-',
            '.5',
            'null',
            'true',
            ' ',
            '\n',
            '"',
            '\\u00',
            'x',
          ),
          { maxLength: 12 },
        )
        .map((p) => p.join('')),
      fc.json().chain((json) => fc.nat(json.length).map((cut) => json.slice(0, cut))),
    );
    fc.assert(
      fc.property(text, (candidate) => {
        let valid = true;
        try {
          JSON.parse(candidate);
        } catch {
          valid = false;
        }
        expect(findJsonFault(candidate) === null).toBe(valid);
      }),
      { numRuns: 3000 },
    );
  });

  it('names the token kinds as the scanner does', () => {
    const scanner = createScanner('{}[],: null true false "s" 1 //c\n', false);
    const kinds: number[] = [];
    for (let kind: number = scanner.scan(); kind !== TOKEN.end; kind = scanner.scan())
      if (kind !== TOKEN.trivia) kinds.push(kind);
    const {
      openBrace,
      closeBrace,
      openBracket,
      closeBracket,
      comma,
      colon,
      nullWord,
      trueWord,
      falseWord,
      string,
      number,
      lineComment,
      lineBreak,
    } = TOKEN;
    expect(kinds).toEqual([
      openBrace,
      closeBrace,
      openBracket,
      closeBracket,
      comma,
      colon,
      nullWord,
      trueWord,
      falseWord,
      string,
      number,
      lineComment,
      lineBreak,
    ]);
  });

  it('manages a cut line of forty million characters', () => {
    const { problems } = parseRecord(`{"a":"${'x'.repeat(40e6)}`, 1, 1);
    expect(problems).toMatchObject([{ code: 'json-cut' }]);
  });
});

describe('bytes', () => {
  it('marks invalid UTF-8 and refuses to call the record writable', () => {
    expect(decodeUtf8(Uint8Array.from([0x61, 0xff]))).toEqual({ text: 'a\ufffd', valid: false });
    const read = parseRecordBytes(Uint8Array.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 3, 3);
    expect(read).toMatchObject({ writable: false, problems: [{ code: 'invalid-utf8' }] });
  });

  it('keeps every valid text as it is, a byte order mark inside included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decodeUtf8(new TextEncoder().encode(text))).toEqual({ text, valid: true });
      }),
    );
    expect(decodeUtf8(new TextEncoder().encode('\ufeffa')).text).toBe('\ufeffa');
  });
});

describe('contentHash', () => {
  it('is 16 hex digits, stable over versions', () => {
    expect(contentHash('')).toBe(HASH_EMPTY);
    expect(contentHash('a chain of thought')).toBe(HASH_SAMPLE);
  });

  it('tells apart texts that differ by little, in both halves', () => {
    const seen = new Set<string>();
    const first = new Set<string>();
    const second = new Set<string>();
    for (let i = 0; i < 20000; i += 1) {
      const hash = contentHash(`{"id":${i},"text":"${'x'.repeat(i % 7)}"}`);
      seen.add(hash);
      first.add(hash.slice(0, 8));
      second.add(hash.slice(8));
    }
    expect(seen.size).toBe(20000);
    expect(Math.min(first.size, second.size)).toBeGreaterThan(19980);
  });
});

const HASH_EMPTY = '0503a7c756228167';
const HASH_SAMPLE = 'b9ace6ba661a971d';
