/** Browsers cap the height of an element at about 33 million pixels (less at some zoom levels). */
const MOST_HEIGHT = 8_000_000;
export const ROW_HEIGHT = 24;

/**
 * Scrolls over any number of rows. Below the cap the browser scrolls; above it the bar stands for more rows than it has
 * pixels, and the wheel moves by what it would move over real rows. `top` is in pixels of all rows.
 */
export class Scroller {
  readonly #view: HTMLElement;
  readonly #space: HTMLElement;
  readonly #head: HTMLElement;
  readonly #onMove: () => void;
  #rows = 0;
  #top = 0;
  /** Set while the bar follows a move that was made otherwise. */
  #expected = -1;

  constructor(view: HTMLElement, space: HTMLElement, head: HTMLElement, onMove: () => void) {
    this.#view = view;
    this.#space = space;
    this.#head = head;
    this.#onMove = onMove;
    view.addEventListener('scroll', () => this.#followBar());
    view.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    new ResizeObserver(() => this.#moveTo(this.#top)).observe(view);
  }

  /** Pixels of all rows above the view. */
  get top(): number {
    return this.#top;
  }

  /** Height that rows have on screen. */
  get height(): number {
    return Math.max(0, this.#view.clientHeight - this.#head.offsetHeight);
  }

  /** Whole rows that fit on the screen, at least one. */
  get page(): number {
    return Math.max(1, Math.floor(this.height / ROW_HEIGHT));
  }

  setRows(rows: number): void {
    this.#rows = rows;
    this.#space.style.height = `${Math.min(rows * ROW_HEIGHT, MOST_HEIGHT) + this.#head.offsetHeight}px`;
    this.#moveTo(this.#top);
  }

  /** Puts a row at the top. */
  goTo(place: number): void {
    this.#moveTo(place * ROW_HEIGHT);
  }

  /** Moves as little as needed for a row to be seen whole. */
  reveal(place: number): void {
    const above = place * ROW_HEIGHT;
    if (above < this.#top) this.#moveTo(above);
    else if (above + ROW_HEIGHT > this.#top + this.height) this.#moveTo(above + ROW_HEIGHT - this.height);
  }

  get #most(): number {
    return Math.max(0, this.#rows * ROW_HEIGHT - this.height);
  }

  get #isScaled(): boolean {
    return this.#rows * ROW_HEIGHT > MOST_HEIGHT;
  }

  get #barMost(): number {
    return Math.max(0, Math.min(this.#rows * ROW_HEIGHT, MOST_HEIGHT) - this.height);
  }

  #moveTo(top: number): void {
    this.#top = Math.min(Math.max(0, top), this.#most);
    const most = this.#most;
    const bar = this.#isScaled && most > 0 ? (this.#top / most) * this.#barMost : this.#top;
    if (Math.abs(this.#view.scrollTop - bar) >= 1) {
      this.#view.scrollTop = bar;
      this.#expected = this.#view.scrollTop;
    }
    this.#onMove();
  }

  #followBar(): void {
    const bar = this.#view.scrollTop;
    if (Math.abs(bar - this.#expected) < 1) {
      this.#expected = -1;
      return;
    }
    this.#expected = -1;
    const barMost = this.#barMost;
    // At its end the bar means the last row, whatever was rounded.
    const share = barMost > 0 ? Math.min(1, bar / barMost) : 0;
    this.#top = this.#isScaled ? share * this.#most : Math.min(bar, this.#most);
    this.#onMove();
  }

  #wheel(event: WheelEvent): void {
    if (!this.#isScaled || event.ctrlKey || event.shiftKey || event.deltaY === 0) return;
    event.preventDefault();
    const unit =
      event.deltaMode === WheelEvent.DOM_DELTA_LINE
        ? ROW_HEIGHT
        : event.deltaMode === WheelEvent.DOM_DELTA_PAGE
          ? this.height
          : 1;
    this.#moveTo(this.#top + event.deltaY * unit);
    this.#view.scrollLeft += event.deltaX;
  }
}
