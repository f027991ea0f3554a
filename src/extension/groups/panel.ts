import { type Disposable, type Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import { type AnalysisPool, analystHere, type TraceAnalyst } from '../../app/analyst.ts';
import { type AnnotationLog, annotationsPath, openAnnotations } from '../../app/annotation-store.ts';
import { readGroups } from '../../app/groups/read-groups.ts';
import { indexVariants } from '../../app/variant-index.ts';
import { variantsPath } from '../../app/variant-store.ts';
import { baselineScores } from '../../core/groups/baseline-score.ts';
import type { GroupView } from '../../core/groups/group-page.ts';
import { type ChosenColumn, type GroupTable, groupTable } from '../../core/groups/group-table.ts';
import type { SampleGroup } from '../../core/groups/types.ts';
import type { PersonVerdict } from '../../core/model/annotation.ts';
import { rewardColumns } from '../../core/rewards/registry.ts';
import type { TokenCounter, TokenizerData } from '../../core/tokens/types.ts';
import type { FromGroups } from '../../protocol/groups.ts';
import { counterFor, settingsOf } from '../analysis-settings.ts';
import { showTrace } from '../commands/open-commands.ts';
import type { Corpora, LoadedCorpus } from '../corpora.ts';
import { baseName, frameOf } from '../export/draft.ts';
import { withWork } from '../export/work.ts';
import type { Files } from '../files.ts';
import { pageOptions, webviewPage } from '../webview-page.ts';
import { GROUPS_BODY } from './page.ts';
import { pickBaseline } from './pick-baseline.ts';
import { groupsState } from './state.ts';

/** Columns that are chosen when the view is opened first. */
const FIRST_COLUMNS = ['kimi-length', 'o1-pruner', 'truncation'];
const FIRST_VIEW: GroupView = { sort: 'file', descending: false, filter: 'all', page: 0 };
/** Columns whose values need an analysis of every trace. */
const ANALYZED = ['outcome-efficiency', 'process-efficiency'];

/** A view on the groups of one corpus. */
interface Open {
  readonly uri: Uri;
  readonly panel: WebviewPanel;
  readonly counter: TokenCounter;
  loaded: LoadedCorpus;
  verdicts: AnnotationLog;
  groups: readonly SampleGroup[];
  analyzed: boolean;
  columns: readonly ChosenColumn[];
  table: GroupTable;
  view: GroupView;
  baseline: Baseline | null;
}

/** Samples of the same problems to compare with. */
interface Baseline {
  readonly uri: Uri;
  readonly groups: readonly SampleGroup[];
}

/** What the view of groups works with. */
export interface GroupServices {
  readonly extensionUri: Uri;
  readonly corpora: Corpora;
  readonly files: Files;
  readonly tokenizers: TokenizerData;
  readonly analyses: AnalysisPool | null;
  readonly toolVersion: string;
}

/** The views of groups, one panel a corpus. */
export class GroupPanels implements Disposable {
  readonly #services: GroupServices;
  readonly #open = new Map<string, Open>();
  readonly #listener: Disposable;

  constructor(services: GroupServices) {
    this.#services = services;
    this.#listener = services.corpora.onDidChange((uri) => {
      const open = this.#open.get(uri.toString());
      if (open) void this.#reread(open);
      for (const each of this.#open.values())
        if (each.baseline?.uri.toString() === uri.toString()) void this.#compareWith(each, uri);
    });
  }

  dispose(): void {
    this.#listener.dispose();
    for (const { panel } of this.#open.values()) panel.dispose();
  }

  /** Shows the groups of a corpus; reads it below a message with its progress. */
  async show(uri: Uri): Promise<void> {
    const known = this.#open.get(uri.toString());
    if (known) return known.panel.reveal();
    const read = await this.#read(uri, false);
    if (read === undefined) return;
    const columns = columnsOf(FIRST_COLUMNS, []);
    const panel = this.#panel(uri);
    const table = groupTable(read.groups, columns);
    const open: Open = { uri, panel, ...read, analyzed: false, columns, table, view: FIRST_VIEW, baseline: null };
    this.#open.set(uri.toString(), open);
    panel.onDidDispose(() => this.#open.delete(uri.toString()));
    panel.webview.onDidReceiveMessage((message: FromGroups) => void this.#receive(open, message));
    panel.webview.html = webviewPage(panel.webview, this.#services.extensionUri, {
      title: 'CoT Lens Groups',
      script: 'groups.js',
      styles: ['groups.css'],
      body: GROUPS_BODY,
    });
  }

  /** The groups of a corpus, read below a message with its progress; none when that was cancelled. */
  async groupsOf(uri: Uri): Promise<readonly SampleGroup[]> {
    return (await this.#read(uri, false))?.groups ?? [];
  }

  /** Stores a person's verdict on a trace and shows it where its groups are open. */
  async judge(uri: Uri, record: number, traceIndex: number, verdict: PersonVerdict): Promise<boolean> {
    const { corpora, files, toolVersion } = this.#services;
    const entry = await (await corpora.get(uri)).find(record);
    const trace = entry?.traces[traceIndex];
    if (!entry || !trace) return false;
    const open = this.#open.get(uri.toString());
    const verdicts = open?.verdicts ?? (await openAnnotations(files.appendFile(annotationsUri(uri))));
    const judged = { record, traceIndex, traceId: trace.id, sourceHash: entry.hash };
    await verdicts.put(judged, verdict, { time: new Date().toISOString(), toolVersion });
    if (open) await this.#reread(open);
    return true;
  }

  #panel(uri: Uri): WebviewPanel {
    const { extensionUri } = this.#services;
    return window.createWebviewPanel('cotLens.groups', `Groups of ${baseName(uri)}`, ViewColumn.Active, {
      ...pageOptions(extensionUri),
      retainContextWhenHidden: true,
    });
  }

  /** Reads a corpus into groups; undefined when that was cancelled. */
  async #read(
    uri: Uri,
    analyze: boolean,
  ): Promise<Pick<Open, 'loaded' | 'verdicts' | 'counter' | 'groups'> | undefined> {
    const { corpora, files } = this.#services;
    const loaded = await corpora.get(uri);
    const counter = await counterFor([uri], this.#services.tokenizers);
    const verdicts = await openAnnotations(files.appendFile(annotationsUri(uri)));
    const wish = {
      verdictOf: ({ traceIndex, sourceHash }: { traceIndex: number; sourceHash?: string }) =>
        verdicts.of(sourceHash ?? '', traceIndex),
    };
    const variants = [await indexVariants(files.appendFile(uri.with({ path: variantsPath(uri.path) })))];
    const extras = { variants, hashes: true, ...(analyze ? { analyst: this.#analyst(uri, counter) } : {}) };
    const groups = await withWork(`Grouping ${baseName(uri)}`, (work) =>
      readGroups([loaded.corpus], counter, wish, work, extras),
    );
    return groups && { loaded, verdicts, counter, groups };
  }

  #analyst(uri: Uri, counter: TokenCounter): TraceAnalyst {
    const { analyze } = frameOf([uri]);
    const { analyses } = this.#services;
    return analyses?.under(analyze, settingsOf(uri).tokenizer) ?? analystHere(analyze, counter);
  }

  async #reread(open: Open): Promise<void> {
    const read = await this.#read(open.uri, open.analyzed).catch(() => undefined);
    if (!read || !this.#open.has(open.uri.toString())) return;
    Object.assign(open, read);
    await this.#update(open);
  }

  async #receive(open: Open, message: FromGroups): Promise<void> {
    if (message.kind === 'open') return this.#openSample(open, message.group, message.sample);
    if (message.kind === 'judge') {
      const sample = open.groups[message.group]?.samples[message.sample];
      const entry = sample && (await open.loaded.read(sample.position));
      if (entry) await this.judge(open.uri, entry.record.number, sample.traceIndex, message.verdict);
      return;
    }
    if (message.kind === 'baseline') return this.#chooseBaseline(open);
    if (message.kind === 'view') open.view = message.view;
    if (message.kind === 'columns') await this.#choose(open, message.ids);
    if (message.kind === 'option') setOption(open, message);
    await this.#update(open);
  }

  async #choose(open: Open, ids: readonly string[]): Promise<void> {
    open.columns = columnsOf(ids, open.columns);
    if (open.analyzed || !ids.some((id) => ANALYZED.includes(id))) return;
    const read = await this.#read(open.uri, true);
    if (read) Object.assign(open, read, { analyzed: true });
    else open.columns = open.columns.filter(({ column }) => !ANALYZED.includes(column.id));
  }

  async #chooseBaseline(open: Open): Promise<void> {
    const chosen = await pickBaseline(open.uri, open.baseline?.uri ?? null);
    if (chosen === undefined) return;
    if (chosen !== null) return this.#compareWith(open, chosen);
    open.baseline = null;
    await this.#update(open);
  }

  async #compareWith(open: Open, uri: Uri): Promise<void> {
    const read = await this.#read(uri, false);
    if (!read || !this.#open.has(open.uri.toString())) return;
    open.baseline = { uri, groups: read.groups };
    await this.#update(open);
  }

  async #openSample(open: Open, group: number, place: number): Promise<void> {
    const sample = open.groups[group]?.samples[place];
    const entry = sample && (await open.loaded.read(sample.position));
    if (entry) await showTrace({ corpus: open.uri, record: entry.record.number, traceIndex: sample.traceIndex });
  }

  async #update(open: Open): Promise<void> {
    open.table = groupTable(open.groups, open.columns);
    const name = baseName(open.uri);
    const shown = {
      title: `Groups of ${name}`,
      files: [name],
      tokenizer: open.counter.id,
      tokensExact: open.counter.exact,
      baseline: open.baseline && {
        name: baseName(open.baseline.uri),
        scores: baselineScores(open.baseline.groups, open.groups),
      },
      notes: [],
    };
    await open.panel.webview.postMessage({
      kind: 'state',
      state: groupsState(shown, open.table, open.columns, open.view),
    });
  }
}

/** The columns with these ids, in the order of the registry as the page shows them, with the options that they had. */
function columnsOf(ids: readonly string[], before: readonly ChosenColumn[]): readonly ChosenColumn[] {
  return rewardColumns
    .filter(({ id }) => ids.includes(id))
    .map((column) => before.find((each) => each.column.id === column.id) ?? { column, options: {} });
}

function setOption(open: Open, { column: id, option, value }: FromGroups & { readonly kind: 'option' }): void {
  open.columns = open.columns.map((each) => {
    const spec = each.column.id === id ? each.column.options.find((known) => known.id === option) : undefined;
    const fits =
      spec && Number.isFinite(value) && value >= (spec.least ?? -Infinity) && value <= (spec.most ?? Infinity);
    return fits ? { ...each, options: { ...each.options, [option]: value } } : each;
  });
}

function annotationsUri(corpus: Uri): Uri {
  return corpus.with({ path: annotationsPath(corpus.path) });
}
