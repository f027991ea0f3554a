import { type MemoryFolder, memoryFolder } from '../../src/app/export/memory-folder.ts';
import { runExport } from '../../src/app/export/run-export.ts';
import type { ExportReport, ExportSource, ExportWish } from '../../src/app/export/types.ts';
import { openCorpus } from '../../src/app/open-corpus.ts';
import type { ByteSource } from '../../src/app/ports.ts';
import type { VariantIndex } from '../../src/app/variant-index.ts';
import type { Exporter } from '../../src/core/export/types.ts';
import { readValues } from '../../src/core/export/values.ts';
import type { TokenCounter } from '../../src/core/tokens/types.ts';
import { WORDS } from './export-units.ts';

/** A corpus of records as a source. */
export async function sourceOf(
  records: readonly unknown[] | string | ByteSource,
  variants: VariantIndex | null = null,
  name = 'corpus.jsonl',
): Promise<ExportSource> {
  const bytes = typeof records === 'object' && 'sizeBytes' in records ? records : bytesOf(textOf(records));
  return { name, corpus: await openCorpus(bytes), variants };
}

function textOf(records: readonly unknown[] | string): string {
  return typeof records === 'string' ? records : records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

function bytesOf(text: string): ByteSource {
  const bytes = new TextEncoder().encode(text);
  return { sizeBytes: bytes.length, version: '1', read: async (start, end) => bytes.subarray(start, end) };
}

export interface RunWish extends Partial<Omit<ExportWish, 'options'>> {
  readonly exporter: Exporter;
  readonly options?: Readonly<Record<string, string | number | boolean>>;
  readonly counter?: TokenCounter;
  readonly folder?: MemoryFolder;
  readonly signal?: AbortSignal;
  readonly onPause?: () => void;
}

/** Runs an export into memory with everything that the wish does not say as a person finds it. */
export async function exported(
  sources: readonly ExportSource[],
  { counter = WORDS, folder = memoryFolder(), signal, onPause, options = {}, ...wish }: RunWish,
): Promise<{ readonly report: ExportReport; readonly folder: MemoryFolder }> {
  const { values, wrong } = readValues(wish.exporter.options, options);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  const whole: ExportWish = {
    name: 'corpus',
    source: 'originals',
    strategies: [],
    only: 'all',
    minTokens: null,
    maxTokens: null,
    splits: [{ split: 'train', share: 1 }],
    dedupe: true,
    seed: 1,
    grouping: {},
    analyze: { segmenter: 'auto', segmenterPattern: '', preset: 'balanced', disabledPasses: [] },
    limit: null,
    ...wish,
    options: values,
  };
  const work = { signal: signal ?? new AbortController().signal, pause: async () => onPause?.() };
  return { report: await runExport(sources, whole, { folder, counter, work }), folder };
}

/** The rows of a JSON Lines file in the folder. */
export function rowsIn(folder: MemoryFolder, path: string): readonly Record<string, unknown>[] {
  return folder
    .text(path)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
