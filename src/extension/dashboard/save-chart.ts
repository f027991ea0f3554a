import { Uri, window, workspace } from 'vscode';
import { type ChartSpec, chartCsv } from '../../core/statistics/chart.ts';
import { chartSvg } from '../../core/statistics/chart-svg.ts';
import type { SaveFormat } from '../../protocol/dashboard.ts';

const NAMES: Readonly<Record<SaveFormat, string>> = { png: 'Picture', svg: 'Vector picture', csv: 'Table' };

/** Asks for a file and writes the chart to it: the picture that the page drew, one drawn for print, or the numbers. */
export async function saveChart(
  chart: ChartSpec,
  format: SaveFormat,
  png: Uint8Array | null,
  folder: Uri | null,
): Promise<void> {
  const bytes = bytesOf(chart, format, png);
  if (bytes === null) {
    void window.showErrorMessage('The picture could not be drawn. SVG and CSV can still be saved.');
    return;
  }
  await saveAs(bytes, `${chart.id}.${format}`, { [NAMES[format]]: [format] }, folder);
}

function bytesOf(chart: ChartSpec, format: SaveFormat, png: Uint8Array | null): Uint8Array | null {
  if (format === 'png') return png;
  return new TextEncoder().encode(format === 'svg' ? chartSvg(chart) : chartCsv(chart.table));
}

/** Asks where to and writes the file; its address, or undefined when the question was left. */
export async function saveAs(
  bytes: Uint8Array,
  name: string,
  filters: Readonly<Record<string, readonly string[]>>,
  folder: Uri | null,
): Promise<Uri | undefined> {
  const start = folder ?? workspace.workspaceFolders?.[0]?.uri;
  const target = await askTarget(name, filters, start);
  if (!target) return undefined;
  await workspace.fs.writeFile(target, bytes);
  return target;
}

/** Asks for a file to write to. */
export async function askTarget(
  name: string,
  filters: Readonly<Record<string, readonly string[]>>,
  folder: Uri | undefined,
): Promise<Uri | undefined> {
  return window.showSaveDialog({
    filters: Object.fromEntries(Object.entries(filters).map(([title, endings]) => [title, [...endings]])),
    ...(folder ? { defaultUri: Uri.joinPath(folder, name) } : {}),
  });
}
