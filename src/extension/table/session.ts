import type { Disposable, Uri } from 'vscode';
import { fieldColumn, LABELS_COLUMN, TABLE_COLUMNS } from '../../app/table/columns.ts';
import type { FromTable, TableColumnInfo, TableView, ToTable } from '../../protocol/table.ts';
import { baseName } from '../export/draft.ts';
import type { Services } from '../services.ts';
import { type ActionPlace, actOn, openRow } from './actions.ts';
import { Distributions } from './distributions.ts';
import { type OpenTable, openTable } from './open-table.ts';
import { RowOrder } from './row-order.ts';
import { RowServer } from './row-server.ts';
import { savedView, saveView } from './saved-view.ts';

/** All rows of files up to these are analysed without asking. */
const SMALL_ROWS = 2000;
const SMALL_BYTES = 32 << 20;

/** Everything that belongs to one state of the file. */
interface Shown {
  readonly table: OpenTable;
  readonly order: RowOrder;
  readonly server: RowServer;
  readonly distributions: Distributions;
  /** Nothing of this state is told any more. */
  leave(): void;
}

/** A table in an editor: answers its page, and reads the file again when it changed. */
export class TableSession implements Disposable {
  readonly #services: Services;
  readonly #uri: Uri;
  readonly #post: (message: ToTable) => void;
  readonly #listeners: readonly Disposable[];
  #view: TableView;
  #shown: Shown | null = null;
  #isDisposed = false;

  constructor(services: Services, uri: Uri, post: (message: ToTable) => void) {
    this.#services = services;
    this.#uri = uri;
    this.#post = (message) => {
      if (!this.#isDisposed) post(message);
    };
    this.#view = savedView(services.context.workspaceState, uri);
    const isOurs = (changed: Uri): boolean => changed.toString() === uri.toString() && this.#shown !== null;
    this.#listeners = [
      services.corpora.onDidChange((changed) => {
        if (isOurs(changed)) void this.#guarded(() => this.#open());
      }),
      services.stored.onDidChange((changed) => {
        if (isOurs(changed)) void this.#guarded(() => this.#recount());
      }),
    ];
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const listener of this.#listeners) listener.dispose();
    this.#leave();
  }

  receive(message: FromTable): Promise<void> {
    return this.#guarded(() => this.#answer(message));
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!this.#isDisposed) await this.#services.notify.unexpected(`show the table of ${baseName(this.#uri)}`, error);
    }
  }

  async #recount(): Promise<void> {
    await this.#shown?.table.countVariants();
    await this.#shown?.server.again();
  }

  #leave(): void {
    this.#shown?.leave();
    this.#shown = null;
  }

  async #open(): Promise<void> {
    const table = await openTable(this.#services, this.#uri);
    if (this.#isDisposed) return;
    const generation = (this.#shown?.order.generation ?? 0) + 1;
    this.#leave();
    const { corpus } = table.sources;
    const { order, server, distributions } = this.#show(table, generation);
    this.#post({
      kind: 'table',
      name: baseName(this.#uri),
      records: corpus.count,
      notes: notesOf(table),
      columns: columnsOf(table, this.#view.columns),
      view: this.#view,
    });
    const isSmall = corpus.count <= SMALL_ROWS && corpus.source.sizeBytes <= SMALL_BYTES;
    await order.filter(this.#view.filter, this.#view.sort);
    void this.#guarded(() => distributions.fields(this.#view.columns));
    if (isSmall && this.#shown?.server === server) await server.computeAll();
  }

  #show(table: OpenTable, generation: number): Shown {
    let isLeft = false;
    const post = (message: ToTable): void => {
      if (!isLeft) this.#post(message);
    };
    const distributions = new Distributions(table.sources, post);
    const order = new RowOrder(table.sources, post, generation);
    const server = new RowServer(table.sources, order, post, () => distributions.figures());
    server.columns = this.#view.columns;
    const leave = (): void => {
      isLeft = true;
      order.stop();
      server.dispose();
      distributions.dispose();
    };
    this.#shown = { table, order, server, distributions, leave };
    return this.#shown;
  }

  async #answer(message: FromTable): Promise<void> {
    if (message.kind === 'ready') return this.#open();
    const shown = this.#shown;
    if (!shown) return;
    const { order, server, table } = shown;
    const place: ActionPlace = { services: this.#services, uri: this.#uri, sources: table.sources };
    switch (message.kind) {
      case 'rows':
        return server.want(message);
      case 'filter':
        await this.#keep({ filter: message.text, top: 0 });
        return order.filter(message.text, this.#view.sort);
      case 'sort':
        await this.#keep({ sort: message.sort, top: 0 });
        return order.sort(message.sort);
      case 'columns':
        return this.#choose(shown, message.ids);
      case 'view':
        return this.#keep({ widths: message.widths, top: message.top });
      case 'cancel':
        return message.job === 'figures' ? server.stopAll() : order.stop();
      case 'compute':
        return server.computeAll();
      case 'open':
        return message.generation === order.generation ? openRow(place, order.positionAt(message.place)) : undefined;
      case 'act':
        if (message.generation === order.generation)
          await actOn(place, message.action, order.positionsIn(message.ranges));
    }
  }

  async #choose({ table, server, distributions }: Shown, ids: readonly string[]): Promise<void> {
    const known = new Set(columnsOf(table, this.#view.columns).map(({ id }) => id));
    const columns = ids.filter((id) => known.has(id));
    if (columns.length === 0) return;
    await this.#keep({ columns });
    server.columns = columns;
    void this.#guarded(() => distributions.fields(columns));
    await server.again();
  }

  async #keep(change: Partial<TableView>): Promise<void> {
    this.#view = { ...this.#view, ...change };
    await saveView(this.#services.context.workspaceState, this.#uri, this.#view);
  }
}

/** The columns on offer; fields that are shown stay, even when no sampled record has them. */
function columnsOf({ sources, fields }: OpenTable, shown: readonly string[]): readonly TableColumnInfo[] {
  const own = [...TABLE_COLUMNS, ...(sources.labelsOf ? [LABELS_COLUMN] : [])];
  const kept = shown.filter((id) => id.startsWith('.')).map((id) => id.slice(1));
  const names = [...new Set([...fields, ...kept])];
  return [
    ...own,
    ...names.map((name) => ({
      id: fieldColumn(name),
      // As conditions name it where a column has the name already.
      title: own.some((column) => column.title.toLowerCase() === name.toLowerCase()) ? fieldColumn(name) : name,
      summary: 'Field of the record',
      kind: 'field' as const,
    })),
  ];
}

function notesOf({ sources: { corpus }, counter }: OpenTable): readonly string[] {
  return [
    ...(corpus.choice
      ? []
      : ['No reader fits this file: only its fields can be shown. Choose Reader or Map Fields by Hand can help.']),
    ...(counter.exact ? [] : ['Tokens are an estimate.']),
    ...corpus.problems.slice(0, 3).map(({ message, line }) => `Line ${line}: ${message}`),
  ];
}
