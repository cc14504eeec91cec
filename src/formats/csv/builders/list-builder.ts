import type { Data, Float, List } from 'apache-arrow';
import { makeColumn } from '../../../columns/column.js';
import type { FloatWidth } from '../../../columns/selection/placement.js';
import { floatType, listOfType } from '../../../columns/write.js';
import { emptyLike } from '../../../simd/floats.js';
import { type Cells, isQuoted, unquote } from '../cells.js';
import { GrowingNulls, trimmed, withRoom } from '../growing.js';
import { type Elements, parseList } from '../list-cell.js';
import { ALL_FIT, type ColumnBuilder } from './column-builder.js';
import { ofWidth } from './number-builders.js';

/** JSON arrays of numbers as a List column of floats; an empty field is a null list, `[]` an empty one. */
export class ListBuilder implements ColumnBuilder {
  readonly type: List;
  readonly #elements: FloatElements;
  readonly #nulls = new GrowingNulls();
  #offsets = new Int32Array(1);
  #scratch = new Uint8Array(0);
  #rows = 0;

  constructor(width: FloatWidth) {
    this.#elements = new FloatElements(width);
    this.type = listOfType(this.#elements.type);
  }

  append(cells: Cells, column: number): number {
    const { starts, ends, width, rows } = cells;
    const first = this.#rows;
    this.#offsets = withRoom(this.#offsets, first + rows + 1);
    for (let i = 0, span = column; i < rows; i++, span += width) {
      if (!this.#store(first + i, cells.bytes, starts[span], ends[span])) return i;
      this.#offsets[first + i + 1] = this.#elements.length;
    }
    this.#rows += rows;
    return ALL_FIT;
  }

  finish(): Data {
    const length = this.#rows;
    const offsets = trimmed(this.#offsets, length + 1);
    const validity = this.#nulls.finish(length);
    this.#offsets = emptyLike(this.#offsets, length + 1);
    this.#rows = 0;
    const children = [this.#elements.finish()];
    return makeColumn(this.type, length, { offsets, children }, validity);
  }

  #store(row: number, bytes: Uint8Array, start: number, end: number): boolean {
    const quotes = isQuoted(bytes, start, end) ? 1 : 0;
    if (end - start === 2 * quotes) {
      this.#nulls.add(row);
      return true;
    }
    if (quotes === 0) return parseList(bytes, start, end, this.#elements);
    this.#scratch = withRoom(this.#scratch, end - start);
    const length = unquote(bytes, start, end, this.#scratch, 0);
    return parseList(this.#scratch, 0, length, this.#elements);
  }
}

/** The child column as it grows. */
class FloatElements implements Elements {
  readonly type: Float;
  readonly #width: FloatWidth;
  readonly #nulls = new GrowingNulls();
  #values = new Float64Array(0);
  length = 0;

  constructor(width: FloatWidth) {
    this.#width = width;
    this.type = floatType(width) as Float; // every width's type is a float
  }

  push(value: number | null): void {
    const at = this.length++;
    this.#values = withRoom(this.#values, this.length);
    if (value === null) this.#nulls.add(at);
    else this.#values[at] = value;
  }

  finish(): Data {
    const { length } = this;
    const values = ofWidth(trimmed(this.#values, length), this.#width);
    const validity = this.#nulls.finish(length);
    this.#values = emptyLike(this.#values, length);
    this.length = 0;
    return makeColumn(this.type, length, { values }, validity);
  }
}
