import type { ChartSpec } from '../../core/statistics/chart.ts';
import type { FromDashboard, SaveFormat } from '../../protocol/dashboard.ts';
import { ChartTableView } from './chart-table.ts';
import { DrawnChart } from './drawn-chart.ts';
import { button, made } from './elements.ts';

/** A chart on the page: title, what it rests on, picture, buttons, table. */
export class ChartView {
  readonly element = made('section');
  readonly #id: string;
  readonly #post: (message: FromDashboard) => void;
  readonly #title: HTMLHeadingElement;
  readonly #about = made('p', '', 'about');
  readonly #legend = made('p', '', 'legend');
  readonly #canvas = made('canvas');
  readonly #drawn: DrawnChart;
  readonly #table: ChartTableView;
  #spec: ChartSpec | null = null;

  constructor(id: string, isOpen: boolean, post: (message: FromDashboard) => void) {
    this.#id = id;
    this.#post = post;
    this.element.id = `chart-${id}`;
    this.#title = made('h2');
    this.#title.id = `title-${id}`;
    this.element.setAttribute('aria-labelledby', this.#title.id);
    const open = (row: number) => {
      if (this.#spec?.opens) post({ kind: 'open', chart: id, row });
    };
    this.#canvas.setAttribute('role', 'img');
    this.#drawn = new DrawnChart(this.#canvas, open);
    this.#table = new ChartTableView(open);
    this.#table.element.open = isOpen;
    const frame = made('div', '', 'chart');
    frame.append(this.#canvas);
    this.element.append(this.#title, this.#about, this.#legend, frame, this.#buttons(), this.#table.element);
  }

  show(spec: ChartSpec): void {
    this.#spec = spec;
    this.#title.textContent = spec.title;
    this.#about.textContent = spec.about;
    this.#canvas.setAttribute('aria-label', `Chart: ${spec.title}. The table below says the same.`);
    this.#showLegend(spec);
    this.repaint();
    this.#table.show(spec);
  }

  /** Draws it again, in the colours of another theme. */
  repaint(): void {
    if (this.#spec) this.#drawn.show(this.#spec.drawing);
  }

  remove(): void {
    this.#drawn.destroy();
    this.element.remove();
  }

  #buttons(): HTMLElement {
    const bar = made('div', '', 'bar');
    const save = (format: SaveFormat, hint: string) => {
      const made = button(`Save as ${format.toUpperCase()}`, () => void this.#save(format));
      made.title = hint;
      made.setAttribute('aria-describedby', this.#title.id);
      return made;
    };
    bar.append(
      save('png', 'The picture as it is shown'),
      save('svg', 'The picture for print: dark on white'),
      save('csv', 'The numbers'),
    );
    return bar;
  }

  async #save(format: SaveFormat): Promise<void> {
    const png = format === 'png' ? await this.#drawn.png() : null;
    this.#post({ kind: 'save', chart: this.#id, format, png });
  }

  #showLegend({ drawing }: ChartSpec): void {
    const keys = drawing.kind === 'bars' ? legendOf(drawing) : [];
    this.#legend.hidden = keys.length === 0;
    const parts = keys.flatMap(({ name, isHollow, isSecond }) => {
      const key = made('span', '', `key${isHollow ? '' : ' filled'}${isSecond ? ' second' : ''}`);
      return [key, document.createTextNode(`${name}${isHollow ? ' (hollow)' : ''}`)];
    });
    this.#legend.replaceChildren(...parts);
  }
}

interface Key {
  readonly name: string;
  readonly isHollow: boolean;
  readonly isSecond: boolean;
}

function legendOf({ series, means }: ChartSpec['drawing'] & { readonly kind: 'bars' }): readonly Key[] {
  if (means) {
    return [
      { name: means.filled, isHollow: false, isSecond: false },
      { name: means.hollow, isHollow: true, isSecond: true },
    ];
  }
  if (series.length < 2) return [];
  return series.map(({ name, hollow }, row) => ({
    name,
    isHollow: hollow?.some(Boolean) ?? false,
    isSecond: row === 1,
  }));
}
