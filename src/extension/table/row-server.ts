import { Ahead } from '../../app/analyst.ts';
import { refOf } from '../../app/table/columns.ts';
import { FIGURES } from '../../app/table/figures.ts';
import { type RecordBlock, recordBlocks } from '../../app/table/record-blocks.ts';
import { TableRow, type TableSources } from '../../app/table/table-row.ts';
import type { RecordSpan } from '../../core/jsonl/types.ts';
import type { PlaceRange, TableRowData, ToTable } from '../../protocol/table.ts';
import { breather } from '../export/work.ts';
import { cellsOf, readRow } from './cells.ts';
import type { RowOrder } from './row-order.ts';

/** Most rows that are served at a time. */
const MOST_ROWS = 400;
/** How often rows and progress are told while all rows are analysed, in ms. */
const TELL_MS = 250;

/** Rows that the table wants to show. */
type Wish = PlaceRange & { readonly generation: number };

/** Gives the table the rows that it shows, and computes their figures: those on screen first, all when asked to. */
export class RowServer {
  columns: readonly string[] = [];
  readonly #sources: TableSources;
  readonly #order: RowOrder;
  readonly #post: (message: ToTable) => void;
  readonly #onFigures: () => void;
  #wanted: Wish | null = null;
  #serving = false;
  #all: AbortController | null = null;
  #isDisposed = false;

  constructor(sources: TableSources, order: RowOrder, post: (message: ToTable) => void, onFigures: () => void) {
    this.#sources = sources;
    this.#order = order;
    this.#post = post;
    this.#onFigures = onFigures;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#all?.abort();
  }

  /** Serves rows; a later wish takes the place of one that is not served yet. */
  async want(range: Wish): Promise<void> {
    this.#wanted = range;
    if (this.#serving) return;
    this.#serving = true;
    try {
      let served: Wish | null = null;
      while (!this.#isDisposed && this.#wanted !== served) {
        served = this.#wanted;
        if (served) await this.#serve(served);
      }
    } finally {
      this.#serving = false;
    }
  }

  /** Serves the wanted rows again, after columns or figures changed. */
  async again(): Promise<void> {
    if (this.#wanted) await this.want({ ...this.#wanted, generation: this.#order.generation });
  }

  async #serve(range: Wish): Promise<void> {
    if (range.generation !== this.#order.generation) return;
    const isStale = (): boolean =>
      this.#wanted !== range || range.generation !== this.#order.generation || this.#isDisposed;
    const pending: number[] = [];
    const rows: TableRowData[] = [];
    const row = this.#row();
    for (let place = range.from; place < Math.min(range.to, range.from + MOST_ROWS, this.#order.count); place += 1) {
      if (isStale()) return;
      if (!(await readRow(row, this.#sources, this.#order.positionAt(place)))) continue;
      const cells = cellsOf(row, place, this.columns);
      if (cells.pending.length > 0) pending.push(place);
      rows.push(cells);
    }
    this.#post({ kind: 'rows', generation: range.generation, rows });
    const ahead = new Ahead<void>(this.#sources.width ?? 1);
    for (const place of pending) {
      while (ahead.isFull) await ahead.next();
      if (isStale()) return;
      ahead.begin(this.#complete(place, range, isStale), 0);
    }
    while (!ahead.isEmpty) await ahead.next();
    if (pending.length > 0) this.#onFigures();
  }

  /** Finds out what is not known of a row on screen, and tells it bit by bit. */
  async #complete(place: number, { generation }: Wish, isStale: () => boolean): Promise<void> {
    const row = this.#row();
    if (!(await readRow(row, this.#sources, this.#order.positionAt(place)))) return;
    while (cellsOf(row, place, this.columns).pending.length > 0 && (await row.raise({ urgent: true }))) {
      if (isStale()) return;
      this.#post({ kind: 'rows', generation, rows: [cellsOf(row, place, this.columns)] });
    }
  }

  /** Computes the figures of all rows that are shown, until `stopAll`; those of the rows on screen come first. */
  async computeAll(): Promise<void> {
    this.#all?.abort();
    const stop = new AbortController();
    this.#all = stop;
    const { rows, count } = this.#order;
    const ahead = new Ahead<void>(this.#sources.width ?? 1);
    const pause = breather();
    const tell = (done: number, text: string, running = true): void =>
      this.#post({ kind: 'job', job: 'figures', running, share: done / Math.max(1, count), text });
    let told = performance.now();
    let done = 0;
    const takeUntil = async (isEnough: () => boolean): Promise<void> => {
      while (!isEnough()) {
        await ahead.next();
        done += 1;
        if (performance.now() - told > TELL_MS) {
          told = performance.now();
          tell(done, `Analysing ${done.toLocaleString('en')} of ${count.toLocaleString('en')} rows`);
          this.#onFigures();
        }
        await pause();
      }
    };
    try {
      for await (const block of recordBlocks(this.#sources.corpus, rows, stop.signal)) {
        for (let place = block.from; place < block.to; place += 1) {
          const position = rows ? (rows[place] ?? 0) : place;
          const span = this.#sources.corpus.span(position);
          ahead.begin(this.#analyze(position, span, block, stop.signal), span ? span.end - span.start : 0);
          await takeUntil(() => !ahead.isFull);
        }
      }
      await takeUntil(() => ahead.isEmpty);
      tell(done, '', false);
    } catch (error) {
      if (!stop.signal.aborted) throw error;
      if (this.#all === stop) tell(done, `Analysis stopped after ${done.toLocaleString('en')} rows.`, false);
    }
    this.#onFigures();
    await this.again();
  }

  /** Computes the figures of a record that are not known yet. */
  async #analyze(
    position: number,
    span: RecordSpan | undefined,
    block: RecordBlock,
    signal: AbortSignal,
  ): Promise<void> {
    if (!span || FIGURES.every((id) => this.#sources.figures.of(id, position) !== undefined)) return;
    const row = this.#row();
    row.move(position, span, block.bytes, block.startByte);
    while (await row.raise({ signal })) signal.throwIfAborted();
  }

  stopAll(): void {
    this.#all?.abort();
  }

  #row(): TableRow {
    const fields = this.columns.map(refOf).flatMap((ref) => (ref.kind === 'field' ? [ref.name] : []));
    return new TableRow(this.#sources, fields);
  }
}
