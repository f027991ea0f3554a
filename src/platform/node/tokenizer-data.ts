import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RankData, RankLoader, TokenizerData, TokenizerFile } from '../../core/tokens/types.ts';

/** The data of tokenizers from files: rank data from a folder, tokenizers of models from where the user has them. */
export function tokenizerFiles(rankFolder: string): TokenizerData {
  return { ranks: rankFileLoader(rankFolder), file: readTokenizerFile };
}

async function readTokenizerFile(path: string): Promise<TokenizerFile> {
  const json = await readFile(path, 'utf8');
  const config = await readFile(join(dirname(path), 'tokenizer_config.json'), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    },
  );
  return { json, config };
}

/**
 * Loads rank data from `<folder>/<encoding>.json`, as the build writes it beside the bundles. Each file is read once;
 * rejects when it is missing or does not hold rank data, and tries again on the next call.
 */
function rankFileLoader(folder: string): RankLoader {
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
