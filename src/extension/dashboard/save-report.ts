import { commands, Uri, workspace } from 'vscode';
import { corpusReport } from '../../app/report/corpus-report.ts';
import { type Report, reportFormat, reportText } from '../../app/report/report.ts';
import { baseName } from '../export/draft.ts';
import { withWork } from '../export/work.ts';
import type { Notifier } from '../notify.ts';
import { CorpusReading, type ReadingServices } from './corpus-reading.ts';
import { askTarget } from './save-chart.ts';

/** What saving a report takes. */
export interface ReportServices extends ReadingServices {
  readonly notify: Notifier;
  readonly toolVersion: string;
}

/** `cotLens.saveReport`: reads the corpus below a message with its progress and saves a report on it. */
export async function reportOnCorpus(services: ReportServices, corpus: Uri): Promise<void> {
  const reading = await CorpusReading.open(corpus, services, () => {});
  const isRead = await withWork(`Reading ${baseName(corpus)}`, ({ signal, onProgress }) =>
    reading.run(onProgress, signal),
  );
  if (isRead) await saveReport(services, reading);
}

/** Asks where to and saves a report on a corpus that was read. */
export async function saveReport(services: ReportServices, reading: CorpusReading): Promise<void> {
  const { figures, uri } = reading;
  const name = baseName(uri);
  const report = corpusReport(figures, [name], [figures.statistics], `CoT Lens ${services.toolVersion}`);
  await saveReportAs(services, report, `${name.replace(/\.[^.]+$/, '')}-report.html`, Uri.joinPath(uri, '..'));
}

/** Asks where to and saves a report in the format that the name asks for. */
export async function saveReportAs(
  { notify }: ReportServices,
  report: Report,
  name: string,
  folder: Uri,
): Promise<void> {
  const target = await askTarget(name, { 'HTML, one file': ['html'], Markdown: ['md'] }, folder);
  if (!target) return;
  const text = reportText(report, reportFormat(target.path));
  await workspace.fs.writeFile(target, new TextEncoder().encode(text));
  const answer = await notify.info(`The report was saved as ${baseName(target)}.`, 'Open');
  if (answer === 'Open') await commands.executeCommand('vscode.open', target);
}
