import type { TableColumnInfo, TableRowData } from '../../protocol/table.ts';
import { hasPlace, type Ranges } from './ranges.ts';
import { ROW_HEIGHT } from './scroller.ts';

/** Rows that are remembered; enough for some screens up and down. */
const MOST_KEPT = 2000;

/** What a row shows besides its cells. */
export interface RowLooks {
  readonly columns: readonly TableColumnInfo[];
  readonly chosen: Ranges;
  readonly active: number;
}

/** The rows on screen: as many elements as fit, moved and filled again. */
export class RowsView {
  readonly #body: HTMLElement;
  readonly #kept = new Map<number, TableRowData>();
  readonly #elements: HTMLElement[] = [];

  constructor(body: HTMLElement) {
    this.#body = body;
  }

  keep(rows: readonly TableRowData[]): void {
    for (const row of rows) {
      this.#kept.delete(row.place);
      this.#kept.set(row.place, row);
    }
    for (const place of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) break;
      this.#kept.delete(place);
    }
  }

  forget(): void {
    this.#kept.clear();
  }

  /** The first and last place of a range that are not known; null when all are. */
  missing(from: number, to: number): { readonly from: number; readonly to: number } | null {
    let first = from;
    while (first < to && this.#kept.has(first)) first += 1;
    if (first === to) return null;
    let end = to;
    while (this.#kept.has(end - 1)) end -= 1;
    return { from: first, to: end };
  }

  /** Draws the rows from a place on, the first `shift` pixels above the top. */
  draw(from: number, to: number, shift: number, looks: RowLooks): void {
    const count = Math.max(0, to - from);
    while (this.#elements.length < count) this.#elements.push(this.#made());
    while (this.#elements.length > count) this.#elements.pop()?.remove();
    this.#elements.forEach((element, index) => {
      element.style.transform = `translateY(${index * ROW_HEIGHT - shift}px)`;
      this.#fill(element, from + index, looks);
    });
  }

  #made(): HTMLElement {
    const element = document.createElement('div');
    element.setAttribute('role', 'row');
    element.className = 'row';
    this.#body.append(element);
    return element;
  }

  #fill(element: HTMLElement, place: number, { columns, chosen, active }: RowLooks): void {
    const row = this.#kept.get(place);
    const isChosen = hasPlace(chosen, place);
    element.id = `row-${place}`;
    element.dataset.place = String(place);
    // The head is row 1.
    element.setAttribute('aria-rowindex', String(place + 2));
    element.setAttribute('aria-selected', String(isChosen));
    element.classList.toggle('chosen', isChosen);
    element.classList.toggle('active', place === active);
    element.classList.toggle('odd', place % 2 === 1);
    while (element.children.length < columns.length) element.append(document.createElement('div'));
    while (element.children.length > columns.length) element.lastElementChild?.remove();
    columns.forEach((column, index) => {
      const cell = element.children[index];
      if (cell instanceof HTMLElement) fillCell(cell, column, index, row);
    });
  }
}

function fillCell(cell: HTMLElement, column: TableColumnInfo, index: number, row: TableRowData | undefined): void {
  const isPending = row === undefined || row.pending.includes(index);
  const text = isPending ? '…' : (row.cells[index] ?? '');
  if (cell.getAttribute('role') !== 'gridcell') cell.setAttribute('role', 'gridcell');
  cell.className = `cell ${column.kind}${isPending ? ' pending' : ''}${column.id === 'correct' && text !== '' ? ` ${text}` : ''}`;
  cell.style.width = `var(--column-${index})`;
  cell.setAttribute('aria-colindex', String(index + 1));
  if (cell.textContent !== text) cell.textContent = text;
  cell.title = isPending ? 'Not computed yet' : text;
}
