import type { Data, DataType } from 'apache-arrow';
import { makeColumn } from '../../../columns/column.js';
import { type Cells, isQuoted } from '../cells.js';
import { GrowingNulls } from '../growing.js';
import { ALL_FIT, type ColumnBuilder } from './column-builder.js';

/** What every type of a fixed width shares: an empty field, quoted or not, is null; quotes mean nothing else. */
export abstract class ScalarBuilder implements ColumnBuilder {
  abstract readonly type: DataType;
  readonly #nulls = new GrowingNulls();
  #rows = 0;

  append(cells: Cells, column: number): number {
    const { bytes, starts, ends, width, rows } = cells;
    const first = this.#rows;
    this.reserve(first + rows);
    for (let i = 0, span = column; i < rows; i++, span += width) {
      const quotes = isQuoted(bytes, starts[span], ends[span]) ? 1 : 0;
      const start = starts[span] + quotes;
      const end = ends[span] - quotes;
      if (start === end) this.#storeNull(first + i);
      else if (!this.store(first + i, bytes, start, end)) return i;
    }
    this.#rows += rows;
    return ALL_FIT;
  }

  #storeNull(row: number): void {
    this.#nulls.add(row);
    this.zero(row);
  }

  /** Rows that it has. */
  protected get rows(): number {
    return this.#rows;
  }

  /** Makes `rows` more rows, of which none is null that was not noted before, and returns the first of them. */
  protected appendValid(rows: number): number {
    const first = this.#rows;
    this.#rows += rows;
    this.reserve(this.#rows);
    return first;
  }

  /** Reads a field into a row; false where it does not fit the type. */
  protected replaceAt(row: number, bytes: Uint8Array, start: number, end: number): boolean {
    const quotes = isQuoted(bytes, start, end) ? 1 : 0;
    if (end - start > 2 * quotes) return this.store(row, bytes, start + quotes, end - quotes);
    this.#storeNull(row);
    return true;
  }

  finish(): Data {
    const rows = this.#rows;
    const validity = this.#nulls.finish(rows);
    this.#rows = 0;
    return makeColumn(this.type, rows, { values: this.take(rows) }, validity);
  }

  protected abstract reserve(rows: number): void;
  /** Null slots hold 0, whatever the memory held before. */
  protected abstract zero(row: number): void;
  /** Puts the value of the bytes, at least one, into `row`. False where they are no such value. */
  protected abstract store(row: number, bytes: Uint8Array, start: number, end: number): boolean;
  /** The buffer of `rows` rows; then it starts anew. */
  protected abstract take(rows: number): unknown;
}
