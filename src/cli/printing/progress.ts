import type { Terminal } from '../io.js';
import { counted, duration, speed } from './numbers.js';

/** At most ten a second, so that drawing costs nothing beside the work. */
const REDRAW_MS = 100;
/** Before that, a speed says little. */
const FIRST_MS = 500;
const CLEAR_LINE = '\r\u001b[2K';

/** One line on a terminal that says how far the work is; it is gone when the work is done. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #total: number | undefined;
  readonly #now: () => number;
  readonly #start: number;
  #drawn: number;
  #shown = false;
  #bytes = 0;
  #rows = 0;

  /**
   * @param total  bytes of all inputs; undefined where the end is not known (a pipe)
   * @param now  milliseconds
   */
  constructor(terminal: Terminal, total: number | undefined, now = () => performance.now()) {
    this.#terminal = terminal;
    this.#total = total;
    this.#now = now;
    this.#start = now();
    this.#drawn = this.#start + FIRST_MS - REDRAW_MS;
  }

  readonly onRead = (bytes: number): void => {
    this.#bytes += bytes;
    this.#draw();
  };

  readonly onRows = (rows: number): void => {
    this.#rows += rows;
    this.#draw();
  };

  /** Takes the line off the terminal. */
  clear(): void {
    if (this.#shown) this.#terminal.write(CLEAR_LINE);
    this.#shown = false;
  }

  #draw(): void {
    const now = this.#now();
    if (now - this.#drawn < REDRAW_MS) return;
    this.#drawn = now;
    this.#shown = true;
    const width = (this.#terminal.columns ?? 80) - 1;
    this.#terminal.write(CLEAR_LINE + this.#line((now - this.#start) / 1000).slice(0, width));
  }

  #line(seconds: number): string {
    const parts = [counted(this.#rows, 'row'), speed(this.#bytes / seconds)];
    if (this.#total !== undefined && this.#total > 0) {
      // What is read to find the format is read again by a random access; more than everything is everything.
      const done = Math.min(1, this.#bytes / this.#total);
      parts.push(`${Math.floor(done * 100)} %`);
      if (done > 0) parts.push(`${duration(Math.ceil((seconds / done) * (1 - done)))} left`);
    }
    return parts.join(' · ');
  }
}
