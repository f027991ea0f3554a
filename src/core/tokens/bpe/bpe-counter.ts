import type { RankData, TokenCounter } from '../types.ts';
import { hashRange } from './byte-hash.ts';
import { Merger } from './merger.ts';
import { ABSENT, TABLE_SLACK } from './piece-table.ts';
import { readRanks } from './read-ranks.ts';

export function createBpeCounter(id: string, data: RankData): TokenCounter {
  const table = readRanks(data.bpe_ranks);
  const merger = new Merger(table);
  const encoder = new TextEncoder();
  const pattern = new RegExp(data.pat_str, 'gu');
  const count = (text: string): number => {
    let total = 0;
    for (const [piece] of text.matchAll(pattern)) {
      const bytes = new Uint8Array(piece.length * 3 + TABLE_SLACK);
      const view = new DataView(bytes.buffer);
      const end = encoder.encodeInto(piece, bytes).written;
      const hash = hashRange(bytes, 0, end);
      const found = table.find(bytes, view, 0, end, hash);
      let tokens = found >= 0 ? 1 : -found;
      if (found === ABSENT) {
        tokens = merger.merge(bytes, view, 0, end);
        table.cache(bytes, view, 0, end, hash, tokens);
      }
      total += tokens;
    }
    return total;
  };
  return { id, exact: true, count };
}
