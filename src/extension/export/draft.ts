import { type Uri, workspace } from 'vscode';
import { annotationsPath, openAnnotations, withVerdicts } from '../../app/annotation-store.ts';
import type { ExportAnswers } from '../../app/export/answers.ts';
import type { ExportSource, ExportWish } from '../../app/export/types.ts';
import { dataSetName } from '../../app/export/wish.ts';
import { type ChosenRows, chosenRecords } from '../../app/table/chosen-records.ts';
import { indexVariants } from '../../app/variant-index.ts';
import { variantsPath } from '../../app/variant-store.ts';
import type { TokenizerData } from '../../core/tokens/types.ts';
import { settingsOf } from '../analysis-settings.ts';
import type { Corpora } from '../corpora.ts';
import type { Files } from '../files.ts';

/** What an export is made of while a person puts it together. */
export interface Draft {
  readonly corpora: readonly Uri[];
  /** The records of the only corpus that are exported; null for all. */
  readonly chosen: ChosenRows | null;
  readonly answers: ExportAnswers;
  /** Null until it is chosen. */
  readonly folder: Uri | null;
  /** Records of the corpora, and variants that were accepted. */
  readonly records: number;
  readonly variants: number;
  /** Who labelled steps of the corpora, by name. */
  readonly annotators: readonly string[];
}

/** What opening the sources takes. */
export interface SourceServices {
  readonly corpora: Corpora;
  readonly files: Files;
  readonly tokenizers: TokenizerData;
}

/**
 * Opens the corpora and indexes the variants beside them. `chosen` are the records to export, of the only corpus. Rejects when a
 * file cannot be read, or has changed since its records were chosen.
 */
export async function openSources(
  { corpora, files }: SourceServices,
  uris: readonly Uri[],
  chosen: ChosenRows | null,
): Promise<readonly ExportSource[]> {
  const sources: ExportSource[] = [];
  for (const uri of uris) {
    const { corpus } = await corpora.get(uri);
    const variants = await indexVariants(files.appendFile(uri.with({ path: variantsPath(uri.path) })));
    const labels = await openAnnotations(files.appendFile(uri.with({ path: annotationsPath(uri.path) })));
    sources.push({ name: baseName(uri), corpus: chosen ? chosenRecords(corpus, chosen) : corpus, variants, labels });
  }
  return sources;
}

/** The wish with the verdicts that people gave beside the corpora. Rejects when a file with them cannot be read. */
export async function heedVerdicts(files: Files, corpora: readonly Uri[], wish: ExportWish): Promise<ExportWish> {
  const logs = corpora.map((uri) => openAnnotations(files.appendFile(uri.with({ path: annotationsPath(uri.path) }))));
  return { ...wish, grouping: withVerdicts(wish.grouping, await Promise.all(logs)) };
}

/** What the wish takes from the corpora: the data set's name, and how traces are cut and judged. */
export function frameOf(corpora: readonly Uri[]): Pick<ExportWish, 'name' | 'analyze'> {
  const { segmenter, segmenterPattern, preset, disabledPasses, heads } = settingsOf(corpora[0]);
  return {
    name: dataSetName(corpora[0]?.path ?? ''),
    analyze: { segmenter, segmenterPattern, preset, disabledPasses, ...(heads === undefined ? {} : { heads }) },
  };
}

/** The last part of an address. */
export function baseName(uri: Uri): string {
  return uri.path.split('/').at(-1) ?? '';
}

/** The folder of a file for people, from the workspace; empty for a file that stands right in it. */
export function folderOf(file: Uri): string {
  return workspace.asRelativePath(file).split('/').slice(0, -1).join('/');
}

/** A folder for people: from the workspace where it is in one, else whole. */
export function folderText(folder: Uri): string {
  if (workspace.getWorkspaceFolder(folder)) return workspace.asRelativePath(folder);
  return folder.scheme === 'file' ? folder.fsPath : folder.toString(true);
}
