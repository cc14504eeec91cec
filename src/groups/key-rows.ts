/**
 * Keys of several columns as one run of bytes a row: for each column a byte, 0 for null and 1 for a value; then the value,
 * its bytes if all have one width, else their number in four bytes, lowest first, and they. Different keys have different
 * runs.
 */
import { Validity } from '../columns/validity.js';
import { LimitError } from '../errors.js';
import type { KeyCells } from './key-cells.js';
import { asValues, type Runs, type Values } from './runs.js';

const MARK = 1;
const LENGTH = 4;
const MOST_BYTES = 2 ** 31 - 1;

export function keyRows(columns: readonly KeyCells[], length: number, operator: string): Runs {
  const [starts, ends] = [new Int32Array(length), new Int32Array(length)];
  // Those of a row may come to more than an integer holds.
  const sizes = new Float64Array(length);
  for (const column of columns) addSizes(column, sizes);
  let at = 0;
  for (let i = 0; i < length; i++) {
    starts[i] = at;
    at += sizes[i]!;
    ends[i] = at;
  }
  if (at > MOST_BYTES) throw tooLong(at, operator);
  const bytes = new Uint8Array(at);
  const cursors = starts.slice();
  for (const column of columns) write(column, bytes, cursors);
  return { bytes, starts, ends };
}

function addSizes({ cells, validity }: KeyCells, sizes: Float64Array): void {
  for (let i = 0; i < sizes.length; i++) {
    const isNull = validity !== undefined && !validity.isValid(i);
    const size = 'width' in cells ? cells.width : LENGTH + cells.ends[i]! - cells.starts[i]!;
    sizes[i] = sizes[i]! + MARK + (isNull ? 0 : size);
  }
}

/** Writes a column's part of each row, and moves the cursors behind it. */
function write({ cells, validity }: KeyCells, bytes: Uint8Array, cursors: Int32Array): void {
  for (let i = 0; i < cursors.length; i++) {
    let at = cursors[i]!;
    if (validity !== undefined && !validity.isValid(i)) bytes[at++] = 0;
    else {
      bytes[at++] = 1;
      at = 'width' in cells ? writeFixed(cells, i, bytes, at) : writeRun(cells, i, bytes, at);
    }
    cursors[i] = at;
  }
}

function writeFixed({ values, width }: Values, i: number, bytes: Uint8Array, at: number): number {
  for (let b = 0; b < width; b++) bytes[at + b] = values[width * i + b]!;
  return at + width;
}

function writeRun(runs: Runs, i: number, bytes: Uint8Array, at: number): number {
  const [start, end] = [runs.starts[i]!, runs.ends[i]!];
  const length = end - start;
  for (let b = 0; b < LENGTH; b++) bytes[at + b] = length >>> (8 * b);
  for (let b = 0; b < length; b++) bytes[at + LENGTH + b] = runs.bytes[start + b]!;
  return at + LENGTH + length;
}

/** A column's values of rows that `keyRows` made; moves the cursors behind them. `width`: undefined for runs. */
export function readKeyRows(
  bytes: Uint8Array,
  cursors: Int32Array,
  width: number | undefined,
): KeyCells {
  const { length } = cursors;
  const isNull = new Uint8Array(length);
  const [starts, ends] = [new Int32Array(length), new Int32Array(length)];
  for (let i = 0; i < length; i++) {
    let at = cursors[i]!;
    isNull[i] = 1 - bytes[at++]!;
    let size = 0;
    if (isNull[i] === 0) {
      size = width ?? lengthAt(bytes, at);
      if (width === undefined) at += LENGTH;
    }
    starts[i] = at;
    ends[i] = at + size;
    cursors[i] = at + size;
  }
  const validity = Validity.of(length, (i) => isNull[i] === 0);
  const cells =
    width === undefined ? { bytes, starts, ends } : asValues({ bytes, starts, ends }, width);
  return { length, cells, validity };
}

function lengthAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

function tooLong(got: number, operator: string): LimitError {
  const what = 'the keys of one batch are too long together';
  return new LimitError({ operator, what, got, expected: 'at most 2³¹ − 1 bytes: fewer rows' });
}
