import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weightsText } from '../../../src/core/analysis/fit/weights-file.ts';
import { HEADS } from '../../../src/core/analysis/weights.ts';
import { globFits } from '../../../src/protocol/file-readers.ts';
import {
  DEFAULT_SETTINGS,
  parseFieldMapping,
  parseFieldPath,
  parseSettings,
  SETTING_DEFAULTS,
} from '../../../src/protocol/settings.ts';

const KNOWN = {
  tokenizers: ['o200k_base', 'estimate'],
  segmenters: ['auto', 'line'],
  passes: ['loop'],
  readers: ['gsm8k'],
};
const parse = (raw: unknown) => parseSettings(raw, KNOWN);

describe('settings', () => {
  it('are the defaults when nothing is set, without notes', () => {
    for (const raw of [undefined, null, {}, [], 'x', 4]) {
      expect(parse(raw)).toEqual({ settings: DEFAULT_SETTINGS, notes: [] });
    }
  });

  it('take the tokenizer of a model before one on offer, and no other file', () => {
    const read = (tokenizerFile: unknown) => parse({ tokenizer: 'estimate', tokenizerFile });
    expect(read('models/tokenizer.json').settings.tokenizer).toBe('models/tokenizer.json');
    expect(read('').settings.tokenizer).toBe('estimate');
    expect(read(4).settings.tokenizer).toBe('estimate');
    const other = read('models/vocab.txt');
    expect(other.settings.tokenizer).toBe('estimate');
    expect(other.notes).toEqual([expect.stringContaining('no .json file')]);
  });

  it('take the weights that a file holds, or the built-in ones with a note', () => {
    const heads = HEADS.map((head) => ({ ...head, bias: head.bias + 1 }));
    const file = JSON.parse(weightsText(heads, { time: '', toolVersion: '', labels: 1 })) as unknown;
    expect(parse({ weights: file })).toEqual({ settings: { ...DEFAULT_SETTINGS, heads }, notes: [] });
    const wrong = parse({ weights: { kind: 'other' } });
    expect(wrong.settings).toEqual(DEFAULT_SETTINGS);
    expect(wrong.notes).toEqual([expect.stringContaining('cotLens.weightsFile: It is no file of weights')]);
  });

  it('are declared in the manifest with the same defaults', () => {
    const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
      contributes: { configuration: { properties: Record<string, { default: unknown }> }[] };
    };
    const groups = [manifest.contributes.configuration].flat();
    const declared = Object.assign({}, ...groups.map((group) => group.properties)) as Record<
      string,
      { default: unknown }
    >;
    for (const [key, value] of Object.entries(SETTING_DEFAULTS))
      expect(declared[`cotLens.${key}`]?.default).toEqual(value);
  });

  it('are read nested or with dotted keys', () => {
    const expected = { steps: true, findings: false, records: true };
    expect(parse({ lens: { findings: false } }).settings.lens).toEqual(expected);
    expect(parse({ 'lens.findings': false }).settings.lens).toEqual(expected);
  });

  it('fall back with a note where a value is not understood', () => {
    const raw = {
      tokenizer: 'gpt9',
      preset: 4,
      inlayTokens: [],
      fade: 'no',
      disabledPasses: ['loop', 'x'],
      fileReaders: { a: 'b' },
    };
    const { settings, notes } = parse(raw);
    expect(settings).toEqual({ ...DEFAULT_SETTINGS, disabledPasses: ['loop'] });
    expect(notes).toHaveLength(6);
    expect(notes[0]).toContain('"gpt9" is not one of o200k_base, estimate');
  });

  it('never throw, whatever is set', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true }), (raw) => {
        expect(parse(raw).settings.preset).toBeTruthy();
      }),
    );
    const keys = fc.constantFrom(...Object.keys(SETTING_DEFAULTS), 'lens');
    fc.assert(
      fc.property(fc.dictionary(keys, fc.anything({ withBigInt: true })), (raw) => {
        expect(parse(raw).settings.preset).toBeTruthy();
      }),
    );
  });

  it('name readers by id or map fields by hand', () => {
    const mapping = { reasoning: 'messages.1.content', question: ['q', 0], answer: '/a~1b/c~0d' };
    const { settings, notes } = parse({ fileReaders: { '*.jsonl': 'gsm8k', 'x/**': mapping } });
    expect(notes).toEqual([]);
    expect(settings.fileReaders).toEqual([
      { glob: '*.jsonl', reader: 'gsm8k' },
      {
        glob: 'x/**',
        reader: { reasoning: ['messages', 1, 'content'], question: ['q', 0], answer: ['a/b', 'c~d'] },
      },
    ]);
    expect(parseFieldMapping({ question: 'q' })).toBeNull();
    expect(parseFieldPath('')).toBeNull();
    expect(parseFieldPath([{}])).toBeNull();
  });
});

describe('globs', () => {
  it.each([
    ['*.jsonl', '/a/b/c.jsonl', true],
    ['*.jsonl', '/a/b/c.json', false],
    ['c.jsonl', '/a/b/c.jsonl', true],
    ['b/*.jsonl', '/a/b/c.jsonl', true],
    ['a/*.jsonl', '/a/b/c.jsonl', false],
    ['a/**/*.jsonl', '/a/b/c.jsonl', true],
    ['a/**/c.jsonl', '/a/c.jsonl', true],
    ['**/b/**', '/a/b/c.jsonl', true],
    ['**', '/a', true],
    ['/a/*.jsonl', '/x/a/c.jsonl', false],
    ['?.jsonl', '/a/c.jsonl', true],
    ['?.jsonl', '/a/cc.jsonl', false],
    ['b/*', '/ab/c', false],
    ['a(b.[x]', '/a(b.[x]', true],
  ])('%s on %s: %s', (glob, path, expected) => {
    expect(globFits(glob, path)).toBe(expected);
  });

  it('stay quick on hostile patterns', () => {
    expect(globFits('**/'.repeat(50) + '*a'.repeat(100), `/${'a/'.repeat(1_000)}b`)).toBe(false);
  });
});
