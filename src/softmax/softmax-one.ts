/**
 * Softmax with an implicit zero: p[c] = exp(x[c]/T) / (1 + Σ exp(x[k]/T)). The 1 is a further class with the logit 0
 * whose probability is not written, so a row may sum to less than one, and to nothing where no class wants any. It is
 * known from attention ("softmax1", Miller 2023, *Attention Is Off By One*; `zero_attn` and attention sinks do the
 * same), and is the multinomial logit with a reference class.
 *
 * That is also how it is computed: softmax of the row and a 0, without the 0. So error and bits are softmax's.
 */
import { emptyLike, type Floats } from '../simd/floats.js';
import { checkColumns } from './columns.js';
import type { Rows } from './layout.js';
import { checkTemperature, startOf } from './layout.js';
import { checkTable } from './pair.js';
import { softmaxColumns, softmaxRows } from './rows.js';

/** Elements that are computed at a time, unless a row is longer: they stay in the first cache. */
const BLOCK = 4096;

/**
 * Softmax with an implicit zero of each row; arguments as for `softmaxRows`.
 *
 * @returns the number of rows without a distribution over their own classes: those that hold NaN or +∞, which are
 *   filled with canonical NaN, and those that hold nothing but −∞ or are empty, whose probabilities are all 0: the
 *   implicit class takes the whole
 *
 * Range [0, 1]; within `SOFTMAX_TOLERANCE` of the exact value. −∞ gives exactly 0, a single 0 exactly ½.
 * @throws RangeError where the rows reach beyond an array or the temperature is out of range
 */
export function softmax1Rows<T extends Floats>(
  src: T,
  dst: T,
  rows: Rows,
  temperature: number,
): number {
  checkTable('softmax1Rows', src, dst, rows);
  checkTemperature('softmax1Rows', temperature);
  let block = emptyLike(src, 0);
  let result = 0;
  for (let first = 0; first < rows.length; ) {
    const last = endOfBlock(rows, first);
    const own = extended(rows, first, last);
    const size = startOf(own, own.length);
    if (block.length < size)
      block = emptyLike(src, Math.max(size, Math.min(BLOCK, src.length * 2)));
    for (let r = first; r < last; r++)
      result += copyIn(src, rows, r, block, startOf(own, r - first));
    result += softmaxRows(block, block, own, temperature);
    for (let r = first; r < last; r++) copyOut(block, startOf(own, r - first), dst, rows, r);
    first = last;
  }
  return result;
}

/** `softmax1Rows` of a table that has a column for each class, as `softmaxColumns`. */
export function softmax1Columns<T extends Floats>(
  src: readonly T[],
  dst: readonly T[],
  length: number,
  temperature: number,
): number {
  checkTemperature('softmax1Columns', temperature);
  checkColumns('softmax1Columns', src, dst, length);
  const [like] = src;
  if (like === undefined) return length;
  let empty = 0;
  for (let r = 0; r < length; r++) if (isEmptyAcross(src, r)) empty++;
  const zeros = emptyLike(like, length);
  return empty + softmaxColumns<Floats>([...src, zeros], [...dst, zeros], length, temperature);
}

/** The row behind the last that is computed together with row `first`: at least one. */
function endOfBlock(rows: Rows, first: number): number {
  const most = startOf(rows, first) + first + BLOCK;
  let last = first + 1;
  while (last < rows.length && startOf(rows, last + 1) + last + 1 <= most) last++;
  return last;
}

/** The rows `first` … `last` − 1 with one class more each, from 0 on. */
function extended(rows: Rows, first: number, last: number): Rows {
  const length = last - first;
  if ('width' in rows) return { length, width: rows.width + 1 };
  const start = startOf(rows, first);
  return {
    length,
    offsets: Int32Array.from(
      { length: length + 1 },
      (_, r) => startOf(rows, first + r) - start + r,
    ),
  };
}

/** Copies a row and the implicit zero; 1 where the row holds nothing but −∞. */
function copyIn(src: Floats, rows: Rows, r: number, block: Floats, at: number): number {
  const start = startOf(rows, r);
  const size = startOf(rows, r + 1) - start;
  let empty = 1;
  for (let i = 0; i < size; i++) {
    const x = src[start + i]!;
    block[at + i] = x;
    if (x !== Number.NEGATIVE_INFINITY) empty = 0;
  }
  block[at + size] = 0;
  return empty;
}

function copyOut(block: Floats, at: number, dst: Floats, rows: Rows, r: number): void {
  const start = startOf(rows, r);
  const size = startOf(rows, r + 1) - start;
  for (let i = 0; i < size; i++) dst[start + i] = block[at + i]!;
}

function isEmptyAcross(columns: readonly Floats[], r: number): boolean {
  for (const column of columns) if (column[r] !== Number.NEGATIVE_INFINITY) return false;
  return true;
}
