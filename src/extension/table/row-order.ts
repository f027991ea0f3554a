import { LABELS_COLUMN, refOf, TABLE_COLUMNS } from '../../app/table/columns.ts';
import { type FilterOutcome, filterRows, type RowWork } from '../../app/table/filter-rows.ts';
import { type SortKeys, sortByKeys, sortKeys } from '../../app/table/sort-rows.ts';
import type { TableSources } from '../../app/table/table-row.ts';
import { parseFilter } from '../../core/filter/parse.ts';
import type { FilterNode } from '../../core/filter/types.ts';
import type { PlaceRange, TableSort, ToTable } from '../../protocol/table.ts';
import { breather } from '../export/work.ts';

/** How often the table is told of new hits, in ms. */
const TELL_MS = 120;

/** Which rows are shown and in which order: hits of the filter, sorted. */
export class RowOrder {
  /** Changes when places mean other rows; hits that are added at the end leave it. */
  generation: number;
  readonly #sources: TableSources;
  readonly #post: (message: ToTable) => void;
  #hits: Uint32Array | null = null;
  #hitCount = 0;
  /** Positions in the order of the sort; null for the order of the file. */
  #sorted: Uint32Array | null = null;
  #keys: { readonly column: string; readonly run: number; readonly keys: SortKeys } | null = null;
  #stop = new AbortController();
  #run = 0;
  #outcome: FilterOutcome | null = null;
  #isShown = false;
  #isLooking = false;
  /** The sort that is asked for, and the one that the rows stand in. */
  #wish: TableSort | null = null;
  #applied: TableSort | null = null;

  /** `generation`: larger than that of any order that was shown in the same table. */
  constructor(sources: TableSources, post: (message: ToTable) => void, generation: number) {
    this.generation = generation;
    this.#sources = sources;
    this.#post = post;
  }

  /** Rows that are shown. */
  get count(): number {
    return this.#hits ? this.#hitCount : this.#sources.corpus.count;
  }

  /** Rows that are shown, as rising positions; null for all. */
  get rows(): Uint32Array | null {
    return this.#hits?.slice(0, this.#hitCount) ?? null;
  }

  /** Position of the row at a place; -1 when there is none. */
  positionAt(place: number): number {
    if (place < 0 || place >= this.count) return -1;
    return this.#sorted?.[place] ?? this.#hits?.[place] ?? place;
  }

  /** The rising positions of the rows at some places. */
  positionsIn(ranges: readonly PlaceRange[]): Uint32Array {
    const found: number[] = [];
    for (const { from, to } of ranges) {
      for (let place = Math.max(0, from); place < Math.min(to, this.count); place += 1)
        found.push(this.positionAt(place));
    }
    return Uint32Array.from(found).sort();
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Shows the rows that fit a filter, then sorts them. A filter with an error is told and changes nothing. */
  async filter(text: string, sort: TableSort | null): Promise<void> {
    const { node, problems } = parseFilter(text, [...TABLE_COLUMNS, LABELS_COLUMN]);
    this.#post({
      kind: 'problems',
      problems: problems.map(({ message, span }) => ({ message, start: span?.start ?? 0, end: span?.end ?? 0 })),
    });
    // A filter that was left with an error must not leave the table empty.
    if (problems.length > 0 && this.#isShown) return;
    const run = this.#begin();
    this.#outcome = null;
    this.#keys = null;
    this.#sorted = null;
    this.#applied = null;
    this.#hits = node ? new Uint32Array(1024) : null;
    this.#hitCount = 0;
    this.#shown(true);
    this.#wish = sort;
    if (node) await this.#look(node, run);
    else this.#tell(false, 1);
    // A stop leaves the hits so far, which are sorted too.
    if (this.#run === run) await this.#sort(this.#wish);
  }

  /** Sorts the rows that are shown; null brings back the order of the file. Waits for a filter that still looks. */
  async sort(sort: TableSort | null): Promise<void> {
    this.#wish = sort;
    if (!this.#isLooking) await this.#sort(sort);
  }

  async #sort(sort: TableSort | null): Promise<void> {
    const run = this.#begin();
    try {
      const sorted = sort && (await this.#sortedBy(sort, run));
      if (this.#run !== run) return;
      const changes = sorted !== null || this.#sorted !== null;
      this.#sorted = sorted;
      this.#applied = sort;
      if (changes) this.#shown(true);
      this.#job('sort', false, 1, '');
    } catch (error) {
      if (this.#run !== run) return;
      this.#job('sort', false, 1, 'Sorting was stopped; the order is as before.');
      this.#post({ kind: 'sorted', sort: this.#applied });
      if (!this.#stop.signal.aborted) throw error;
    }
  }

  #begin(): number {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#isLooking = false;
    this.#run += 1;
    return this.#run;
  }

  async #look(node: FilterNode, run: number): Promise<void> {
    let told = performance.now();
    const all = this.#sources.corpus.count;
    const work: RowWork = {
      signal: this.#stop.signal,
      pause: breather(),
      onProgress: (looked, hits) => {
        if (this.#run !== run) return;
        this.#add(hits);
        if (performance.now() - told < TELL_MS) return;
        told = performance.now();
        this.#shown(false);
        this.#tell(
          true,
          looked / all,
          `Looking: ${figure(this.#hitCount)} hits in ${figure(looked)} of ${figure(all)} rows`,
        );
      },
    };
    this.#isLooking = true;
    const outcome = await filterRows(this.#sources, node, work);
    if (this.#run !== run) return;
    this.#isLooking = false;
    this.#outcome = outcome;
    this.#shown(false);
    this.#tell(false, 1);
  }

  #add(hits: Uint32Array): void {
    const before = this.#hits ?? new Uint32Array(1024);
    let space = before;
    if (this.#hitCount + hits.length > before.length) {
      space = new Uint32Array(Math.max(before.length * 2, this.#hitCount + hits.length));
      space.set(before);
    }
    space.set(hits, this.#hitCount);
    this.#hits = space;
    this.#hitCount += hits.length;
  }

  async #sortedBy({ column, descending }: TableSort, run: number): Promise<Uint32Array> {
    if (column === 'line') {
      const inOrder = this.rows ?? Uint32Array.from({ length: this.count }, (_, position) => position);
      return descending ? inOrder.reverse() : inOrder;
    }
    const { rows, count } = this;
    let told = performance.now();
    const work: RowWork = {
      signal: this.#stop.signal,
      pause: breather(),
      onProgress: (looked) => {
        if (performance.now() - told < TELL_MS) return;
        told = performance.now();
        this.#job(
          'sort',
          true,
          looked / Math.max(1, count),
          `Reading ${figure(looked)} of ${figure(count)} rows to sort`,
        );
      },
    };
    this.#job('sort', true, 0, 'Sorting');
    const known = this.#keys?.column === column ? this.#keys.keys : null;
    const keys = known ?? (await sortKeys(this.#sources, refOf(column), rows, work));
    if (this.#run === run) this.#keys = { column, run, keys };
    const places = await sortByKeys(keys, descending, work);
    return rows ? places.map((place) => rows[place] ?? 0) : places;
  }

  #shown(isNew: boolean): void {
    if (isNew) this.generation += 1;
    this.#isShown = true;
    this.#post({ kind: 'order', generation: this.generation, count: this.count });
  }

  #tell(running: boolean, share: number, text?: string): void {
    this.#job('filter', running, share, text ?? this.#countText());
  }

  #job(job: 'filter' | 'sort', running: boolean, share: number, text: string): void {
    this.#post({ kind: 'job', job, running, share, text });
  }

  #countText(): string {
    const all = this.#sources.corpus.count;
    if (!this.#outcome) return `${figure(all)} ${all === 1 ? 'row' : 'rows'}`;
    const { hits, looked, stopped, tooLong, absent } = this.#outcome;
    const found = `${figure(hits)} of ${figure(all)} rows`;
    const parts = [
      stopped === 'cancelled' ? `${figure(hits)} hits; stopped after ${figure(looked)} of ${figure(all)} rows` : '',
      stopped === 'hits' ? `${found}; stopped there, as no more hits are kept` : '',
      stopped === null ? found : '',
      tooLong > 0 ? `${figure(tooLong)} records are too long and were not looked into` : '',
      absent.length > 0
        ? `no record that was looked at has a field ${absent.map((name) => `"${name}"`).join(', ')}`
        : '',
    ];
    return parts.filter((part) => part !== '').join('; ');
  }
}

function figure(value: number): string {
  return value.toLocaleString('en');
}
