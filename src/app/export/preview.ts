import type { JsonValue } from '../../base/json.ts';
import type { FileKind } from '../../core/export/types.ts';
import type { OutputFolder } from '../ports.ts';
import { rowsOf } from './check-files.ts';
import { memoryFolder } from './memory-folder.ts';
import { type ExportMeans, runExport } from './run-export.ts';
import type { ExportedFile, ExportReport, ExportSource, ExportWish } from './types.ts';
import { PART } from './writer.ts';

/** Records that a preview reads at most, and their bytes; of a larger corpus it shows what comes of its beginning. */
const MOST_RECORDS = 200;
const MOST_BYTES = 8 << 20;
/** Rows of each file that are shown, and characters of each. */
const ROWS = 3;
const ROW_CHARS = 6000;

/** A row as it is shown. */
export interface PreviewRow {
  readonly text: string;
  /** Characters of the whole row in the layout that is shown; more than `text` has where it is cut. */
  readonly chars: number;
}

/** A file of the export with its first rows. */
export interface PreviewFile extends ExportedFile {
  readonly format: FileKind['format'];
  readonly first: readonly PreviewRow[];
}

/** A file beside the rows. */
export interface PreviewExtra extends PreviewRow {
  readonly path: string;
}

/** What an export would come to. */
export interface Preview {
  readonly report: ExportReport;
  readonly files: readonly PreviewFile[];
  readonly extras: readonly PreviewExtra[];
  /** Records that were read, and those that the export will read. With fewer than all, every figure is of the former. */
  readonly seen: number;
  readonly all: number;
}

/**
 * Runs the export itself over the first records, into memory, and keeps the first rows of each file; those of a file with faults
 * too. Rejects when a corpus cannot be read or the work was stopped.
 */
export async function makePreview(
  sources: readonly ExportSource[],
  wish: ExportWish,
  means: Omit<ExportMeans, 'folder'>,
): Promise<Preview> {
  const memory = memoryFolder();
  // What a check refuses is what a person wants to see: it stays.
  const folder: OutputFolder = {
    ...memory,
    remove: async (path) => (path.endsWith(PART) ? undefined : memory.remove(path)),
  };
  const beginnings = sources.map((source) => beginningOf(source, sources.length));
  const report = await runExport(beginnings, wish, { ...means, folder });
  const files: PreviewFile[] = [];
  for (const file of report.files) {
    const kind = wish.exporter.files.find(({ id }) => id === file.kind);
    if (!kind) continue;
    const path = (await folder.has(file.path)) ? file.path : file.path + PART;
    files.push({ ...file, format: kind.format, first: await firstRows(folder, path, kind) });
  }
  return {
    report,
    files,
    extras: report.extras.map((path) => ({ path, ...shown(memory.text(path).trimEnd()) })),
    seen: count(beginnings),
    all: count(sources),
  };
}

/** The source with as many records as its share of the preview. */
function beginningOf(source: ExportSource, sources: number): ExportSource {
  const { corpus } = source;
  let [records, bytes] = [0, 0];
  while (records < corpus.count && records < Math.max(1, MOST_RECORDS / sources)) {
    const span = corpus.span(records);
    bytes += span === undefined ? 0 : span.end - span.start;
    if (records > 0 && bytes > MOST_BYTES / sources) break;
    records += 1;
  }
  return { ...source, corpus: { ...corpus, count: records } };
}

function count(sources: readonly ExportSource[]): number {
  return sources.reduce((sum, { corpus }) => sum + corpus.count, 0);
}

async function firstRows(folder: OutputFolder, path: string, kind: FileKind): Promise<readonly PreviewRow[]> {
  const rows: PreviewRow[] = [];
  for await (const row of rowsOf(await folder.read(path), kind)) {
    rows.push(shown(rowText(row, kind)));
    if (rows.length === ROWS) break;
  }
  return rows;
}

function rowText(row: JsonValue | undefined, { format }: FileKind): string {
  return format === 'lines' && typeof row === 'string' ? row : (JSON.stringify(row, null, 2) ?? 'no JSON');
}

function shown(text: string): PreviewRow {
  return { text: text.slice(0, ROW_CHARS), chars: text.length };
}
