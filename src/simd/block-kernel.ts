/**
 * Softmax of a block of rows in the SIMD module's memory. The blocks are shared by all kernels: copy in, call, copy
 * out, with nothing between.
 */
import { scalingOf } from './anchored.js';
import type { Floats } from './floats.js';
import type { SimdExports } from './wasm.js';
import { BLOCK_CAPACITY, INPUT, OUTPUT } from './wasm.js';

/** Rows that a block may have: the room for their offsets. */
export const MOST_ROWS = 4096;

/** The kernels for one type. Counts, widths and strides are in elements. */
export interface BlockKernel<T extends Floats> {
  /** Rows of one width are faster as tiles up to so many classes. */
  readonly widestTile: number;
  /** Elements that a block may have. */
  readonly capacity: number;
  readonly input: T;
  readonly output: T;
  /** Where `rows` finds the first elements of rows, and behind the last the end of it. */
  readonly offsets: Int32Array;

  setTemperature(temperature: number): void;
  /** Rows by `offsets`. */
  rows(count: number): void;
  /** Rows of one width, at most 64; T is 1 whatever was set. */
  tiles(count: number, width: number): void;
  /** Columns, `stride` apart, a multiple of four; T is 1 whatever was set. */
  columns(count: number, width: number, stride: number): void;
  /** The rows that the last call has not computed, which the portable kernels have to. */
  undone(): Int32Array;

  // The passes of one row that is longer than a block, which is fed in blocks of a multiple of four elements.
  maximum(count: number): number;
  clear(): void;
  exponentials(count: number, max: number): void;
  total(): number;
  /** In the block of output. */
  divide(count: number, sum: number): void;
}

export function blockKernel32(simd: SimdExports): BlockKernel<Float32Array> {
  const { buffer } = simd.memory;
  const offsetsAt = simd.offsets();
  let t = 1;
  return {
    widestTile: 32,
    capacity: BLOCK_CAPACITY / 4,
    input: new Float32Array(buffer, INPUT, BLOCK_CAPACITY / 4),
    output: new Float32Array(buffer, OUTPUT, BLOCK_CAPACITY / 4),
    offsets: new Int32Array(buffer, offsetsAt, MOST_ROWS + 1),
    undone: undoneOf(simd),

    setTemperature(temperature) {
      t = temperature;
    },
    rows: (count) => simd.softmaxRows32(INPUT, OUTPUT, count, offsetsAt, t),
    tiles: (count, width) => simd.softmaxTiles32(INPUT, OUTPUT, count, width),
    columns: (count, width, stride) =>
      simd.softmaxColumns32(INPUT, OUTPUT, count, width, 4 * stride),
    maximum: (count) => simd.maximum32(INPUT, count),
    clear: () => simd.clear32(),
    exponentials: (count, max) => simd.exponentials32(INPUT, OUTPUT, count, max, t),
    total: () => simd.total32(),
    divide: (count, sum) => simd.divide32(OUTPUT, count, sum),
  };
}

export function blockKernel64(simd: SimdExports): BlockKernel<Float64Array> {
  const { buffer } = simd.memory;
  const offsetsAt = simd.offsets();
  return {
    widestTile: 16,
    capacity: BLOCK_CAPACITY / 8,
    input: new Float64Array(buffer, INPUT, BLOCK_CAPACITY / 8),
    output: new Float64Array(buffer, OUTPUT, BLOCK_CAPACITY / 8),
    offsets: new Int32Array(buffer, offsetsAt, MOST_ROWS + 1),
    undone: undoneOf(simd),

    setTemperature(temperature) {
      const { before, after, high, low } = scalingOf(temperature);
      simd.setScaling64(temperature, before, after, high, low);
    },
    rows: (count) => simd.softmaxRows64(INPUT, OUTPUT, count, offsetsAt),
    tiles: (count, width) => simd.softmaxTiles64(INPUT, OUTPUT, count, width),
    columns: (count, width, stride) =>
      simd.softmaxColumns64(INPUT, OUTPUT, count, width, 8 * stride),
    maximum: (count) => simd.maximum64(INPUT, count),
    clear: () => simd.clear64(),
    exponentials: (count, max) => simd.exponentials64(INPUT, OUTPUT, count, max),
    total: () => simd.total64(),
    divide: (count, sum) => simd.divide64(OUTPUT, count, sum),
  };
}

function undoneOf(simd: SimdExports): () => Int32Array {
  const list = new Int32Array(simd.memory.buffer, simd.undoneRows(), MOST_ROWS);
  const none = list.subarray(0, 0);
  return () => {
    const count = simd.takeUndone();
    return count === 0 ? none : list.subarray(0, count);
  };
}
