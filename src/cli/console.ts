import type { Screen } from './host.ts';

const REDRAW_MS = 100;
const BAR_CELLS = 24;

/** Text from files may hold escape sequences; a terminal must not act on them. */
export function printable(text: string): string {
  // Everything that a terminal reads as a command: C0 (but line feed and tab), DEL, C1, and the marks that turn the direction of writing.
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

/** Messages and progress on stderr. The bar is drawn on a terminal only. */
export class Console {
  readonly #screen: Screen;
  #drawn = false;
  #lastDrawn = 0;

  constructor(screen: Screen) {
    this.#screen = screen;
    // Nobody reads the messages any more: the work goes on.
    screen.on('error', () => {});
  }

  /** One message on a line of its own. */
  say(message: string): void {
    this.clear();
    this.#screen.write(`${printable(message)}\n`);
  }

  /** Draws the bar, at most ten times a second. `share` in [0,1]. */
  progress(label: string, share: number, detail: string): void {
    if (!this.#screen.isTTY) return;
    const now = Date.now();
    if (now - this.#lastDrawn < REDRAW_MS) return;
    this.#lastDrawn = now;
    const full = Math.round(Math.min(1, Math.max(0, share)) * BAR_CELLS);
    const line = `[${'='.repeat(full)}${' '.repeat(BAR_CELLS - full)}] ${printable(`${label} ${detail}`)}`;
    this.#screen.write(`\r${line.slice(0, Math.max(1, (this.#screen.columns || 80) - 1))}\u001b[K`);
    this.#drawn = true;
  }

  /** Takes the bar away, so that other output begins on an empty line. */
  clear(): void {
    if (!this.#drawn) return;
    this.#screen.write('\r\u001b[K');
    this.#drawn = false;
  }
}
