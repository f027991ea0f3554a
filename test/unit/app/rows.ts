import type { VariantRow } from '../../../src/core/model/variant.ts';

/** A variant row that differs by its id and text only. */
export function variantRow(id: string, text = 'short'): VariantRow {
  return {
    v: 1,
    id,
    corpus: 'runs.jsonl',
    record: 1,
    traceIndex: 0,
    traceId: 'line:1',
    sourceHash: '0123456789abcdef',
    strategy: 'safe-prune',
    strategyVersion: 1,
    options: {},
    plan: null,
    text,
    tokenizer: 'o200k_base',
    tokens: { before: 10, after: 5 },
    guards: [],
    accepted: true,
    time: '2026-01-01T00:00:00.000Z',
    toolVersion: '0.1.0',
  };
}
