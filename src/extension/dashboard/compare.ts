import { commands, type Disposable, type QuickPickItem, Uri, ViewColumn, window, workspace } from 'vscode';
import { annotationsPath, openAnnotations, withVerdicts } from '../../app/annotation-store.ts';
import { comparisonReport } from '../../app/report/corpus-report.ts';
import { type Compared, readComparison } from '../../app/report/read-comparison.ts';
import { indexVariants, type VariantIndex } from '../../app/variant-index.ts';
import { variantsPath } from '../../app/variant-store.ts';
import type { PlacedChart } from '../../core/statistics/chart.ts';
import type { Comparison } from '../../core/statistics/comparison.ts';
import { comparisonCharts, comparisonLines, type SideNames } from '../../core/statistics/comparison-charts.ts';
import type { TracePlace } from '../../core/statistics/distribution.ts';
import { counterFor } from '../analysis-settings.ts';
import { showTrace } from '../commands/open-commands.ts';
import type { LoadedCorpus } from '../corpora.ts';
import { baseName, frameOf } from '../export/draft.ts';
import { withWork } from '../export/work.ts';
import { type TraceRef, traceName, traceUri } from '../trace-fs/uris.ts';
import type { TraceTree } from '../views/trace-tree.ts';
import { ChartsPanel } from './charts-panel.ts';
import { openPlaces } from './open-places.ts';
import { type ReportServices, saveReportAs } from './save-report.ts';

/** What comparing works with. */
export interface ComparisonServices extends ReportServices {
  readonly extensionUri: Uri;
  readonly tree: Pick<TraceTree, 'corpora'>;
}

/** What was compared, and what came out. */
interface Shown {
  readonly a: LoadedCorpus;
  readonly b: LoadedCorpus;
  /** The variants that B is made of; null where B is a corpus of its own. */
  readonly variants: VariantIndex | null;
  readonly names: SideNames;
  readonly comparison: Comparison;
}

/** `cotLens.compareCorpora`: asks what to compare with what, and shows it in a panel of its own. */
export class Comparisons implements Disposable {
  readonly #services: ComparisonServices;
  readonly #panels = new Set<ChartsPanel>();

  constructor(services: ComparisonServices) {
    this.#services = services;
  }

  dispose(): void {
    for (const panel of this.#panels) panel.dispose();
  }

  /** Compares a corpus with another one or with its accepted variants; asks for what is not given. */
  async compare(given?: Uri, other?: Uri): Promise<void> {
    const first = given ?? (await this.#pick('Compare Corpora: A', []));
    if (!first) return;
    const { files } = this.#services;
    const variants = await indexVariants(files.appendFile(first.with({ path: variantsPath(first.path) })));
    const second = other ?? (await this.#pick(`Compare ${baseName(first)} with`, [first], variants));
    if (!second) return;
    const shown = await this.#read(first, second, variants);
    if (shown) await this.#show(shown);
  }

  /** A corpus of the workspace; the first one itself stands for its variants. */
  async #pick(title: string, but: readonly Uri[], variants?: VariantIndex): Promise<Uri | undefined> {
    const [own] = but;
    const others = (await this.#services.tree.corpora()).filter((uri) => uri.toString() !== own?.toString());
    const items: (QuickPickItem & { readonly uri: Uri })[] = others.map((uri) => ({
      label: baseName(uri),
      description: workspace.asRelativePath(Uri.joinPath(uri, '..')),
      uri,
    }));
    if (own && variants && variants.accepted > 0) {
      items.unshift({ label: 'Its accepted variants', description: variants.accepted.toLocaleString('en'), uri: own });
    }
    if (items.length === 0) {
      await this.#services.notify.info(
        'There is nothing to compare with: open a folder with another file of traces, or compress some first.',
      );
      return undefined;
    }
    return (await window.showQuickPick(items, { title, matchOnDescription: true }))?.uri;
  }

  async #read(first: Uri, second: Uri, variants: VariantIndex): Promise<Shown | undefined> {
    const { corpora, files, tokenizers } = this.#services;
    const [a, b] = [await corpora.get(first), await corpora.get(second)];
    const counter = await counterFor([first], tokenizers);
    const logs = [first, second].map((uri) =>
      openAnnotations(files.appendFile(uri.with({ path: annotationsPath(uri.path) }))),
    );
    const { analyze } = frameOf([first]);
    const wish = { counter, analyze, grouping: withVerdicts({}, await Promise.all(logs)) };
    const isOwn = first.toString() === second.toString();
    const compared: Compared = isOwn
      ? { kind: 'variants', corpus: a.corpus, variants, strategy: null }
      : { kind: 'corpora', a: a.corpus, b: b.corpus };
    const name = baseName(first);
    const names = {
      a: name,
      b: isOwn ? `variants of ${name}` : baseName(second),
      tokens: counter.exact ? 'tokens' : 'tokens (estimate)',
    };
    const comparison = await withWork(`Comparing ${names.a} and ${names.b}`, (work) =>
      readComparison(compared, wish, work),
    );
    return comparison && { a, b, variants: isOwn ? variants : null, names, comparison };
  }

  async #show(shown: Shown): Promise<void> {
    const { names, comparison } = shown;
    const folder = Uri.joinPath(shown.a.uri, '..');
    const panel = new ChartsPanel({
      extensionUri: this.#services.extensionUri,
      viewType: 'cotLens.comparison',
      title: `${names.a} ↔ ${names.b}`,
      column: ViewColumn.Active,
      folder: () => folder,
      receive: (message) => {
        if (message.kind === 'report') void this.#run('save the report', () => this.#report(shown, folder));
      },
      open: (placed, row, column) => void this.#run('open the traces', () => open(shown, placed, row, column)),
      closed: () => this.#panels.delete(panel),
    });
    this.#panels.add(panel);
    const frame = {
      title: `${names.a} and ${names.b} compared`,
      lines: comparisonLines(comparison, names),
      scope: null,
      progress: null,
      reports: true,
    };
    await panel.show(frame, comparisonCharts(comparison, names));
  }

  #report({ comparison, names }: Shown, folder: Uri): Promise<void> {
    const report = comparisonReport(comparison, names, `CoT Lens ${this.#services.toolVersion}`);
    return saveReportAs(this.#services, report, 'comparison.html', folder);
  }

  async #run(doing: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      await this.#services.notify.unexpected(doing, error);
    }
  }
}

/** Both traces of a problem beside each other; of a bar, its traces to choose from. */
async function open(shown: Shown, { chart, places }: PlacedChart, row: number, viewColumn: ViewColumn): Promise<void> {
  const found = places[row]?.() ?? [];
  const [first, second] = found;
  if (chart.id !== 'problems' || !first || !second) {
    return openPlaces(found, [shown.a, shown.b], `${chart.title}: ${chart.table.rows[row]?.[0] ?? ''}`, viewColumn);
  }
  const [a, b] = [await refOf(shown.a, first), await refOf(shown.b, second)];
  if (!a || !b) return;
  if (!shown.variants) {
    const title = `${traceName(a)} ↔ ${traceName(b)}`;
    await commands.executeCommand('vscode.diff', traceUri(a), traceUri(b), title, { viewColumn });
    return;
  }
  const entry = await shown.a.corpus.entry(first.position);
  const rows = entry ? await shown.variants.of({ number: entry.record.number, hash: entry.hash }, a.traceIndex) : [];
  const variant = rows.at(-1);
  if (variant) await commands.executeCommand('cotLens.showVariant', a, variant.id);
  else await showTrace(a);
}

async function refOf({ uri, corpus }: LoadedCorpus, place: TracePlace): Promise<TraceRef | undefined> {
  const entry = await corpus.entry(place.position);
  return entry && { corpus: uri, record: entry.record.number, traceIndex: place.traceIndex };
}
