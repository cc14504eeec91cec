import { type Data, Utf8 } from 'apache-arrow';
import { makeColumn } from '../../../columns/column.js';
import { type Cells, isQuoted, unquote } from '../cells.js';
import { GrowingNulls, nextRoom, trimmed, withRoom } from '../growing.js';
import { isAscii, isUtf8 } from '../utf8.js';
import { ALL_FIT, type ColumnBuilder } from './column-builder.js';

/** Below this a loop copies faster than a call. */
const SHORT = 32;

/** After one very long field the next batch starts with this much room. */
const MOST_KEPT = 1 << 23;

/** Texts of some rows, as src/simd/assembly/text/gather-fields.ts leaves them. */
export interface GatheredTexts {
  readonly bytes: Uint8Array;
  /** The end of each, behind those that the builder has. */
  readonly ends: Int32Array;
  readonly ascii: boolean;
  /** Rows with nothing in them, not even quotes. */
  readonly empty: readonly number[];
}

/**
 * Text without its quotes: an empty field is null, a quoted empty one is the empty text. In `raw` form the spans as
 * they are, quotes included, and none is null. What is no UTF-8 does not fit.
 */
export class TextBuilder implements ColumnBuilder {
  readonly type = new Utf8();
  readonly raw: boolean;
  readonly #reuse: boolean;
  readonly #nulls = new GrowingNulls();
  #bytes = new Uint8Array(0);
  #offsets = new Int32Array(1);
  #rows = 0;

  constructor(form: 'plain' | 'raw', reuse: boolean) {
    this.raw = form === 'raw';
    this.#reuse = reuse;
  }

  append(cells: Cells, column: number): number {
    const { starts, ends, width, rows } = cells;
    const first = this.#rows;
    const from = this.#offsets[first];
    this.#reserve(cells, column);
    let to = from;
    for (let i = 0, span = column; i < rows; i++, span += width) {
      to = this.#store(cells.bytes, starts[span], ends[span], to);
      this.#offsets[first + i + 1] = to;
      if (!this.raw && ends[span] === starts[span]) this.#nulls.add(first + i);
    }
    this.#rows += rows;
    return isAscii(this.#bytes, from, to) ? ALL_FIT : this.#firstInvalid(first);
  }

  /** How many bytes there are, from which offsets go on. */
  get size(): number {
    return this.#offsets[this.#rows];
  }

  /** As `append`, for texts that the text engine has gathered. */
  appendGathered({ bytes, ends, ascii, empty }: GatheredTexts): number {
    const first = this.#rows;
    const from = this.size;
    const rows = ends.length;
    this.#bytes = withRoom(this.#bytes, from + bytes.length);
    this.#bytes.set(bytes, from);
    this.#offsets = withRoom(this.#offsets, first + rows + 1);
    this.#offsets.set(ends, first + 1);
    if (!this.raw) for (let i = 0; i < empty.length; i++) this.#nulls.add(first + empty[i]!);
    this.#rows += rows;
    return ascii ? ALL_FIT : this.#firstInvalid(first);
  }

  finish(): Data {
    const length = this.#rows;
    const size = this.#offsets[length];
    const offsets = trimmed(this.#offsets, length + 1, this.#reuse);
    const values = trimmed(this.#bytes, size, this.#reuse);
    const validity = this.#nulls.finish(length);
    this.#offsets = nextRoom(this.#offsets, length + 1, this.#reuse);
    this.#bytes = nextRoom(
      this.#bytes,
      Math.min(size, MOST_KEPT),
      this.#reuse && size <= MOST_KEPT,
    );
    this.#rows = 0;
    return makeColumn(this.type, length, { offsets, values }, validity);
  }

  #reserve({ starts, ends, width, rows }: Cells, column: number): void {
    let size = this.#offsets[this.#rows];
    for (let i = 0, span = column; i < rows; i++, span += width) size += ends[span] - starts[span];
    this.#bytes = withRoom(this.#bytes, size);
    this.#offsets = withRoom(this.#offsets, this.#rows + rows + 1);
  }

  #store(src: Uint8Array, start: number, end: number, to: number): number {
    const dst = this.#bytes;
    if (!this.raw && isQuoted(src, start, end)) return unquote(src, start, end, dst, to);
    if (end - start > SHORT) dst.set(src.subarray(start, end), to);
    else for (let i = start, j = to; i < end; ) dst[j++] = src[i++];
    return to + end - start;
  }

  /** Cell by cell, for a character must not reach from one into the next. */
  #firstInvalid(first: number): number {
    for (let row = first; row < this.#rows; row++) {
      if (!isUtf8(this.#bytes, this.#offsets[row], this.#offsets[row + 1])) return row - first;
    }
    return ALL_FIT;
  }
}
