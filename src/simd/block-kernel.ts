/**
 * Softmax of a block of rows in the SIMD module's memory. The blocks that copies go to are shared by all kernels: copy in,
 * call, copy out, with nothing between.
 */

import { Blocks } from './blocks.js';
import type { Floats } from './floats.js';
import { longBareSums64, longRow32, longRow64, longSums32, longSums64 } from './long-row.js';
import { scalingOf } from './rows/anchored.js';
import { scaling32 } from './rows/softmax-float32.js';
import type { SimdExports } from './wasm.js';
import { BLOCK_CAPACITY, INPUT, OUTPUT } from './wasm.js';

/** Rows that a block may have: the room for their offsets. */
export const MOST_ROWS = 4096;
/** Rows that the columns of a block may have: all may be left undone. */
export const MOST_UNDONE = 8192;

/**
 * The kernels for one type. Counts, widths and strides are in elements. `input` and `output` are what `blocks` gives: in
 * the memory of the kernels, and of a block no more than the rows at hand is read and written.
 */
export interface BlockKernel<T extends Floats> {
  /** Up to so many classes, rows of one width are for `shortRows`. */
  readonly mostShort: number;
  /** Whether short rows and columns are for T = 1 alone. */
  readonly abreastAtOne: boolean;
  /** Elements that a block may have. */
  readonly capacity: number;
  readonly blocks: Blocks<T>;
  /** Where `rows` finds the first elements of rows, and behind the last the end of it. */
  readonly offsets: Int32Array;

  setTemperature(temperature: number): void;
  /** Rows by `offsets`. */
  rows(input: T, output: T, count: number): void;
  /** Rows of one width. */
  shortRows(input: T, output: T, count: number, width: number): void;
  /** Columns from the first elements on, every `stride`, results every `apart`; `count` is rounded up to a multiple of four. */
  columns(input: T, output: T, count: number, width: number, stride: number, apart: number): void;
  /**
   * The class with the largest value of each row of `columns`, as `argmaxColumns` gives it, into `classes`; whether a row may
   * have none, or +∞ for its largest value.
   */
  argmax(input: T, count: number, width: number, stride: number): boolean;
  /**
   * The k best classes of each row of `columns`, by falling value, into `classes`, k for each row; the last of a row is −1
   * where it holds a NaN, or −∞ would be among them. Whether there is such a row, or one with +∞.
   */
  top(input: T, count: number, width: number, stride: number, k: number): boolean;
  /** The largest k. */
  readonly mostTop: number;
  /** A place for each row of a block; it is that of the block of output. */
  readonly classes: Int32Array;
  /** The rows that the last call has not computed, which `row` has to. */
  undone(): Int32Array;
  /** Elements `at` … `at` + count − 1, wherever they lie; false, and all NaN, where they have no distribution. */
  row(input: T, output: T, at: number, count: number): boolean;
  /** Of rows by `offsets`, what `log-of-sum.ts` wants: of float32 the sum, of float64 maximum, sum and its rest. */
  sums(input: T, count: number): Float64Array;
  /**
   * Three places for each row: the last two are what `subtract` takes off its x/T, of float32 the second alone. NaN where
   * there is nothing. They are the places of float64's sums.
   */
  readonly shifts: Float64Array;
  /** Rows by `offsets`, less their shifts (float64: for T = 1). Undone are those without, and with a sure class. */
  subtract(input: T, output: T, count: number): void;
  /** `sums` of a row that is longer than a block. */
  longSums(src: T, start: number, end: number): Float64Array;
  /** A row that is longer than a block: elements start … end − 1 of `src` into the same places of `dst`. */
  longRow(src: T, dst: T, start: number, end: number): boolean;
}

export interface BlockKernel32 extends BlockKernel<Float32Array> {
  /** The sum of exponentials of elements `at` … `at` + count − 1, if they are near. */
  sum(input: Float32Array, at: number, count: number): number;
}

export interface BlockKernel64 extends BlockKernel<Float64Array> {
  /**
   * The lanes of `rest-of-row.ts`, at T = 1, of elements `at` … `at` + count − 1, which have the maximum `max`. The
   * caller has taken it out: −∞ stands in its place.
   */
  restLanes(input: Float64Array, at: number, count: number, max: number): Float64Array;
  /** `bareSum64` and `bareRest64` of elements start … end − 1, a row that is longer than a block. */
  longBareSums(src: Float64Array, start: number, end: number): Float64Array;
}

export function blockKernel32(simd: SimdExports): BlockKernel32 {
  const { buffer } = simd.memory;
  const offsetsAt = simd.offsets();
  const blocks = new Blocks(
    new Float32Array(buffer, INPUT, BLOCK_CAPACITY / 4),
    new Float32Array(buffer, OUTPUT, BLOCK_CAPACITY / 4),
  );
  let sums: Float64Array | undefined;
  let inverse = 1;
  return {
    mostShort: 32,
    abreastAtOne: false,
    capacity: BLOCK_CAPACITY / 4,
    blocks,
    offsets: new Int32Array(buffer, offsetsAt, MOST_ROWS + 1),
    undone: undoneOf(simd),

    setTemperature(temperature) {
      const { steps, nearSteps, lowest, highest } = scaling32(temperature);
      simd.setScaling32(steps, nearSteps, lowest, highest);
      inverse = 1 / temperature;
    },
    rows: (input, output, count) =>
      simd.softmaxRows32(input.byteOffset, output.byteOffset, count, offsetsAt),
    shortRows: (input, output, count, width) =>
      simd.softmaxShort32(input.byteOffset, output.byteOffset, count, width),
    columns(input, output, count, width, stride, apart) {
      const [from, to] = [input.byteOffset, output.byteOffset];
      simd.softmaxColumns32(from, to, count, width, 4 * stride, 4 * apart);
    },
    top: (input, count, width, stride, k) =>
      simd.topColumns32(input.byteOffset, OUTPUT, count, width, 4 * stride, k) !== 0,
    mostTop: simd.mostTopColumns(),
    argmax: (input, count, width, stride) =>
      simd.argmaxColumns32(input.byteOffset, OUTPUT, count, width, 4 * stride) !== 0,
    classes: new Int32Array(buffer, OUTPUT, BLOCK_CAPACITY / 4),
    row(input, output, at, count) {
      const [from, to] = [input.byteOffset + 4 * at, output.byteOffset + 4 * at];
      const good = simd.softmaxFarRow32(from, to, count) !== 0;
      if (!good) output.fill(Number.NaN, at, at + count);
      return good;
    },
    sums(input, count) {
      const at = simd.sumRows32(input.byteOffset, count, offsetsAt);
      sums ??= new Float64Array(buffer, at, MOST_ROWS);
      return sums;
    },
    shifts: new Float64Array(buffer, simd.shifts(), 3 * MOST_ROWS),
    subtract: (input, output, count) =>
      simd.subtractShifts32(input.byteOffset, output.byteOffset, count, offsetsAt, inverse),
    sum(input, at, count) {
      simd.clear32();
      simd.sumNear32(input.byteOffset + 4 * at, count);
      return simd.total32();
    },
    longSums: longSums32(simd, blocks),
    longRow: longRow32(simd, blocks),
  };
}

export function blockKernel64(simd: SimdExports): BlockKernel64 {
  const { buffer } = simd.memory;
  const offsetsAt = simd.offsets();
  const blocks = new Blocks(
    new Float64Array(buffer, INPUT, BLOCK_CAPACITY / 8),
    new Float64Array(buffer, OUTPUT, BLOCK_CAPACITY / 8),
  );
  let sums: Float64Array | undefined;
  let lanes: Float64Array | undefined;
  return {
    mostShort: 16,
    abreastAtOne: true,
    capacity: BLOCK_CAPACITY / 8,
    blocks,
    offsets: new Int32Array(buffer, offsetsAt, MOST_ROWS + 1),
    undone: undoneOf(simd),

    setTemperature(temperature) {
      const { before, after, high, low } = scalingOf(temperature);
      simd.setScaling64(temperature, before, after, high, low);
    },
    rows: (input, output, count) =>
      simd.softmaxRows64(input.byteOffset, output.byteOffset, count, offsetsAt),
    shortRows: (input, output, count, width) =>
      simd.softmaxTiles64(input.byteOffset, output.byteOffset, count, width),
    columns(input, output, count, width, stride, apart) {
      const [from, to] = [input.byteOffset, output.byteOffset];
      simd.softmaxColumns64(from, to, count, width, 8 * stride, 8 * apart);
    },
    top: (input, count, width, stride, k) =>
      simd.topColumns64(input.byteOffset, OUTPUT, count, width, 8 * stride, k) !== 0,
    mostTop: simd.mostTopColumns(),
    argmax: (input, count, width, stride) =>
      simd.argmaxColumns64(input.byteOffset, OUTPUT, count, width, 8 * stride) !== 0,
    classes: new Int32Array(buffer, OUTPUT, BLOCK_CAPACITY / 4),
    row(input, output, at, count) {
      const [from, to] = [input.byteOffset + 8 * at, output.byteOffset + 8 * at];
      const good = simd.softmaxRow64(from, to, count) !== 0;
      if (!good) output.fill(Number.NaN, at, at + count);
      return good;
    },
    sums(input, count) {
      const at = simd.sumRows64(input.byteOffset, OUTPUT, count, offsetsAt);
      sums ??= new Float64Array(buffer, at, 3 * MOST_ROWS);
      return sums;
    },
    shifts: new Float64Array(buffer, simd.shifts(), 3 * MOST_ROWS),
    subtract: (input, output, count) =>
      simd.subtractShifts64(input.byteOffset, output.byteOffset, count, offsetsAt),
    restLanes(input, at, count, max) {
      const lanesAt = simd.restLanes64(input.byteOffset + 8 * at, count, max);
      lanes ??= new Float64Array(buffer, lanesAt, 8);
      return lanes;
    },
    longSums: longSums64(simd, blocks),
    longBareSums: longBareSums64(simd, blocks),
    longRow: longRow64(simd, blocks),
  };
}

function undoneOf(simd: SimdExports): () => Int32Array {
  const list = new Int32Array(simd.memory.buffer, simd.undoneRows(), MOST_UNDONE);
  const none = list.subarray(0, 0);
  return () => {
    const count = simd.takeUndone();
    return count === 0 ? none : list.subarray(0, count);
  };
}
