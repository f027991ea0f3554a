import { describe, expect, it } from 'vitest';
import { pieceEnd } from '../../../src/core/tokens/bpe/bpe-counter.ts';
import { cl100kSplitter } from '../../../src/core/tokens/bpe/split-cl100k.ts';
import { gpt2Splitter } from '../../../src/core/tokens/bpe/split-gpt2.ts';
import { o200kSplitter } from '../../../src/core/tokens/bpe/split-o200k.ts';
import type { Splitter } from '../../../src/core/tokens/bpe/splitter.ts';
import { RANK_DATA } from './rank-data.ts';
import { hostileText, mixedSteps, randomUnits, seeded } from './texts.ts';

const FULL = process.env.COT_LENS_FULL === '1';
const PATTERNS = [
  ['o200k_base', o200kSplitter()],
  ['cl100k_base', cl100kSplitter()],
  ['p50k_base', gpt2Splitter()],
  ['r50k_base', gpt2Splitter()],
] as const;

function ownEnds(splitter: Splitter, text: string): number[] {
  const utf8 = new TextEncoder().encode(text);
  const bytes = new Uint8Array(utf8.length + 1).fill(0xff);
  bytes.set(utf8);
  const ends: number[] = [];
  for (let at = 0; at < utf8.length; ) {
    at = pieceEnd(splitter, bytes, at);
    ends.push(at);
  }
  return ends;
}

function patternEnds(pattern: RegExp, text: string): number[] {
  let end = 0;
  return (text.match(pattern) ?? []).map((piece) => {
    end += Buffer.byteLength(piece);
    return end;
  });
}

/** The pattern as the reference reads it: white space by its Unicode property, and the long s an s of a contraction. */
function referencePattern(source: string): RegExp {
  const ofUnicode = source.replaceAll('\\s', '\\p{White_Space}').replaceAll('\\S', '\\P{White_Space}');
  // Only the patterns that fold case name 'S.
  return new RegExp(ofUnicode.replaceAll("'S", "'S|'ſ"), 'gu');
}

/** The texts that the two split differently, so that a failure shows them. */
function differing(encoding: keyof typeof RANK_DATA, splitter: Splitter, texts: Iterable<string>): string[] {
  const pattern = referencePattern(RANK_DATA[encoding].pat_str);
  const wrong: string[] = [];
  for (const text of texts) {
    const own = ownEnds(splitter, text);
    const reference = patternEnds(pattern, text);
    if (own.length !== reference.length || own.some((end, i) => end !== reference[i])) wrong.push(text.slice(0, 200));
  }
  return wrong;
}

const CONTEXTS: readonly ((char: string) => string)[] = [
  (char) => `${char}a`,
  (char) => `A${char}`,
  (char) => `aB${char}Cd `,
  (char) => ` ${char}`,
  (char) => `  ${char}  `,
  (char) => `1${char}2${char}`,
  (char) => `!${char}!${char}\n`,
  (char) => `\n${char}\n ${char}'s`,
  (char) => `${char}${char}'LL${char}x`,
];

function* codePointTexts(): Generator<string> {
  let text = '';
  for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
    const sampled = FULL || codePoint < 0x3100 || codePoint % 61 === 0;
    if (sampled) for (const context of CONTEXTS) text += context(String.fromCodePoint(codePoint));
    if (text.length > 4000 || codePoint === 0x10ffff) {
      yield text;
      text = '';
    }
  }
}

function* generated(count: number, make: (random: () => number) => string, seed: number): Generator<string> {
  const random = seeded(seed);
  for (let i = 0; i < count; i++) yield make(random);
}

describe.each(PATTERNS)('the splitter of %s', (encoding, splitter) => {
  it('cuts code points in every context as the pattern does', () => {
    expect(differing(encoding, splitter, codePointTexts())).toEqual([]);
  }, 300_000);

  it('cuts texts from the borders of the pattern as the pattern does', () => {
    const texts = generated(FULL ? 300_000 : 20_000, (random) => hostileText(random, 14), 11);
    expect(differing(encoding, splitter, texts)).toEqual([]);
  }, 300_000);

  it('cuts random code units, lone surrogates included, as the pattern does', () => {
    const texts = generated(FULL ? 100_000 : 10_000, (random) => randomUnits(random, 30), 12);
    expect(differing(encoding, splitter, texts)).toEqual([]);
  }, 300_000);

  it('cuts prose, code and formulas as the pattern does', () => {
    expect(differing(encoding, splitter, mixedSteps(1500))).toEqual([]);
  });
});
