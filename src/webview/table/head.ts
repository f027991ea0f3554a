import type { TableColumnInfo, TableSort, ToTable } from '../../protocol/table.ts';

const LEAST_WIDTH = 48;
const MOST_WIDTH = 1200;
/** How far a key press moves the edge of a column, in pixels. */
const WIDTH_STEP = 16;
const WIDTHS: Readonly<Record<TableColumnInfo['kind'], number>> = {
  number: 92,
  share: 92,
  text: 140,
  boolean: 84,
  field: 130,
};
const SVG = 'http://www.w3.org/2000/svg';

type Distribution = ToTable & { readonly kind: 'distribution' };

/** What the head asks for. */
export interface HeadEvents {
  sort(sort: TableSort | null): void;
  /** A column was made wider or narrower; `done` when the person let go. */
  resized(widths: Readonly<Record<string, number>>, done: boolean): void;
}

/** The head of the table: titles that sort, distributions, and edges that can be moved. */
export class HeadView {
  readonly #head: HTMLElement;
  readonly #space: HTMLElement;
  readonly #events: HeadEvents;
  readonly #distributions = new Map<string, Distribution>();
  #columns: readonly TableColumnInfo[] = [];
  #widths: Record<string, number> = {};
  #sort: TableSort | null = null;

  constructor(head: HTMLElement, space: HTMLElement, events: HeadEvents) {
    this.#head = head;
    this.#space = space;
    this.#events = events;
  }

  show(columns: readonly TableColumnInfo[], widths: Readonly<Record<string, number>>, sort: TableSort | null): void {
    this.#columns = columns;
    this.#widths = { ...widths };
    this.#sort = sort;
    this.#draw();
  }

  sorted(sort: TableSort | null): void {
    this.#sort = sort;
    this.#draw();
  }

  distribution(message: Distribution): void {
    this.#distributions.set(message.column, message);
    this.#draw();
  }

  forget(): void {
    this.#distributions.clear();
  }

  #draw(): void {
    const focused = document.activeElement?.closest<HTMLElement>('[data-column]')?.dataset.column;
    const row = document.createElement('div');
    row.setAttribute('role', 'row');
    row.setAttribute('aria-rowindex', '1');
    row.className = 'row';
    row.append(...this.#columns.map((column, index) => this.#cell(column, index)));
    this.#head.replaceChildren(row);
    this.#setWidths();
    if (focused !== undefined)
      this.#head.querySelector<HTMLElement>(`[data-column="${CSS.escape(focused)}"] button`)?.focus();
  }

  #cell(column: TableColumnInfo, index: number): HTMLElement {
    const cell = document.createElement('div');
    cell.setAttribute('role', 'columnheader');
    cell.setAttribute('aria-colindex', String(index + 1));
    cell.className = `cell ${column.kind}`;
    cell.dataset.column = column.id;
    cell.style.width = `var(--column-${index})`;
    const sorted = this.#sort?.column === column.id ? this.#sort : null;
    cell.setAttribute('aria-sort', sorted ? (sorted.descending ? 'descending' : 'ascending') : 'none');
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = `${column.title}${sorted ? (sorted.descending ? ' ▾' : ' ▴') : ''}`;
    button.title = `${column.summary}. Sorts; Alt with the left or right arrow changes the width.`;
    button.addEventListener('click', () => this.#events.sort(nextSort(column.id, sorted)));
    button.addEventListener('keydown', (event) => {
      if (!event.altKey || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
      event.preventDefault();
      event.stopPropagation();
      this.#resize(column, this.#width(column) + (event.key === 'ArrowLeft' ? -WIDTH_STEP : WIDTH_STEP), true);
    });
    const distribution = this.#distributions.get(column.id);
    cell.append(button, ...(distribution ? [chart(column, distribution)] : []), this.#edge(column));
    return cell;
  }

  #edge(column: TableColumnInfo): HTMLElement {
    const edge = document.createElement('span');
    edge.className = 'edge';
    edge.addEventListener('pointerdown', (down) => {
      down.preventDefault();
      const before = this.#width(column);
      const move = (event: PointerEvent): void => this.#resize(column, before + event.clientX - down.clientX, false);
      edge.setPointerCapture(down.pointerId);
      edge.addEventListener('pointermove', move);
      const stop = (): void => {
        edge.removeEventListener('pointermove', move);
        this.#events.resized(this.#widths, true);
      };
      edge.addEventListener('pointerup', stop, { once: true });
      edge.addEventListener('pointercancel', stop, { once: true });
    });
    return edge;
  }

  #resize(column: TableColumnInfo, width: number, done: boolean): void {
    this.#widths[column.id] = Math.round(Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, width)));
    this.#setWidths();
    this.#events.resized(this.#widths, done);
  }

  #setWidths(): void {
    let all = 0;
    this.#columns.forEach((column, index) => {
      const width = this.#width(column);
      this.#space.style.setProperty(`--column-${index}`, `${width}px`);
      all += width;
    });
    this.#space.style.width = `max(100%, ${all}px)`;
  }

  #width({ id, kind }: TableColumnInfo): number {
    return this.#widths[id] ?? (id === 'question' ? 420 : id === 'line' ? 76 : WIDTHS[kind]);
  }
}

/** Rising, falling, and back to the order of the file. */
function nextSort(column: string, sorted: TableSort | null): TableSort | null {
  if (!sorted) return { column, descending: false };
  return sorted.descending ? null : { column, descending: true };
}

/** Bars of a distribution, with what they say as its name. */
function chart(column: TableColumnInfo, { bars, text }: Distribution): Element {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'bars');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', `${column.title}: ${text}`);
  svg.setAttribute('viewBox', `0 0 ${bars.length} 1`);
  svg.setAttribute('preserveAspectRatio', 'none');
  const title = document.createElementNS(SVG, 'title');
  title.textContent = text;
  svg.append(title);
  bars.forEach((height, index) => {
    if (height <= 0) return;
    const bar = document.createElementNS(SVG, 'rect');
    // A bin with a single row among thousands stays visible.
    const shown = Math.max(0.06, height);
    bar.setAttribute('x', String(index + 0.08));
    bar.setAttribute('y', String(1 - shown));
    bar.setAttribute('width', '0.84');
    bar.setAttribute('height', String(shown));
    svg.append(bar);
  });
  return svg;
}
