import { describe, expect, it } from 'vitest';
import { BpeCounter } from '../../../src/core/tokens/bpe/bpe-counter.ts';
import { hashRange } from '../../../src/core/tokens/bpe/byte-hash.ts';
import { ABSENT, type PieceTable, TABLE_SLACK } from '../../../src/core/tokens/bpe/piece-table.ts';
import { readRanks } from '../../../src/core/tokens/bpe/read-ranks.ts';
import { o200kSplitter } from '../../../src/core/tokens/bpe/split-o200k.ts';
import { RANK_DATA } from './rank-data.ts';
import { hostileText, seeded } from './texts.ts';

function find(table: PieceTable, utf8: Uint8Array): number {
  const bytes = new Uint8Array(utf8.length + TABLE_SLACK).fill(0xaa);
  bytes.set(utf8);
  return table.find(bytes, new DataView(bytes.buffer), 0, utf8.length, hashRange(bytes, 0, utf8.length));
}

function* tokensOf(ranks: string): Generator<readonly [Uint8Array, number]> {
  for (const line of ranks.split('\n')) {
    const [, first, ...tokens] = line.split(' ');
    for (let i = 0; i < tokens.length; i++) yield [Buffer.from(tokens[i] as string, 'base64'), Number(first) + i];
  }
}

describe('the table of an encoding', () => {
  it.each(['o200k_base', 'p50k_base'] as const)('holds every token of %s with its rank', (encoding) => {
    const table = readRanks(RANK_DATA[encoding].bpe_ranks);
    let tokens = 0;
    let wrong = 0;
    for (const [bytes, rank] of tokensOf(RANK_DATA[encoding].bpe_ranks)) {
      tokens++;
      if (find(table, bytes) !== rank) wrong++;
    }
    expect(tokens).toBeGreaterThan(50_000);
    expect(wrong).toBe(0);
  });

  it('does not know a text that only resembles a token', () => {
    const table = readRanks(RANK_DATA.o200k_base.bpe_ranks);
    for (const text of ['the\0', '\0the', 'thethethethe', 'a'.repeat(1000)]) {
      expect(find(table, Buffer.from(text)), JSON.stringify(text)).toBe(ABSENT);
    }
  });

  it('keeps its vocabulary and stays bounded when the cache is emptied again and again', () => {
    const data = RANK_DATA.cl100k_base.bpe_ranks;
    const small = readRanks(data, 100);
    const counter = new BpeCounter('small', o200kSplitter(), small);
    const roomy = new BpeCounter('roomy', o200kSplitter(), readRanks(data));
    const random = seeded(41);
    let most = 0;
    let emptied = 0;
    for (let i = 0; i < 3000; i++) {
      const text = `${hostileText(random, 20)} ${Math.floor(random() * 1e9).toString(36)}${'Zq'.repeat(i % 40)}`;
      const before = small.cached;
      expect(counter.count(text)).toBe(roomy.count(text));
      if (small.cached < before) emptied++;
      most = Math.max(most, small.cached);
    }
    expect(emptied).toBeGreaterThan(5);
    expect(most).toBeGreaterThan(50);
    expect(most).toBeLessThanOrEqual(small.cacheLimit);
    let wrong = 0;
    for (const [bytes, rank] of tokensOf(data)) if (find(small, bytes) !== rank) wrong++;
    expect(wrong).toBe(0);
  });

  it('bounds the long pieces too', () => {
    const table = readRanks(RANK_DATA.r50k_base.bpe_ranks);
    const counter = new BpeCounter('r50k', o200kSplitter(), table);
    const random = seeded(42);
    let most = 0;
    for (let i = 0; i < 40_000; i++) {
      counter.count(
        `${String.fromCharCode(97 + (i % 26))}${random()
          .toString(36)
          .replace(/[0-9.]/g, 'x')
          .repeat(2)}`,
      );
      most = Math.max(most, table.cached);
    }
    expect(most).toBeGreaterThan(10_000);
    expect(most).toBeLessThanOrEqual(table.cacheLimit);
    expect(table.cached).toBeLessThan(40_000);
  });
});

describe('reading rank data', () => {
  it.each(['', 'nonsense', '! x IQ==', '! 0 IQ== @@@@'])('refuses %j', (ranks) => {
    expect(() => readRanks(ranks)).toThrow(/rank data/);
  });
});
