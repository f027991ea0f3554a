import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Tiktoken as JsTiktoken } from 'js-tiktoken/lite';
import { get_encoding as referenceEncoding, type Tiktoken as WasmTiktoken } from 'tiktoken';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTokenizer } from '../../../src/core/tokens/registry.ts';
import type { EncodingId, TokenCounter } from '../../../src/core/tokens/types.ts';
import { loadRanks, RANK_DATA } from './rank-data.ts';
import { hostileText, mixedSteps, pick, randomUnits, seeded, traceStrings } from './texts.ts';

const FULL = process.env.COT_LENS_FULL === '1';
const TRACES = new URL('../../../../shared/traces/', import.meta.url);
const ENCODINGS: readonly EncodingId[] = ['o200k_base', 'cl100k_base', 'p50k_base', 'r50k_base'];

/** js-tiktoken differs from the reference on these: byte-order mark, next line, long s. There the reference is right. */
const JS_DIFFERS = /[\ufeff\u0085\u017f]/;

function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

/** One piece of up to 380 letters: short enough for the quadratic merge of the judges. */
function longPiece(random: () => number): string {
  const letters = pick(random, ['a', 'ab', 'abcdefghijklmnopqrstuvwxyz', '=', ' ', '的一是不了', '🙂', '\n', 'é']);
  const chars = [...letters];
  const length = 1 + Math.floor((random() * 380) / (chars[0]?.length ?? 1));
  return Array.from({ length }, () => pick(random, chars)).join('');
}

describe.each(ENCODINGS)('counts of %s', (encoding) => {
  let own: TokenCounter;
  let js: JsTiktoken;
  let wasm: WasmTiktoken;
  beforeAll(async () => {
    own = (await findTokenizer(encoding)?.create(loadRanks)) as TokenCounter;
    const data = RANK_DATA[encoding];
    js = new JsTiktoken(data);
    // With the package's own pattern: the one in js-tiktoken's data has lost the folding of case.
    wasm = referenceEncoding(encoding);
  });
  afterAll(() => wasm.free());

  /** UTF-16 ends of js-tiktoken's tokens, rounded down to whole code points. */
  const referenceEnds = (text: string) => {
    const startOfByte: number[] = [];
    let unit = 0;
    for (const char of wellFormed(text)) {
      for (let i = Buffer.byteLength(char); i > 0; i--) startOfByte.push(unit);
      unit += char.length;
    }
    startOfByte.push(unit);
    let byte = 0;
    return Array.from(wasm.encode_ordinary(text), (token) => {
      byte += wasm.decode_single_token_bytes(token).length;
      return startOfByte[byte];
    });
  };

  const differingFromJs = (texts: readonly string[]) =>
    texts
      .filter((text) => !JS_DIFFERS.test(text) && own.count(text) !== js.encode(text, [], []).length)
      .map((text) => text.slice(0, 200));
  const differingFromWasm = (texts: readonly string[]) =>
    texts.filter((text) => own.count(text) !== wasm.encode_ordinary(text).length).map((text) => text.slice(0, 200));

  it('equal js-tiktoken on texts from the borders of the pattern', () => {
    const random = seeded(21);
    const texts = Array.from({ length: FULL ? 75_000 : 4000 }, () => hostileText(random, 20));
    expect(differingFromJs(texts)).toEqual([]);
  }, 300_000);

  it('equal js-tiktoken on random code units', () => {
    const random = seeded(22);
    const texts = Array.from({ length: FULL ? 40_000 : 2000 }, () => randomUnits(random, 60));
    expect(differingFromJs(texts)).toEqual([]);
  }, 300_000);

  it('equal js-tiktoken on single long pieces', () => {
    const random = seeded(23);
    const texts = Array.from({ length: FULL ? 600 : 60 }, () => longPiece(random));
    expect(differingFromJs(texts)).toEqual([]);
  }, 300_000);

  it('equal the reference implementation, also where the answer comes from the cache', () => {
    const random = seeded(24);
    const fuzz = Array.from({ length: FULL ? 150_000 : 6000 }, () => hostileText(random, 20));
    const texts = [...fuzz, ...mixedSteps(1500), ...Array.from({ length: 60 }, () => longPiece(random))];
    expect(differingFromWasm(texts)).toEqual([]);
    expect(differingFromWasm(texts)).toEqual([]);
  }, 300_000);

  it('equal the reference around every code point', () => {
    const wrong: string[] = [];
    for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
      const sampled = FULL || codePoint < 0x800 || codePoint === 0xfeff || codePoint % 97 === 0;
      if (!sampled || (codePoint >= 0xd800 && codePoint <= 0xdfff)) continue;
      const char = String.fromCodePoint(codePoint);
      wrong.push(...differingFromWasm([`a${char}B ${char}'${char} 1${char}\n${char}${char}.${char}`]));
    }
    expect(wrong).toEqual([]);
  }, 300_000);

  it.each([
    ['a byte-order mark', '\ufeffSo the answer\ufeff is  \ufeff 42.\n\ufeff\ufeff'],
    ['a next line', 'So\u0085the answer \u0085 is\u0085\u008542.\n\u0085 x'],
    ['a long s', "it'ſ that’s 'ſo Iſ's X'ſ'ſ 'ſ"],
  ])('equal the reference on %s, where js-tiktoken differs', (_name, text) => {
    expect(differingFromWasm([text])).toEqual([]);
    expect(own.tokenEnds?.(text)).toEqual(referenceEnds(text));
  });

  it('equal the reference on texts longer than a chunk', () => {
    const prose = mixedSteps(1200).join(' ');
    const noBlanks = `${'的一是不了人我在有他'.repeat(12)}，`.repeat(700);
    const noBoundary = "Aa1'-\n".repeat(30_000);
    for (const text of [prose, noBlanks, noBoundary, `${prose}\n${'1'.repeat(36_000)} ${prose}`]) {
      expect(text.length).toBeGreaterThan(1 << 15);
      expect(own.count(text)).toBe(wasm.encode_ordinary(text).length);
      expect(own.tokenEnds?.(text).length).toBe(own.count(text));
    }
  });

  it('count special-token text as ordinary text', () => {
    const texts = [
      '<|endoftext|>',
      'a<|im_start|>user\nHi<|im_end|>',
      ...Object.keys(RANK_DATA[encoding].special_tokens),
    ];
    expect(differingFromJs(texts)).toEqual([]);
    expect(own.count('<|endoftext|>')).toBeGreaterThan(1);
  });

  it('count a lone or reversed surrogate as the replacement character', () => {
    for (const text of ['\ud83d', 'a\udc00b', '\udc00\ud800', '\ud800\ud800\udc00', '🙂'.slice(1)]) {
      expect(own.count(text)).toBe(own.count(wellFormed(text)));
      expect(own.count(text)).toBe(js.encode(text, [], []).length);
    }
  });

  it('give nothing for an empty text', () => {
    expect(own.count('')).toBe(0);
    expect(own.tokenEnds?.('')).toEqual([]);
  });

  it('place the tokens where the reference has them', () => {
    const random = seeded(25);
    const texts = [...mixedSteps(150), ...Array.from({ length: 600 }, () => hostileText(random, 20))];
    for (const text of texts) expect(own.tokenEnds?.(text), JSON.stringify(text)).toEqual(referenceEnds(text));
  });

  it.skipIf(!existsSync(TRACES))(
    'equal both on real traces (skipped without ../shared/traces)',
    () => {
      const files = readdirSync(TRACES, { recursive: true, encoding: 'utf8' }).filter((name) =>
        /\.(jsonl?|txt)$/.test(name),
      );
      const strings = files.flatMap((name) => traceStrings(name, readFileSync(new URL(name, TRACES), 'utf8')));
      expect(strings.length).toBeGreaterThan(1000);
      // A long run of blank lines takes js-tiktoken many seconds.
      const judged = strings.filter((text, i) => !/\s{400}/.test(text) && (FULL || i % 40 === 0));
      expect(differingFromJs(judged)).toEqual([]);
      expect(differingFromWasm(FULL ? strings : strings.filter((_, i) => i % 8 === 1))).toEqual([]);
    },
    300_000,
  );
});
