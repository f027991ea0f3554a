import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RankData, RankLoader } from '../../core/tokens/types.ts';

/**
 * Loads rank data from `<folder>/<encoding>.json`, as the build writes it beside the bundles. Each file is read once;
 * rejects when it is missing or does not hold rank data, and tries again on the next call.
 */
export function rankFileLoader(folder: string): RankLoader {
  const loaded = new Map<string, Promise<RankData>>();
  return (encoding) => {
    const known = loaded.get(encoding);
    if (known) return known;
    const reading = readRanks(join(folder, `${encoding}.json`));
    loaded.set(encoding, reading);
    reading.catch(() => loaded.delete(encoding));
    return reading;
  };
}

async function readRanks(path: string): Promise<RankData> {
  const value: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (!isRankData(value)) throw new Error(`${path} does not hold rank data`);
  return value;
}

function isRankData(value: unknown): value is RankData {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Partial<Record<keyof RankData, unknown>>;
  return (
    typeof fields.pat_str === 'string' &&
    typeof fields.bpe_ranks === 'string' &&
    typeof fields.special_tokens === 'object' &&
    fields.special_tokens !== null
  );
}
