import { withRoom } from '../growing.js';
import type { SharedText } from '../shared-text.js';
import type { ByteSink } from './byte-sink.js';
import { ColumnRows, FEWEST_ROWS, type RowForm } from './column-rows.js';
import type { EngineColumn } from './engine-column.js';

/** Columns that are written at once. */
const STRIPE = 1024;
/** Cells whose text is held, if these are rows enough: to find a column takes longer than to print a number of it. */
const CELLS = 1 << 20;

/** The columns of a batch that has very many: rows of some columns are written, then of the next, and then put together. */
export class StripedRows {
  readonly #stripes: readonly ColumnRows[];
  readonly #mostRows: number;
  readonly #form: RowForm;
  /** The rows that are written, from `first` on: their text, stripe after stripe, and of each stripe where rows begin. */
  #first = 0;
  #rows = 0;
  #text = new Uint8Array(0);
  readonly #starts: readonly Int32Array[];

  constructor(shared: SharedText, columns: readonly EngineColumn[], form: RowForm) {
    const stripes: ColumnRows[] = [];
    for (let at = 0; at < columns.length; at += STRIPE) {
      const nullTexts = form.nullTexts.slice(at, at + STRIPE);
      stripes.push(new ColumnRows(shared, columns.slice(at, at + STRIPE), { ...form, nullTexts }));
    }
    const mostRows = Math.max(FEWEST_ROWS, Math.floor(CELLS / columns.length));
    this.#stripes = stripes;
    this.#mostRows = mostRows;
    this.#form = form;
    this.#starts = stripes.map(() => new Int32Array(mostRows + 1));
  }

  /** See `ColumnRows`. */
  write(first: number, end: number, out: ByteSink, full: number): number {
    if (first >= this.#first + this.#rows) this.#writeStripes(first, end, out);
    let row = first;
    while (row < this.#first + this.#rows && out.length < full) this.#putTogether(row++, out);
    return row;
  }

  /** As many rows as all stripes can write. */
  #writeStripes(first: number, end: number, out: ByteSink): void {
    this.#first = first;
    this.#rows = Math.min(end - first, this.#mostRows);
    let size = 0;
    for (let i = 0; i < this.#stripes.length && this.#rows > 0; i++) {
      const starts = this.#starts[i]!;
      const { text, rows } = this.#stripes[i]!.writeApart(first, this.#rows, out, starts);
      // Stripes are alike in length, but not the same.
      const likely = Math.ceil(1.125 * this.#stripes.length * text.length);
      this.#text = withRoom(this.#text, i === 0 ? likely : size + text.length);
      this.#text.set(text, size);
      for (let row = 0; row <= rows; row++) starts[row]! += size;
      size += text.length;
      this.#rows = rows;
    }
  }

  /** The line end of each part but the last becomes a delimiter. */
  #putTogether(row: number, out: ByteSink): void {
    const { delimiter, newline } = this.#form;
    const at = row - this.#first;
    const last = this.#starts.length - 1;
    for (let i = 0; i <= last; i++) {
      const starts = this.#starts[i]!;
      const end = starts[at + 1]!;
      out.copy(this.#text, starts[at]!, i === last ? end : end - newline.length);
      if (i < last) out.byte(delimiter);
    }
  }
}
