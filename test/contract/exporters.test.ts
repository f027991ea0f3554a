import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memoryFolder } from '../../src/app/export/memory-folder.ts';
import type { ExportSource } from '../../src/app/export/types.ts';
import { openCorpus } from '../../src/app/open-corpus.ts';
import type { VariantIndex } from '../../src/app/variant-index.ts';
import { compressBuiltIn } from '../../src/core/compress/compress.ts';
import { findStrategy } from '../../src/core/compress/registry.ts';
import { exporters } from '../../src/core/export/registry.ts';
import type { VariantRow } from '../../src/core/model/variant.ts';
import { nodeByteSource } from '../../src/platform/node/files.ts';
import { filesUnder, inputOf, textOf } from '../helpers/compress-inputs.ts';
import { exported } from '../helpers/export-runs.ts';
import { WORDS } from '../helpers/export-units.ts';

const SAMPLES = resolve(import.meta.dirname, '../../samples');
const SHARED = resolve(import.meta.dirname, '../../../shared/traces');
/** Larger files take too long for a test of thirty exporters. */
const MOST_BYTES = 500_000;
const VARIANTS = ['safe-prune', 'lexical', 'merge-neighbours'];

const seen = new Map<string, Promise<readonly ExportSource[]>>();

/** The corpora of a folder, each trace with variants by built-in strategies. */
function sources(folder: string): Promise<readonly ExportSource[]> {
  const known = seen.get(folder) ?? readSources(folder);
  seen.set(folder, known);
  return known;
}

async function readSources(folder: string): Promise<readonly ExportSource[]> {
  const made: ExportSource[] = [];
  for (const path of filesUnder(folder, /\.(jsonl|json)$/)) {
    const bytes = await nodeByteSource(path);
    if (bytes.sizeBytes > MOST_BYTES) continue;
    const corpus = await openCorpus(bytes);
    if (corpus.choice === null) continue;
    const rows = new Map<string, VariantRow[]>();
    for (let position = 0; position < Math.min(corpus.count, 8); position += 1) {
      const entry = await corpus.entry(position);
      for (const trace of entry?.traces ?? []) {
        const made = VARIANTS.flatMap((id) => variantsBy(id, trace));
        rows.set(`${entry?.hash} ${trace.index}`, made);
      }
    }
    const variants: VariantIndex = {
      accepted: rows.size,
      of: async ({ hash }, index) => rows.get(`${hash} ${index}`) ?? [],
    };
    made.push({ name: basename(path), corpus, variants });
  }
  return made;
}

function variantsBy(id: string, trace: Parameters<typeof textOf>[0]): readonly VariantRow[] {
  const strategy = findStrategy(id);
  if (strategy?.needs !== 'none') throw new Error(`No built-in strategy ${id}.`);
  const done = compressBuiltIn(strategy, inputOf(textOf(trace), WORDS), { ratio: 0.7 });
  if (!done.accepted || done.text === trace.reasoning.text) return [];
  const { text, plan, tokens, guards } = done;
  const fixed = {
    v: 1,
    corpus: '',
    record: 1,
    sourceHash: '',
    time: '',
    toolVersion: '',
    tokenizer: WORDS.id,
  } as const;
  const made = { id: `${id}-${trace.id}`, traceIndex: trace.index, traceId: trace.id, text, plan, tokens, guards };
  return [{ ...fixed, ...made, strategy: id, strategyVersion: 1, options: { ratio: 0.7 }, accepted: true }];
}

describe('every exporter', () => {
  it('has a page, needs and options with ids of their own', () => {
    const folder = resolve(import.meta.dirname, '../../docs/methods');
    const pages = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    for (const { id } of exporters)
      expect(
        pages.some((page) => page.includes(`\`${id}\``)),
        `a page names ${id}`,
      ).toBe(true);
    for (const { id, needs, notes, options, files } of exporters) {
      expect(needs, id).not.toBe('');
      for (const note of notes) expect(note, id).toMatch(/[.!]$/);
      expect(new Set(options.map((option) => option.id)).size, id).toBe(options.length);
      expect(
        new Set(files.flatMap((file) => (['train', 'valid', 'test'] as const).map((split) => file.path(split)))).size,
        id,
      ).toBe(files.length * 3);
    }
  });

  const folders: readonly (readonly [string, string])[] = [
    ['samples', SAMPLES],
    ...(existsSync(SHARED) ? [['shared traces', SHARED] as const] : []),
  ];
  if (!existsSync(SHARED)) console.log('No ../shared/traces here: exporters are tried on samples/ only.');
  const cases = folders.flatMap(([name, folder]) =>
    exporters.map((exporter) => [exporter.id, name, folder, exporter] as const),
  );

  it.each(cases)(
    '%s on %s: every row passes its check, twice the same',
    { timeout: 120_000 },
    async (_id, _name, folder, exporter) => {
      const splits = [
        { split: 'train', share: 0.7 },
        { split: 'valid', share: 0.3 },
      ] as const;
      const wish = { exporter, splits, counter: WORDS, grouping: {}, limit: null } as const;
      const all = await sources(folder);
      const first = await exported(all, { ...wish, source: 'both', folder: memoryFolder() });
      expect(first.report.faults).toEqual([]);
      for (const [reason] of [...first.report.skipped, ...first.report.warnings])
        expect(reason).toMatch(/^[A-Z0-9"].*\.$/s);
      for (const reason of first.report.skipped) expect(reason[0].length).toBeLessThan(200);
      const again = await exported(all, { ...wish, source: 'both', folder: memoryFolder() });
      expect([...again.folder.files.keys()]).toEqual([...first.folder.files.keys()]);
      for (const [path, bytes] of first.folder.files)
        expect(Buffer.compare(bytes, again.folder.files.get(path) ?? new Uint8Array()), path).toBe(0);
      for (const { path, rows } of first.report.files) {
        expect(rows, path).toBeGreaterThan(0);
        expect(join('/', path).startsWith('/..')).toBe(false);
      }
    },
  );
});
