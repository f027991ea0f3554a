/** Figures of a record that take an analysis; kept for all rows, 4 bytes each and only where asked for. */
export type FigureId = 'tokens' | 'steps' | 'skippable';

export const FIGURES: readonly FigureId[] = ['tokens', 'steps', 'skippable'];

/** In place of a figure that a record does not have, because it holds no trace. */
const NONE = -1;

/** Cache of the figures of all rows. */
export class Figures {
  readonly #rows: number;
  readonly #values = new Map<FigureId, Float32Array>();
  readonly #known = new Map<FigureId, number>();

  constructor(rows: number) {
    this.#rows = rows;
  }

  /** The figure; null when the record has none, undefined when it is not computed yet. */
  of(id: FigureId, position: number): number | null | undefined {
    const value = this.#values.get(id)?.[position];
    if (value === undefined || Number.isNaN(value)) return undefined;
    return value === NONE ? null : value;
  }

  set(id: FigureId, position: number, value: number | null): void {
    const values = this.#values.get(id) ?? new Float32Array(this.#rows).fill(Number.NaN);
    this.#values.set(id, values);
    if (Number.isNaN(values[position] ?? 0)) this.#known.set(id, this.known(id) + 1);
    values[position] = value ?? NONE;
  }

  /** Rows of which the figure is computed. */
  known(id: FigureId): number {
    return this.#known.get(id) ?? 0;
  }

  /** The figures of all rows in their order; NaN where there is none or it is not computed. */
  all(id: FigureId): Float32Array {
    return (this.#values.get(id) ?? new Float32Array()).map((value) => (value === NONE ? Number.NaN : value));
  }
}
