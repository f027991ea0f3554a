import type { FromTable, PlaceRange, TableColumnInfo } from '../../protocol/table.ts';
import { between, type Ranges, sizeOf, toggled, withPlaces } from './ranges.ts';
import { RowsView } from './rows.ts';
import { ROW_HEIGHT, Scroller } from './scroller.ts';

/** Rows that are fetched above and below the screen. */
const AHEAD = 20;

/** The elements of the grid. */
export interface GridParts {
  readonly grid: HTMLElement;
  readonly space: HTMLElement;
  readonly head: HTMLElement;
  readonly rows: HTMLElement;
}

/** The rows of the table with their selection, by mouse and keyboard. */
export class GridView {
  readonly #parts: GridParts;
  readonly #post: (message: FromTable) => void;
  readonly #onChange: () => void;
  readonly #scroller: Scroller;
  readonly #rows: RowsView;
  #columns: readonly TableColumnInfo[] = [];
  #generation = -1;
  #count = 0;
  #chosen: Ranges = [];
  #active = 0;
  #anchor = 0;
  #asked = '';
  #frame = 0;
  /** Row to put at the top once there are rows, when a table is shown again. */
  #start = 0;

  /** `onChange`: the selection or the place changed. */
  constructor(parts: GridParts, post: (message: FromTable) => void, onChange: () => void) {
    this.#parts = parts;
    this.#post = post;
    this.#onChange = onChange;
    this.#rows = new RowsView(parts.rows);
    this.#scroller = new Scroller(parts.grid, parts.space, parts.head, () => this.#later());
    parts.grid.addEventListener('keydown', (event) => this.#key(event));
    parts.rows.addEventListener('mousedown', (event) => this.#press(event));
    parts.rows.addEventListener('dblclick', (event) => {
      const place = placeOf(event);
      if (place !== null) this.#open(place);
    });
  }

  get chosen(): Ranges {
    return this.#chosen;
  }

  get generation(): number {
    return this.#generation;
  }

  /** First row that is seen. */
  get top(): number {
    return Math.floor(this.#scroller.top / ROW_HEIGHT);
  }

  setColumns(columns: readonly TableColumnInfo[], forget: boolean): void {
    this.#columns = columns;
    this.#parts.grid.setAttribute('aria-colcount', String(columns.length));
    if (forget) this.#rows.forget();
    this.#asked = '';
    this.#later();
  }

  /** The row at the top when the rows come. */
  startAt(place: number): void {
    this.#start = place;
  }

  setOrder(generation: number, count: number): void {
    const isNew = generation !== this.#generation;
    this.#generation = generation;
    this.#count = count;
    this.#parts.grid.setAttribute('aria-rowcount', String(count + 1));
    if (isNew) {
      this.#rows.forget();
      this.#chosen = [];
      this.#active = 0;
      this.#anchor = 0;
      this.#asked = '';
    }
    this.#scroller.setRows(count);
    if (isNew) this.#scroller.goTo(0);
    if (this.#start > 0 && count > this.#start) {
      this.#scroller.goTo(this.#start);
      this.#start = 0;
    }
    this.#later();
    if (isNew) this.#onChange();
  }

  take(generation: number, rows: Parameters<RowsView['keep']>[0]): void {
    if (generation !== this.#generation) return;
    this.#rows.keep(rows);
    this.#later();
  }

  /** Draws in the next frame, however often it is asked to. */
  #later(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw(): void {
    const { top, height } = this.#scroller;
    this.#parts.rows.style.height = `${height}px`;
    const from = Math.min(Math.floor(top / ROW_HEIGHT), this.#count);
    const to = Math.min(this.#count, Math.ceil((top + height) / ROW_HEIGHT));
    this.#rows.draw(from, to, top - from * ROW_HEIGHT, {
      columns: this.#columns,
      chosen: this.#chosen,
      active: this.#active,
    });
    const isSeen = this.#active >= from && this.#active < to;
    if (isSeen) this.#parts.grid.setAttribute('aria-activedescendant', `row-${this.#active}`);
    else this.#parts.grid.removeAttribute('aria-activedescendant');
    this.#fetch(Math.max(0, from - AHEAD), Math.min(this.#count, to + AHEAD));
    this.#onChange();
  }

  #fetch(from: number, to: number): void {
    const missing = this.#rows.missing(from, to);
    if (!missing) return;
    const asked = `${this.#generation} ${missing.from} ${missing.to}`;
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.#post({ kind: 'rows', generation: this.#generation, ...missing });
  }

  #press(event: MouseEvent): void {
    const place = placeOf(event);
    if (place === null || event.button !== 0) return;
    // A drag would select the text of rows, which are other rows after the next move.
    event.preventDefault();
    this.#parts.grid.focus({ preventScroll: true });
    this.#choose(place, event.shiftKey ? 'to' : event.ctrlKey || event.metaKey ? 'toggle' : 'only');
  }

  /** Goes to a row. `only` it is chosen, or all `to` it from the anchor, or it is turned over, or nothing is chosen. */
  #choose(place: number, how: 'only' | 'to' | 'toggle' | 'none'): void {
    const to = Math.max(0, Math.min(this.#count - 1, place));
    if (this.#count === 0) return;
    this.#active = to;
    if (how === 'to') this.#chosen = [between(this.#anchor, to)];
    else this.#anchor = to;
    if (how === 'only') this.#chosen = [between(to, to)];
    if (how === 'toggle') this.#chosen = toggled(this.#chosen, to);
    this.#scroller.reveal(to);
    this.#later();
  }

  #key(event: KeyboardEvent): void {
    // Buttons of the head have keys of their own.
    if (event.target !== this.#parts.grid) return;
    const isControl = event.ctrlKey || event.metaKey;
    const target = this.#target(event.key);
    if (target !== null)
      this.#choose(target, event.shiftKey ? 'to' : isControl && event.key.startsWith('Arrow') ? 'none' : 'only');
    else if (event.key === ' ') this.#choose(this.#active, event.shiftKey ? 'to' : 'toggle');
    else if (event.key === 'Enter') this.#open(this.#active);
    else if (isControl && event.key.toLowerCase() === 'a') this.#chooseAll();
    else if (isControl && event.key.toLowerCase() === 'c') this.#act();
    else if (event.key === 'Escape') this.#clear();
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight')
      this.#parts.grid.scrollLeft += event.key === 'ArrowLeft' ? -60 : 60;
    else return;
    event.preventDefault();
  }

  #target(key: string): number | null {
    const { page } = this.#scroller;
    const last = this.#count - 1;
    switch (key) {
      case 'ArrowDown':
        return this.#active + 1;
      case 'ArrowUp':
        return this.#active - 1;
      case 'PageDown':
        return this.#active + page;
      case 'PageUp':
        return this.#active - page;
      case 'Home':
        return 0;
      case 'End':
        return last;
      default:
        return null;
    }
  }

  #chooseAll(): void {
    const all: PlaceRange = { from: 0, to: this.#count };
    this.#chosen = sizeOf(this.#chosen) === this.#count ? [] : withPlaces([], all);
    this.#later();
  }

  #clear(): void {
    this.#chosen = [];
    this.#later();
  }

  #open(place: number): void {
    if (place < this.#count) this.#post({ kind: 'open', generation: this.#generation, place });
  }

  #act(): void {
    if (this.#chosen.length === 0) return;
    this.#post({ kind: 'act', action: 'copy', generation: this.#generation, ranges: this.#chosen });
  }
}

function placeOf(event: MouseEvent): number | null {
  const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-place]') : null;
  return row ? Number(row.dataset.place) : null;
}
