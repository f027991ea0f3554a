import { commands, env, Uri, window, workspace } from 'vscode';
import { CARD, writeCard } from '../../app/export/card.ts';
import { FileIsThere, keepingFolder } from '../../app/export/places.ts';
import { faultsPage } from '../../app/export/preview-page.ts';
import { runExport } from '../../app/export/run-export.ts';
import type { ExportReport, ExportWish } from '../../app/export/types.ts';
import type { ChosenRows } from '../../app/table/chosen-records.ts';
import { counterFor } from '../analysis-settings.ts';
import type { Services } from '../services.ts';
import { folderText, openSources } from './draft.ts';
import { withWork } from './work.ts';

/** What a person agreed to. */
export interface Agreed {
  readonly corpora: readonly Uri[];
  readonly chosen: ChosenRows | null;
  readonly wish: ExportWish;
  readonly folder: Uri;
  /** Paths in it that may be replaced. */
  readonly replaced: readonly string[];
}

/** Writes the files with a progress message, and says what came of it. True when files were put in their places. */
export async function runAgreed(services: Services, agreed: Agreed): Promise<boolean> {
  const where = folderText(agreed.folder);
  try {
    const report = await withWork(`Exporting to ${where}`, (work) => write(services, agreed, work));
    if (report === undefined) {
      await services.notify.info(`The export to ${where} was cancelled; nothing was written.`);
      return false;
    }
    void tellEnd(services, agreed, report).catch((error) => services.notify.unexpected('open the result', error));
    return report.faults.length === 0;
  } catch (error) {
    if (error instanceof FileIsThere) {
      await services.notify.error(
        `Nothing was written to ${where}: ${error.path} is there already, and the preview did not know that it would be written. Choose another folder, or take that file away.`,
      );
      return false;
    }
    await services.notify.unexpected(`export to ${where}, and put nothing in its place`, error);
    return false;
  }
}

async function write(
  services: Services,
  { corpora, chosen, wish, folder: uri, replaced }: Agreed,
  work: Parameters<typeof runExport>[2]['work'],
): Promise<ExportReport> {
  const sources = await openSources(services, corpora, chosen);
  const counter = await counterFor(corpora, services.tokenizers);
  const folder = keepingFolder(services.files.outputFolder(uri), replaced);
  const report = await runExport(sources, wish, { folder, counter, work });
  if (report.faults.length > 0) return report;
  const time = new Date().toISOString();
  const { toolVersion } = services;
  await writeCard(folder, sources, wish, report, { time, toolVersion, tokenizer: counter.id });
  return report;
}

async function tellEnd(services: Services, { wish, folder }: Agreed, report: ExportReport): Promise<void> {
  const where = folderText(folder);
  const { faults, files, units, skipped } = report;
  if (faults.length > 0) {
    const message = `Nothing was written to ${where}: the training code would not read ${faultsText(report)}.`;
    const answer = await services.notify.error(message, 'Show Details');
    if (answer === 'Show Details')
      await services.exports.show(
        `${wish.name}-${wish.exporter.id}.faults.md`,
        faultsPage(wish.exporter.title, faults),
      );
    return;
  }
  const unit = wish.exporter.unit === 'group' ? 'problem' : 'trace';
  const rows = files.map((file) => `${file.path} ${counted(file.rows, 'row')}`).join(', ');
  const left = skipped.reduce((sum, [, times]) => sum + times, 0);
  const out = left === 0 ? 'Nothing was left out.' : `${figure(left)} left out; the card says why.`;
  const message = `Exported ${counted(units, unit)} to ${where}${rows === '' ? '' : `: ${rows}`}. ${out}`;
  const buttons = ['Open Folder', 'Open Card'] as const;
  const answer = await (units === 0
    ? services.notify.warn(message, ...buttons)
    : services.notify.info(message, ...buttons));
  if (answer === 'Open Folder') await openFolder(folder);
  if (answer === 'Open Card') await window.showTextDocument(Uri.joinPath(folder, CARD));
}

function faultsText({ faults }: ExportReport): string {
  const [first] = faults;
  const place =
    first && first.row > 0 ? `, the first in row ${first.row} of ${first.path}` : first ? ` in ${first.path}` : '';
  return `${counted(faults.length, 'row')} as meant${place}`;
}

/** Shows a folder: in the explorer where it is in the workspace, else where the machine shows folders. */
async function openFolder(folder: Uri): Promise<void> {
  const card = Uri.joinPath(folder, CARD);
  if (workspace.getWorkspaceFolder(folder)) await commands.executeCommand('revealInExplorer', card);
  else if (folder.scheme === 'file' && env.remoteName === undefined)
    await commands.executeCommand('revealFileInOS', card);
  else await commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: true });
}

function counted(count: number, what: string): string {
  return `${figure(count)} ${what}${count === 1 ? '' : 's'}`;
}

function figure(value: number): string {
  return value.toLocaleString('en');
}
