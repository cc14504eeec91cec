import type { BlockKernel } from '../simd/block-kernel.js';
import { type BlockKernels, simdKernels } from '../simd/engine.js';
import { emptyLike, type Floats } from '../simd/floats.js';
import type { Rows } from './layout.js';
import { topKRows } from './ranking.js';
import { columnPitch, FEWEST_ROWS, heightOf, strideOf } from './simd-columns.js';

/** The best classes of rows, as `topKRows` gives them. */
export interface Leaders {
  readonly indices: Int32Array;
  readonly counts: Int32Array;
  /** Whether the best class of every row is known to be a finite number. */
  readonly isFinite: boolean;
}

/** Makes arrays of integers, each of which is to be written. */
type MakeInts = (length: number) => Int32Array;

/**
 * `topKRows` of a table that has a column for each class, of one type: class c of row r is src[c][r].
 *
 * @param k  from 1 to the number of columns
 * @returns undefined where the kernels have no place for it
 */
export function topKColumns(
  src: readonly Floats[],
  length: number,
  k: number,
  ints: MakeInts,
): Leaders | undefined {
  return withKernel(src[0]!, (kernel) => {
    const width = src.length;
    const stride = strideOf(kernel.blocks, src as readonly (typeof kernel.blocks.input)[]);
    if (stride === 0 && heightOf(kernel, width) < FEWEST_ROWS) return undefined;
    const pitch = stride || columnPitch(kernel, width);
    const most = stride > 0 ? Number.POSITIVE_INFINITY : heightOf(kernel, width);
    const load = (start: number, count: number) => {
      if (stride > 0) return src[0]!.subarray(start);
      copyColumns(src, kernel.blocks.input, start, count, pitch);
      return kernel.blocks.input;
    };
    const read = (row: number, into: Floats) => {
      for (let c = 0; c < width; c++) into[c] = src[c]![row]!;
    };
    return byBlocks(kernel, { length, width, k, most, pitch, load, read }, ints);
  });
}

/** `topKRows`, by SIMD where all rows are of one width and the kernels have place for it. */
export function topKOfRows(src: Floats, rows: Rows, k: number): Leaders {
  return bySimd(src, rows, k) ?? { ...topKRows(src, rows, k), isFinite: false };
}

function bySimd(src: Floats, rows: Rows, k: number): Leaders | undefined {
  if (!('width' in rows) || k > rows.width) return undefined;
  const { length, width } = rows;
  return withKernel(src, (kernel) => {
    const most = heightOf(kernel, width);
    if (most < FEWEST_ROWS) return undefined;
    const pitch = columnPitch(kernel, width);
    const { input } = kernel.blocks;
    const load = (start: number, count: number) => {
      turn(src, input, start * width, count, width, pitch);
      return input;
    };
    const read = (row: number, into: Floats) =>
      into.set(src.subarray(row * width, (row + 1) * width));
    const ints = (size: number) => new Int32Array(size);
    return byBlocks(kernel, { length, width, k, most, pitch, load, read }, ints);
  });
}

type Kernel = BlockKernels['float32'] | BlockKernels['float64'];

function withKernel(
  src: Floats,
  run: (kernel: BlockKernel<Floats>) => Leaders | undefined,
): Leaders | undefined {
  const simd = simdKernels(src);
  if (simd === undefined) return undefined;
  const kernel: Kernel = src instanceof Float32Array ? simd.float32 : simd.float64;
  // It gets arrays of the type of `src` alone.
  return run(kernel as unknown as BlockKernel<Floats>);
}

/** A table, and how rows of it come to the kernel. */
interface Table {
  readonly length: number;
  readonly width: number;
  readonly k: number;
  /** Rows at once. */
  readonly most: number;
  /** Elements from column to column. */
  readonly pitch: number;
  /** Where rows lie column by column, or are copied to. */
  load(start: number, count: number): Floats;
  /** A row by itself. */
  read(row: number, into: Floats): void;
}

function byBlocks(kernel: BlockKernel<Floats>, table: Table, ints: MakeInts): Leaders | undefined {
  const { length, width, k } = table;
  if (k > kernel.mostTop) return undefined;
  // The kernel rounds rows up to four.
  const most = Math.min(table.most, (Math.floor(kernel.classes.length / k) & ~3) - 4);
  const leaders = { indices: ints(length * k), counts: ints(length).fill(k) };
  let finite = true;
  for (let start = 0; start < length; start += most) {
    const count = Math.min(most, length - start);
    const odd = kernel.top(table.load(start, count), count, width, table.pitch, k);
    leaders.indices.set(kernel.classes.subarray(0, count * k), start * k);
    if (!odd) continue;
    finite = false;
    rankOdd(table, leaders, start, start + count, kernel.blocks.input);
  }
  return { ...leaders, isFinite: finite };
}

/** Rows with a NaN, or with −∞ among the best, which the kernel does not rank. */
function rankOdd(
  { width, k, read }: Table,
  { indices, counts }: Pick<Leaders, 'indices' | 'counts'>,
  first: number,
  end: number,
  like: Floats,
): void {
  const values = emptyLike(like, width);
  for (let row = first; row < end; row++) {
    if (indices[row * k + k - 1]! >= 0) continue;
    read(row, values);
    const alone = topKRows(values, { length: 1, width }, k);
    indices.set(alone.indices, row * k);
    counts[row] = alone.counts[0]!;
  }
}

function copyColumns(
  src: readonly Floats[],
  input: Floats,
  start: number,
  count: number,
  pitch: number,
): void {
  for (let c = 0; c < src.length; c++) {
    input.set(src[c]!.subarray(start, start + count), c * pitch);
  }
}

/** Rows that lie end to end from `from` on, into columns. */
function turn(
  src: Floats,
  input: Floats,
  from: number,
  count: number,
  width: number,
  pitch: number,
): void {
  for (let row = 0, at = from; row < count; row++, at += width) {
    for (let c = 0, to = row; c < width; c++, to += pitch) input[to] = src[at + c]!;
  }
}
