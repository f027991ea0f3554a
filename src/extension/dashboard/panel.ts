import { type Disposable, Uri, ViewColumn, workspace } from 'vscode';
import type { PlacedChart } from '../../core/statistics/chart.ts';
import { corpusCharts, corpusLines } from '../../core/statistics/corpus-charts.ts';
import type { DashboardScope, FromDashboard } from '../../protocol/dashboard.ts';
import { baseName } from '../export/draft.ts';
import type { AnnotationLogs } from '../labels/logs.ts';
import type { LanguageServer } from '../language-client.ts';
import type { Notifier } from '../notify.ts';
import { revealStep } from '../steps.ts';
import { parseTraceUri } from '../trace-fs/uris.ts';
import type { StoredVariants } from '../variants/stored.ts';
import { ChartsPanel, type PageFrame } from './charts-panel.ts';
import { CorpusReading, type ReadingServices } from './corpus-reading.ts';
import { openPlaces } from './open-places.ts';
import { saveReport } from './save-report.ts';
import { tracePage } from './trace-page.ts';

/** What the dashboard works with. */
export interface DashboardServices extends ReadingServices {
  readonly extensionUri: Uri;
  readonly server: LanguageServer;
  readonly notify: Notifier;
  readonly toolVersion: string;
  readonly logs: AnnotationLogs;
  readonly stored: StoredVariants;
}

/** A corpus that was read within this time, in ms, is read again by itself when its labels or variants change. */
const SOON_MS = 3000;
/** How long that waits at least, in ms, and how often as long as the reading took: a batch adds variants all the time. */
const REST_MS = 700;
const REST_TIMES = 4;
const OLDER = 'Labels or variants changed since these figures were read: Read Again counts them.';

const NOTHING: PageFrame = {
  title: 'No trace is open',
  lines: ['Open a trace document to see what its steps cost, or a file of traces to see all of them.'],
  scope: null,
  progress: null,
  reports: false,
};

/**
 * The dashboard: charts of the trace that was last active, or of its whole corpus. One panel; it follows the active trace document.
 */
export class Dashboard implements Disposable {
  readonly #services: DashboardServices;
  readonly #listeners: readonly Disposable[];
  #panel: ChartsPanel | null = null;
  #trace: Uri | null = null;
  #corpus: Uri | null = null;
  #scope: DashboardScope = 'trace';
  #reading: CorpusReading | null = null;
  /** What stands beside the corpus changed since the reading began. */
  #isOlder = false;
  #renewing = false;
  /** Counts changes of what is shown, so that what comes late is not shown. */
  #turn = 0;

  constructor(services: DashboardServices) {
    this.#services = services;
    services.server.onTraceSummary((summary) => {
      if (this.#scope === 'trace' && summary.uri === this.#trace?.toString()) this.#update();
    });
    this.#listeners = [
      services.corpora.onDidChange((uri) => {
        if (uri.toString() !== this.#reading?.uri.toString()) return;
        this.#forget();
        if (this.#scope === 'corpus') this.#update();
      }),
      services.logs.onDidChange((uri) => this.#beside(uri)),
      services.stored.onDidChange((uri) => this.#beside(uri)),
    ];
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#forget();
    this.#panel?.dispose();
  }

  /** Shows the dashboard for a trace document or a corpus; with null the panel says how to open one. */
  show(shown: Uri | null): void {
    if (shown) this.#turnTo(shown);
    if (this.#panel) this.#panel.reveal();
    else this.#panel = this.#newPanel();
    this.#update();
  }

  /** Follows the active editor while the panel is open; the whole corpus stays until another one is opened. */
  follow(trace: Uri): void {
    const ref = parseTraceUri(trace);
    if (!this.#panel || !ref || trace.toString() === this.#trace?.toString()) return;
    const isSame = this.#trace !== null && ref.corpus.toString() === this.#corpus?.toString();
    this.#trace = trace;
    this.#corpus = ref.corpus;
    // Of the same corpus nothing changes but that there is a trace to switch to.
    if (this.#scope === 'trace' || !isSame) this.#update();
  }

  #turnTo(shown: Uri): void {
    const ref = parseTraceUri(shown);
    this.#scope = ref ? 'trace' : 'corpus';
    if (ref) this.#trace = shown;
    else if (this.#trace && parseTraceUri(this.#trace)?.corpus.toString() !== shown.toString()) this.#trace = null;
    this.#corpus = ref?.corpus ?? shown;
  }

  #newPanel(): ChartsPanel {
    return new ChartsPanel({
      extensionUri: this.#services.extensionUri,
      viewType: 'cotLens.dashboard',
      title: 'CoT Lens Dashboard',
      column: ViewColumn.Beside,
      folder: () => (this.#corpus ? Uri.joinPath(this.#corpus, '..') : null),
      receive: (message) => this.#receive(message),
      open: (placed, row, column) => void this.#run('open the trace', () => this.#open(placed, row, column)),
      closed: () => {
        this.#panel = null;
        this.#forget();
      },
    });
  }

  #receive(message: Exclude<FromDashboard, { readonly kind: 'save' | 'open' | 'ready' }>): void {
    if (message.kind === 'scope') this.#scope = message.scope;
    const reading = this.#reading;
    if (message.kind === 'stop') {
      reading?.stop();
      return;
    }
    if (message.kind === 'report') {
      if (reading) void this.#run('save the report', () => saveReport(this.#services, reading));
      return;
    }
    // A reading that is done is made anew: what stands beside the corpus may be another by now.
    if (message.kind === 'go' && reading?.progress.state === 'done') this.#forget();
    this.#update();
  }

  async #open({ chart, places }: PlacedChart, row: number, column: ViewColumn): Promise<void> {
    if (this.#scope === 'trace') {
      if (this.#trace) await revealStep(this.#trace, row);
      return;
    }
    const label = chart.table.rows[row]?.[0] ?? '';
    if (this.#reading)
      await openPlaces(places[row]?.() ?? [], [this.#reading.loaded], `${chart.title}: ${label}`, column);
  }

  /** What stands beside a corpus changed: figures that are read soon are read again, others say that they are older. */
  #beside(uri: Uri): void {
    const reading = this.#reading;
    if (uri.toString() !== reading?.uri.toString()) return;
    this.#isOlder = true;
    if (reading.progress.state !== 'done') return;
    if (reading.tookMs <= SOON_MS) void this.#run('read the figures again', () => this.#renew(reading));
    else this.#tell(uri);
  }

  /** Reads again beside what is shown, until nothing changed meanwhile, and shows that in its place. */
  async #renew(shown: CorpusReading): Promise<void> {
    if (this.#renewing) return;
    this.#renewing = true;
    try {
      while (this.#isOlder && this.#reading === shown) {
        await new Promise((rested) => setTimeout(rested, Math.max(REST_MS, REST_TIMES * shown.tookMs)));
        this.#isOlder = false;
        const fresh = await CorpusReading.open(shown.uri, this.#services, () => this.#tell(shown.uri));
        await fresh.run();
        if (this.#reading !== shown) return;
        this.#reading = fresh;
        shown = fresh;
        this.#tell(fresh.uri);
      }
    } finally {
      this.#renewing = false;
    }
  }

  #forget(): void {
    this.#reading?.stop();
    this.#reading = null;
    this.#isOlder = false;
  }

  #update(): void {
    this.#turn += 1;
    const turn = this.#turn;
    void this.#run('show the dashboard', async () => {
      if (this.#scope === 'corpus') await this.#updateCorpus(turn);
      else await this.#updateTrace(turn);
    });
  }

  async #run(doing: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      await this.#services.notify.unexpected(doing, error);
    }
  }

  async #updateTrace(turn: number): Promise<void> {
    this.#reading?.stop();
    const uri = this.#trace;
    const document = uri && workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
    const server = this.#services.server;
    const reply = document ? await server.analyze({ kind: 'document', uri: document.uri.toString() }) : null;
    if (turn !== this.#turn) return;
    const page = document && reply ? tracePage(document.fileName, document.getText(), reply) : null;
    await this.#panel?.show(page?.frame ?? NOTHING, page?.charts ?? []);
  }

  async #updateCorpus(turn: number): Promise<void> {
    const uri = this.#corpus;
    if (!uri) return;
    if (this.#reading?.uri.toString() !== uri.toString()) {
      this.#forget();
      const waiting = { state: 'running', share: 0, text: 'opening' } as const;
      await this.#panel?.show({ ...NOTHING, ...this.#frame(uri), lines: [], progress: waiting }, []);
      const reading = await CorpusReading.open(uri, this.#services, () => this.#tell(uri));
      if (turn !== this.#turn) return;
      this.#reading = reading;
      this.#watch(uri);
    }
    await this.#reading?.stopped();
    this.#tell(uri);
    if (turn === this.#turn && this.#reading?.progress.state === 'stopped') await this.#reading.run();
    if (this.#isOlder) this.#beside(uri);
  }

  /** What stands beside a corpus is watched from the first time on that it is asked for. */
  #watch(uri: Uri): void {
    const { logs, stored } = this.#services;
    // A file that cannot be read is told of by those who need what it says.
    void Promise.all([logs.of(uri), stored.of(uri)]).catch(() => undefined);
  }

  #frame(uri: Uri): Pick<PageFrame, 'title' | 'scope'> {
    return { title: baseName(uri), scope: this.#trace ? 'corpus' : null };
  }

  /** Shows what was read so far of a corpus, if it is that which is looked at. */
  #tell(uri: Uri): void {
    const reading = this.#reading;
    if (!this.#panel || this.#scope !== 'corpus' || reading?.uri.toString() !== uri.toString()) return;
    const { figures, progress } = reading;
    const lines = [...corpusLines(figures), ...(this.#isOlder && reading.tookMs > SOON_MS ? [OLDER] : [])];
    const frame = { ...this.#frame(uri), lines, progress, reports: progress.state === 'done' };
    void this.#panel.show(frame, corpusCharts(figures));
  }
}
