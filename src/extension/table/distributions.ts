import { refOf } from '../../app/table/columns.ts';
import { FIGURES, type FigureId } from '../../app/table/figures.ts';
import { type Histogram, histogramOf } from '../../app/table/histogram.ts';
import { sortKeys } from '../../app/table/sort-rows.ts';
import type { TableSources } from '../../app/table/table-row.ts';
import type { ToTable } from '../../protocol/table.ts';
import { breather } from '../export/work.ts';

/** How often the distribution of figures is told while they are computed, in ms. */
const TELL_MS = 1000;

/** The distributions in the heads of number columns: figures as far as they are computed, fields of the records of all rows. */
export class Distributions {
  readonly #sources: TableSources;
  readonly #post: (message: ToTable) => void;
  readonly #read = new Set<string>();
  readonly #stop = new AbortController();
  #told = 0;
  #later: ReturnType<typeof setTimeout> | null = null;

  constructor(sources: TableSources, post: (message: ToTable) => void) {
    this.#sources = sources;
    this.#post = post;
  }

  dispose(): void {
    this.#stop.abort();
    if (this.#later !== null) clearTimeout(this.#later);
  }

  /** Tells the distribution of the figures, not more often than people can look. */
  figures(): void {
    if (this.#later !== null || this.#stop.signal.aborted) return;
    this.#later = setTimeout(
      () => {
        this.#later = null;
        this.#told = performance.now();
        for (const id of FIGURES) this.#figure(id);
      },
      Math.max(0, this.#told + TELL_MS - performance.now()),
    );
  }

  /** Reads the fields among the columns, each once; one that holds no numbers has no distribution. */
  async fields(columns: readonly string[]): Promise<void> {
    const work = { signal: this.#stop.signal, pause: breather() };
    for (const column of columns) {
      const ref = refOf(column);
      if (ref.kind !== 'field' || this.#read.has(column)) continue;
      this.#read.add(column);
      try {
        const { numbers } = await sortKeys(this.#sources, ref, null, work);
        const histogram = histogramOf(numbers);
        if (histogram) this.#tell(column, histogram, histogram.count);
      } catch (error) {
        if (!this.#stop.signal.aborted) throw error;
      }
    }
  }

  #figure(id: FigureId): void {
    const histogram = histogramOf(this.#sources.figures.all(id));
    if (histogram) this.#tell(id, histogram, this.#sources.figures.known(id));
  }

  #tell(column: string, { bins, least, most, median }: Histogram, known: number): void {
    const highest = Math.max(...bins, 1);
    const all = this.#sources.corpus.count;
    const text = (value: number): string =>
      column === 'skippable' ? `${Math.round(value * 100)} %` : Number(value.toPrecision(4)).toLocaleString('en');
    const of =
      known === all
        ? `all ${all.toLocaleString('en')} rows`
        : `${known.toLocaleString('en')} of ${all.toLocaleString('en')} rows`;
    this.#post({
      kind: 'distribution',
      column,
      bars: bins.map((size) => size / highest),
      text: `${text(least)} to ${text(most)}, half of them up to ${text(median)}; ${of}`,
    });
  }
}
