import { type Data, type Float, type List, makeData } from 'apache-arrow';
import type { FloatWidth } from '../../columns/placement.js';
import { floatType, listOfType } from '../../columns/write.js';
import { type Cells, isQuoted, unquote } from './cells.js';
import { ALL_FIT, type ColumnBuilder } from './column-builder.js';
import { emptyLike, GrowingBits, trimmed, withRoom } from './growing.js';
import { type Elements, parseList } from './list-cell.js';
import { ofWidth } from './scalar-builders.js';

/** JSON arrays of numbers as a List column of floats; an empty field is a null list, `[]` an empty one. */
export class ListBuilder implements ColumnBuilder {
  readonly type: List;
  readonly #elements: FloatElements;
  readonly #validity = new GrowingBits();
  #offsets = new Int32Array(1);
  #scratch = new Uint8Array(0);
  #rows = 0;
  #nulls = 0;

  constructor(width: FloatWidth) {
    this.#elements = new FloatElements(width);
    this.type = listOfType(this.#elements.type);
  }

  append(cells: Cells, column: number): number {
    const { starts, ends, width, rows } = cells;
    const first = this.#rows;
    this.#validity.reserve(first + rows);
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
    const valueOffsets = trimmed(this.#offsets, length + 1);
    const nullBitmap = this.#validity.finish(length);
    const nullCount = this.#nulls;
    this.#offsets = emptyLike(this.#offsets, length + 1);
    this.#rows = this.#nulls = 0;
    const child = this.#elements.finish();
    const nulls = nullCount === 0 ? { nullCount } : { nullCount, nullBitmap };
    return makeData({ type: this.type, length, valueOffsets, child, ...nulls });
  }

  #store(row: number, bytes: Uint8Array, start: number, end: number): boolean {
    const quotes = isQuoted(bytes, start, end) ? 1 : 0;
    if (end - start === 2 * quotes) {
      this.#nulls++;
      return true;
    }
    this.#validity.set(row);
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
  readonly #validity = new GrowingBits();
  #values = new Float64Array(0);
  #nulls = 0;
  length = 0;

  constructor(width: FloatWidth) {
    this.#width = width;
    this.type = floatType(width) as Float; // every width's type is a float
  }

  push(value: number | null): void {
    const at = this.length++;
    this.#values = withRoom(this.#values, this.length);
    this.#validity.reserve(this.length);
    if (value === null) this.#nulls++;
    else {
      this.#values[at] = value;
      this.#validity.set(at);
    }
  }

  finish(): Data {
    const { length } = this;
    const data = ofWidth(trimmed(this.#values, length), this.#width);
    const nullBitmap = this.#validity.finish(length);
    const nullCount = this.#nulls;
    this.#values = emptyLike(this.#values, length);
    this.#nulls = this.length = 0;
    const nulls = nullCount === 0 ? { nullCount } : { nullCount, nullBitmap };
    return makeData({ type: this.type, length, data, ...nulls });
  }
}
