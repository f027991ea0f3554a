import {
  EventEmitter,
  MarkdownString,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type Uri,
  workspace,
} from 'vscode';
import type { AnnotationLog } from '../../app/annotation-store.ts';
import { CORPUS_GLOB, isCorpusPath } from '../../app/sources/containers.ts';
import { countLabelled } from '../../core/annotations/trace-annotations.ts';
import type { SampleGroup } from '../../core/groups/types.ts';
import type { Trace } from '../../core/model/trace.ts';
import type { VariantRow } from '../../core/model/variant.ts';
import type { Corpora, LoadedRecord } from '../corpora.ts';
import type { AnnotationLogs } from '../labels/logs.ts';
import type { TraceRef } from '../trace-fs/uris.ts';
import { askedText, changeText } from '../variants/figures.ts';
import { type StoredVariant, type StoredVariants, variantsOfTrace } from '../variants/stored.ts';
import type { TextCorpora } from './text-corpora.ts';

/** Most corpora that the view looks for in the workspace, and traces that a corpus shows at a time. */
const CORPUS_LIMIT = 500;
const PAGE = 200;
const LABEL_LENGTH = 80;

/** A node of the view. */
export type TraceNode =
  | { readonly kind: 'corpus'; readonly corpus: Uri }
  | {
      readonly kind: 'trace';
      readonly ref: TraceRef;
      readonly title: string;
      readonly detail: string;
      readonly variants: readonly StoredVariant[];
    }
  | { readonly kind: 'group'; readonly corpus: Uri; readonly group: SampleGroup }
  | { readonly kind: 'variant'; readonly ref: TraceRef; readonly stored: StoredVariant }
  | { readonly kind: 'broken'; readonly corpus: Uri; readonly record: number; readonly reason: string }
  | { readonly kind: 'more'; readonly corpus: Uri; readonly shown: number; readonly all: number }
  | { readonly kind: 'note'; readonly text: string };

/** Corpora of the workspace and the ones opened, with their traces. Records are read when a corpus is expanded. */
export class TraceTree implements TreeDataProvider<TraceNode> {
  readonly #corpora: Corpora;
  readonly #stored: StoredVariants;
  readonly #logs: AnnotationLogs;
  readonly #groupsOf: (corpus: Uri) => Promise<readonly SampleGroup[]>;
  /** Groups by corpus while traces are grouped. */
  readonly #groups = new Map<string, Promise<readonly SampleGroup[]>>();
  #isGrouped = false;
  readonly #pages = new Map<string, number>();
  readonly #texts: TextCorpora;
  readonly #changed = new EventEmitter<TraceNode | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(
    corpora: Corpora,
    stored: StoredVariants,
    logs: AnnotationLogs,
    groupsOf: (corpus: Uri) => Promise<readonly SampleGroup[]>,
    texts: TextCorpora,
  ) {
    this.#texts = texts;
    this.#groupsOf = groupsOf;
    this.#logs = logs;
    logs.onDidChange(() => this.#changed.fire(undefined));
    this.#corpora = corpora;
    this.#stored = stored;
    stored.onDidChange(() => this.#changed.fire(undefined));
    corpora.onDidChange((uri) => {
      this.#groups.delete(uri.toString());
      this.#changed.fire(undefined);
    });
  }

  refresh(): void {
    this.#groups.clear();
    this.#changed.fire(undefined);
  }

  /** Puts the samples of a problem together, or lists traces as they stand in their files. */
  group(isGrouped: boolean): void {
    this.#isGrouped = isGrouped;
    this.refresh();
  }

  /** Shows the next page of a corpus' traces. */
  showMore(corpus: Uri): void {
    const key = corpus.toString();
    this.#pages.set(key, (this.#pages.get(key) ?? 1) + 1);
    this.#changed.fire(undefined);
  }

  async getChildren(node?: TraceNode): Promise<TraceNode[]> {
    if (!node) return this.#roots();
    if (node.kind === 'corpus') return this.#isGrouped ? this.#problems(node.corpus) : this.#traces(node.corpus);
    if (node.kind === 'group') return this.#samples(node);
    if (node.kind !== 'trace') return [];
    return node.variants.map((stored) => ({ kind: 'variant', ref: node.ref, stored }));
  }

  getTreeItem(node: TraceNode): TreeItem {
    switch (node.kind) {
      case 'corpus':
        return corpusItem(node.corpus);
      case 'trace':
        return traceItem(node);
      case 'group':
        return groupItem(node);
      case 'variant':
        return variantItem(node);
      case 'broken':
        return brokenItem(node);
      case 'more':
        return moreItem(node);
      case 'note':
        return new TreeItem(node.text);
    }
  }

  /** The corpora that the view lists, by their paths. */
  async corpora(): Promise<readonly Uri[]> {
    return (await this.#found()).corpora;
  }

  async #found(): Promise<{ readonly corpora: readonly Uri[]; readonly cut: boolean }> {
    const found = await workspace.findFiles(CORPUS_GLOB, '**/node_modules/**', CORPUS_LIMIT + 1);
    const own = found.filter(({ path }) => isCorpusPath(path));
    const known = new Map(
      [...own.slice(0, CORPUS_LIMIT), ...(await this.#texts.find()), ...this.#corpora.opened()].map((uri) => [
        uri.toString(),
        uri,
      ]),
    );
    const corpora = [...known.values()].sort((a, b) => a.path.localeCompare(b.path));
    return { corpora, cut: found.length > CORPUS_LIMIT };
  }

  async #roots(): Promise<TraceNode[]> {
    const { corpora, cut } = await this.#found();
    const nodes: TraceNode[] = corpora.map((corpus) => ({ kind: 'corpus', corpus }));
    if (cut) nodes.push({ kind: 'note', text: `Only the first ${CORPUS_LIMIT} files are listed` });
    return nodes;
  }

  /** The problems of a corpus; one with a single sample is that trace. */
  async #problems(uri: Uri): Promise<TraceNode[]> {
    const key = uri.toString();
    const reading = this.#groups.get(key) ?? this.#groupsOf(uri);
    this.#groups.set(key, reading);
    try {
      const groups = await reading;
      const shown = groups.slice(0, PAGE * (this.#pages.get(key) ?? 1));
      const nodes: TraceNode[] = [];
      for (const group of shown) {
        if (group.samples.length > 1) nodes.push({ kind: 'group', corpus: uri, group });
        else nodes.push(...(await this.#samples({ corpus: uri, group })));
      }
      if (shown.length < groups.length) {
        nodes.push({ kind: 'more', corpus: uri, shown: shown.length, all: groups.length });
      }
      return nodes.length > 0 ? nodes : [{ kind: 'note', text: 'No traces were found' }];
    } catch (error) {
      this.#groups.delete(key);
      return [{ kind: 'note', text: error instanceof Error ? error.message : String(error) }];
    }
  }

  /** The samples of a problem with what is known of their answers. */
  async #samples({ corpus: uri, group }: { readonly corpus: Uri; readonly group: SampleGroup }): Promise<TraceNode[]> {
    const corpus = await this.#corpora.get(uri);
    const stored = await this.#stored.of(uri);
    const log = await this.#logs.of(uri);
    const nodes: TraceNode[] = [];
    for (const { position, traceIndex, tokens, grade } of group.samples) {
      const made = recordNodes(uri, await corpus.read(position), stored, log);
      const node = made.find((each) => each.kind === 'trace' && each.ref.traceIndex === traceIndex);
      if (node?.kind !== 'trace') continue;
      const verdict = grade.verdict === 'correct' ? 'right' : grade.verdict;
      const figures = `${tokens.toLocaleString('en')} tok · ${verdict} by ${grade.by}`;
      nodes.push({ ...node, detail: node.detail === '' ? figures : `${figures} · ${node.detail}` });
    }
    return nodes;
  }

  async #traces(uri: Uri): Promise<TraceNode[]> {
    try {
      const corpus = await this.#corpora.get(uri);
      const stored = await this.#stored.of(uri);
      const log = await this.#logs.of(uri);
      const limit = Math.min(corpus.count, PAGE * (this.#pages.get(uri.toString()) ?? 1));
      const nodes: TraceNode[] = [];
      for (let position = 0; position < limit; position += 1) {
        nodes.push(...recordNodes(uri, await corpus.read(position), stored, log));
      }
      if (limit < corpus.count) nodes.push({ kind: 'more', corpus: uri, shown: limit, all: corpus.count });
      return nodes.length > 0 ? nodes : [{ kind: 'note', text: 'The file holds no records' }];
    } catch (error) {
      return [{ kind: 'note', text: error instanceof Error ? error.message : String(error) }];
    }
  }
}

function recordNodes(corpus: Uri, read: LoadedRecord, stored: readonly VariantRow[], log: AnnotationLog): TraceNode[] {
  if (read.traces.length === 0) {
    const reason = read.problems[0]?.message ?? 'No trace was found in this record';
    return [{ kind: 'broken', corpus, record: read.record.number, reason }];
  }
  return read.traces.map((trace) => {
    const question = (trace.question?.text ?? trace.reasoning.text).replaceAll(/\s+/g, ' ').trim();
    const place = read.traces.length > 1 ? `${read.record.number}.${trace.index + 1}` : String(read.record.number);
    return {
      kind: 'trace',
      ref: { corpus, record: read.record.number, traceIndex: trace.index },
      title: `${place}  ${question.slice(0, LABEL_LENGTH)}`,
      detail: [trace.label ?? '', labelDetail(log, read, trace)].filter((part) => part !== '').join(' · '),
      variants: variantsOfTrace(stored, read, trace.index),
    };
  });
}

/** How far a trace is labelled; empty when it is not. */
function labelDetail(log: AnnotationLog, entry: LoadedRecord, { index, id }: Trace): string {
  if (log.isEmpty) return '';
  const trace = { record: entry.record.number, traceIndex: index, traceId: id, sourceHash: entry.hash };
  const count = countLabelled(log.stepRows(trace));
  const done = log.notesOf(trace).some((note) => note.done) ? ['labelled'] : [];
  return [...(count > 0 ? [`${count} ${count === 1 ? 'label' : 'labels'}`] : []), ...done].join(', ');
}

function corpusItem(corpus: Uri): TreeItem {
  const item = new TreeItem(corpus, TreeItemCollapsibleState.Collapsed);
  item.contextValue = 'corpus';
  item.iconPath = ThemeIcon.File;
  item.description = true;
  return item;
}

function groupItem({ group }: TraceNode & { kind: 'group' }): TreeItem {
  const { samples, question, vote } = group;
  const item = new TreeItem((question ?? 'No question').replaceAll(/\s+/g, ' ').slice(0, LABEL_LENGTH));
  item.collapsibleState = TreeItemCollapsibleState.Collapsed;
  item.contextValue = 'group';
  const graded = samples.filter(({ grade }) => grade.verdict !== 'unknown').length;
  const right = samples.filter(({ grade }) => grade.verdict === 'correct').length;
  const known = graded === 0 ? 'none graded' : `${right} of ${graded} right`;
  item.description = `${samples.length} samples · ${known}`;
  item.iconPath = new ThemeIcon('layers');
  const agree = vote === null ? '' : `\n${vote.count} of ${samples.length} say ${vote.answer}`;
  item.tooltip = new MarkdownString().appendText(`${question ?? ''}${agree}`);
  return item;
}

function traceItem(node: TraceNode & { kind: 'trace' }): TreeItem {
  const { length } = node.variants;
  const item = new TreeItem(
    node.title,
    length > 0 ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None,
  );
  item.contextValue = 'trace';
  const count = length === 0 ? '' : `${length} ${length === 1 ? 'variant' : 'variants'}`;
  item.description = [node.detail, count].filter((part) => part !== '').join(' · ');
  item.iconPath = new ThemeIcon('list-selection');
  item.tooltip = new MarkdownString().appendText(node.title);
  item.command = { title: 'Open Trace', command: 'cotLens.openTrace', arguments: [node] };
  return item;
}

function variantItem({ ref, stored }: TraceNode & { kind: 'variant' }): TreeItem {
  const { row, freshness } = stored;
  const { before, after } = row.tokens;
  const item = new TreeItem(row.strategy);
  item.contextValue = 'variant';
  const refused = row.accepted ? [] : ['refused by a guard'];
  const notes = [...refused, ...(freshness === 'stale' ? ['the record changed since'] : [])];
  item.description = [changeText({ tokens: row.tokens, ratio: before === 0 ? 1 : after / before }), ...notes].join(
    ' · ',
  );
  item.iconPath = new ThemeIcon(notes.length > 0 ? 'warning' : 'fold');
  const model = row.model ? `\n${row.model.name} at ${row.model.host}` : '';
  item.tooltip = new MarkdownString().appendText(`${row.strategy}${askedText(row.options)}\n${row.time}${model}`);
  item.command = { title: 'Show Variant', command: 'cotLens.showVariant', arguments: [ref, row.id] };
  return item;
}

function brokenItem(node: TraceNode & { kind: 'broken' }): TreeItem {
  const item = new TreeItem(`${node.record}  ${node.reason}`);
  item.contextValue = 'broken';
  item.iconPath = new ThemeIcon('warning');
  item.tooltip = new MarkdownString().appendText(node.reason);
  return item;
}

function moreItem(node: TraceNode & { kind: 'more' }): TreeItem {
  const item = new TreeItem(`Show more (${node.shown} of ${node.all} records)`);
  item.iconPath = new ThemeIcon('ellipsis');
  item.command = { title: 'Show more', command: 'cotLens.showMoreTraces', arguments: [node.corpus] };
  return item;
}
