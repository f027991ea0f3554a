import { type ChartColumn, type ChartSpec, cellText } from '../../core/statistics/chart.ts';
import { made } from './elements.ts';

/** The table that says the same as a chart, for keyboards, screen readers, and whoever wants the numbers. */
export class ChartTableView {
  readonly element: HTMLDetailsElement;
  readonly #open: (row: number) => void;
  readonly #summary = made('summary');
  /** A wide table is moved by the keyboard as well. */
  readonly #scroll = made('div', '', 'scroll');
  readonly #head = made('thead');
  readonly #body = made('tbody');
  #spec: ChartSpec | null = null;
  #filled: ChartSpec | null = null;

  constructor(open: (row: number) => void) {
    this.#open = open;
    this.element = made('details');
    const table = made('table');
    table.append(this.#head, this.#body);
    this.#scroll.tabIndex = 0;
    this.#scroll.setAttribute('role', 'region');
    this.#scroll.append(table);
    this.element.append(this.#summary, this.#scroll);
    this.element.addEventListener('toggle', () => this.#fill());
  }

  show(spec: ChartSpec): void {
    const { rows } = spec.table;
    this.#spec = spec;
    this.#summary.textContent = `Table of ${rows.length.toLocaleString('en')} ${rows.length === 1 ? 'row' : 'rows'}: ${spec.title}`;
    this.#scroll.setAttribute('aria-label', `Table: ${spec.title}`);
    this.#fill();
  }

  /** Rows are only made where somebody sees them. */
  #fill(): void {
    const spec = this.#spec;
    if (!spec || !this.element.open || this.#filled === spec) return;
    const focused = [...this.#body.querySelectorAll('button')].indexOf(document.activeElement as HTMLButtonElement);
    const { columns, rows } = spec.table;
    const head = made('tr');
    head.append(...columns.map(headCell));
    this.#head.replaceChildren(head);
    this.#body.replaceChildren(...rows.map((_, at) => this.#row(spec, at)));
    this.#filled = spec;
    if (focused >= 0) this.#body.querySelectorAll('button')[focused]?.focus();
  }

  #row({ table: { columns, rows }, opens }: ChartSpec, at: number): HTMLTableRowElement {
    const line = made('tr');
    for (const [index, cell] of (rows[at] ?? []).entries()) {
      const text = cellText(cell, columns[index]?.digits);
      if (index > 0 || opens === null) {
        line.append(made('td', text, classOf(columns[index])));
        continue;
      }
      const open = made('button', text);
      open.type = 'button';
      open.setAttribute('aria-label', `${opens} ${text}`);
      open.addEventListener('click', () => this.#open(at));
      const first = made('td');
      first.append(open);
      line.append(first);
    }
    return line;
  }
}

function headCell(column: ChartColumn): HTMLTableCellElement {
  const cell = made('th', column.title, classOf(column));
  cell.scope = 'col';
  return cell;
}

function classOf(column: ChartColumn | undefined): string {
  if (column?.numeric) return 'number';
  return column?.isText ? 'text' : '';
}
