import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonPath } from '../../../src/base/json.ts';
import { patchRecord, type RecordEdit } from '../../../src/core/jsonl/patch.ts';
import { locateValue } from '../../../src/core/jsonl/raw-json.ts';

const at = (path: JsonPath, start: number, end: number) => ({ kind: 'text' as const, path, start, end });
const patched = (record: string, edits: readonly RecordEdit[]): string => {
  const result = patchRecord(record, edits);
  return result.ok ? result.text : `refused: ${result.reason}`;
};

/** Any string of UTF-16 units, lone surrogates, control characters and pairs included. */
const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom('a', 'b', ' ', '\n', '"', '\\', '/', 'é', '😀', '\ud83d', '\ude00', '\u2028', '<', '\u0007'),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

/** A string literal for the text in which each unit is spelled in one of the ways that JSON allows. */
function spell(text: string, choices: readonly number[]): string {
  let out = '';
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    const choice = choices[i % choices.length] ?? 0;
    const hex = unit.toString(16).padStart(4, '0');
    const raw = JSON.stringify(text.charAt(i)).slice(1, -1);
    out +=
      choice === 0
        ? `\\u${hex}`
        : choice === 1
          ? `\\u${hex.toUpperCase()}`
          : choice === 2 && unit === 47
            ? '\\/'
            : choice === 3
              ? raw
              : unit >= 32 && unit !== 34 && unit !== 92
                ? text.charAt(i)
                : raw;
  }
  return `"${out}"`;
}

const spelling = fc.array(fc.nat(5), { minLength: 1, maxLength: 5 });
const blank = fc.constantFrom('', ' ', '\n  ', '\t');

describe('patchRecord on text', () => {
  it('changes only what differs and keeps the other escapes', () => {
    const record = '{"k" :1, "a": "caf\\u00e9 \\ud83d\\ude00 one\\/two"}';
    const edit = { source: at(['a'], 0, 15), oldText: 'café 😀 one/two', newText: 'café 😁 onë/two' };
    expect(patched(record, [edit])).toBe('{"k" :1, "a": "caf\\u00e9 \\ud83d\\ude01 on\\u00eb\\/two"}');
  });

  it('does not part a surrogate pair', () => {
    const result = patchRecord('{"a":"x\\uD83D\\uDE00y"}', [
      { source: at(['a'], 0, 4), oldText: 'x😀y', newText: 'x😁y' },
    ]);
    expect(result).toMatchObject({ ok: true, text: '{"a":"x\\uD83D\\uDE01y"}', splices: [{ start: 7, end: 19 }] });
  });

  it('writes raw where the record writes raw, escapes where it escapes', () => {
    expect(patched('{"a":"x","b":"é"}', [{ source: at(['a'], 0, 1), oldText: 'x', newText: 'ü' }])).toBe(
      '{"a":"ü","b":"é"}',
    );
    expect(patched('{"a":"x","b":"\\u00E9"}', [{ source: at(['a'], 0, 1), oldText: 'x', newText: 'ü' }])).toBe(
      '{"a":"\\u00fc","b":"\\u00E9"}',
    );
    expect(patched('{"a":"\\u003cx>"}', [{ source: at(['a'], 2, 3), oldText: '>', newText: '<' }])).toBe(
      '{"a":"\\u003cx\\u003c"}',
    );
  });

  it('combines edits of two slices of one string', () => {
    const record = '{"model_answer":"think\\n</think>\\n\\nfour"}';
    const edits = [
      { source: at(['model_answer'], 16, 20), oldText: 'four', newText: '4' },
      { source: at(['model_answer'], 0, 5), oldText: 'think', newText: '' },
    ];
    expect(patched(record, edits)).toBe('{"model_answer":"\\n</think>\\n\\n4"}');
  });

  it('patches the last of two equal keys', () => {
    expect(patched('{"a":"x","\\u0061":"y"}', [{ source: at(['a'], 0, 1), oldText: 'y', newText: 'z' }])).toBe(
      '{"a":"x","\\u0061":"z"}',
    );
  });

  it('refuses with the reason', () => {
    const edit = (path: JsonPath, oldText: string) => [{ source: at(path, 0, 1), oldText, newText: 'n' }];
    expect(patched('{"a":"x"}', edit(['a'], 'y'))).toBe('refused: changed');
    expect(patched('{"a":""}', edit(['a'], 'x'))).toBe('refused: changed');
    expect(patched('{"a":1}', edit(['a'], '1'))).toBe('refused: not-found');
    expect(patched('{"a":"x"}', edit(['b'], 'x'))).toBe('refused: not-found');
    expect(patched('{"a":"x"', edit(['a'], 'x'))).toBe('refused: not-json');
    expect(patched('{"a":"x"}', [...edit(['a'], 'x'), ...edit(['a'], 'x')])).toBe('refused: overlap');
    expect(patched('{"a":["x"]}', [{ source: { kind: 'list', path: ['a'] }, oldText: 'x', newText: 'y' }])).toBe(
      'refused: items',
    );
  });

  it('makes the string read as wanted and leaves everything else identical', () => {
    const other = fc.json({ maxDepth: 2 });
    fc.assert(
      fc.property(
        anyText,
        anyText,
        spelling,
        blank,
        other,
        other,
        fc.nat(),
        fc.nat(),
        fc.boolean(),
        (text, newText, choices, ws, before, after, x, y, twice) => {
          const [start = 0, end = 0] = [x % (text.length + 1), y % (text.length + 1)].sort((a, b) => a - b);
          const first = twice ? `"k":"old",` : '';
          const head = `${ws}{${first}"b":${before},${ws}"k"${ws}:`;
          const record = `{"o":[${head}${spell(text, choices)}${ws},"z":${after}}${ws}]}`;
          const path = ['o', 0, 'k'];
          const result = patchRecord(record, [
            { source: at(path, start, end), oldText: text.slice(start, end), newText },
          ]);
          expect(result.ok).toBe(true);
          if (!result.ok) return;
          const wanted = JSON.parse(record);
          wanted.o[0].k = text.slice(0, start) + newText + text.slice(end);
          expect(JSON.parse(result.text)).toEqual(wanted);
          const literal = locateValue(record, path);
          const now = locateValue(result.text, path);
          expect(result.text.slice(0, now?.start)).toBe(record.slice(0, literal?.start));
          expect(result.text.slice(now?.end)).toBe(record.slice(literal?.end));
          const prefix = spell(text.slice(0, start), choices).slice(1, -1);
          expect(result.text.slice((now?.start ?? 0) + 1).startsWith(prefix)).toBe(true);
          for (const { newText: fresh } of result.splices)
            expect(new TextDecoder().decode(new TextEncoder().encode(fresh))).toBe(fresh);
        },
      ),
      { numRuns: 3000 },
    );
  });
});

describe('patchRecord on lists', () => {
  const list = (
    path: JsonPath,
    oldItems: readonly string[],
    newItems: readonly string[],
    key?: string,
  ): RecordEdit => ({
    source: { kind: 'list', path, ...(key === undefined ? {} : { key }) },
    oldText: oldItems.join('\n'),
    newText: newItems.join('\n'),
    newItems,
  });

  it('keeps the style of an array in one line and of one with a line for each element', () => {
    expect(patched('{"s": ["a","b","c"]}', [list(['s'], ['a', 'b', 'c'], ['a', 'c'])])).toBe('{"s": ["a","c"]}');
    expect(patched('{"s":[\n  "a",\n  "b"\n]}', [list(['s'], ['a', 'b'], ['a', 'b', 'new'])])).toBe(
      '{"s":[\n  "a",\n  "b",\n  "new"\n]}',
    );
    expect(patched('{"s":[\n  "a",\n  "b"\n]}', [list(['s'], ['a', 'b'], ['a'])])).toBe('{"s":[\n  "a"\n]}');
    expect(patched('{"s": ["a"]}', [list(['s'], ['a'], [])])).toBe('{"s": []}');
    expect(patched('{"s": []}', [list(['s'], [], ['x', 'y'])])).toBe('{"s": ["x", "y"]}');
  });

  it('changes one element in place and keeps the raw text of the others', () => {
    const record = '{"s":["caf\\u00e9","two","\\u0061"]}';
    expect(patched(record, [list(['s'], ['café', 'two', 'a'], ['café', 'two!', 'a'])])).toBe(
      '{"s":["caf\\u00e9","two!","\\u0061"]}',
    );
  });

  it('keeps the other keys of the objects that stay, and drops the right object', () => {
    const record = '[{"text":"one step here","r":1},{"text":"two","r":2},{"r":3,"text":"three"}]';
    const edit = list([], ['one step here', 'two', 'three'], ['one step now', 'three'], 'text');
    expect(patched(record, [edit])).toBe('[{"text":"one step now","r":1},{"r":3,"text":"three"}]');
    const more = list([], ['one step here', 'two', 'three'], ['one step here', 'two', 'between', 'three'], 'text');
    expect(JSON.parse(patched(record, [more]))[2]).toEqual({ text: 'between' });
  });

  it('refuses a list that changed', () => {
    expect(patched('{"s":["a"]}', [list(['s'], ['b'], ['c'])])).toBe('refused: changed');
    expect(patched('{"s":["a",1]}', [list(['s'], ['a', '1'], ['c'])])).toBe('refused: changed');
  });

  it('gives exactly the new elements for any lists, in any spelling and layout', () => {
    const items = fc.array(fc.oneof(fc.constantFrom('a', 'b', 'same words here', 'same words there'), anyText), {
      maxLength: 7,
    });
    fc.assert(
      fc.property(
        items,
        items,
        spelling,
        blank,
        blank,
        fc.boolean(),
        (oldItems, newItems, choices, ws1, ws2, keyed) => {
          const raw = oldItems.map((item) =>
            keyed ? `{"n":1,"t":"no","t"${ws1}:${ws2}${spell(item, choices)}}` : spell(item, choices),
          );
          const record = `{"x":[1,"]"],"s":[${ws1}${raw.join(`${ws2},${ws1}`)}${ws2}],"z":"\\u00e9"}`;
          const result = patchRecord(record, [list(['s'], oldItems, newItems, keyed ? 't' : undefined)]);
          expect(result.ok).toBe(true);
          if (!result.ok) return;
          const value = JSON.parse(result.text);
          expect(value.s.map((one: string | { t: string }) => (typeof one === 'string' ? one : one.t))).toEqual(
            newItems,
          );
          expect({ ...value, s: 0 }).toEqual({ ...JSON.parse(record), s: 0 });
        },
      ),
      { numRuns: 3000 },
    );
  });
});
