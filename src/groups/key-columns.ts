import { type Data, DataType } from 'apache-arrow';
import { makeColumn } from '../columns/column.js';
import { bitmapBytes, type Validity } from '../columns/validity.js';
import { LimitError } from '../errors.js';
import type { KeyCells } from './key-cells.js';
import type { Runs } from './runs.js';

const LARGEST_OFFSET = 2 ** 31 - 1;

/** Bytes of a value; undefined for runs. */
export function widthOf(type: DataType): number | undefined {
  if (DataType.isUtf8(type) || DataType.isBinary(type)) return undefined;
  if (DataType.isBool(type)) return 1;
  if (DataType.isNull(type)) return 0;
  return strideOf(type) * type.ArrayType.BYTES_PER_ELEMENT;
}

/** A column of one of the types of `keyField`, from cells. */
export function keyColumn(type: DataType, { cells, length, validity }: KeyCells): Data {
  if (!('width' in cells)) return runsColumn(type, cells, length, validity);
  if (DataType.isNull(type)) return makeColumn(type, length, {});
  const { values } = cells;
  if (!DataType.isBool(type)) {
    return makeColumn(type, length, { values: new type.ArrayType(values.buffer) }, validity);
  }
  const bits = new Uint8Array(bitmapBytes(length));
  for (let i = 0; i < length; i++) bits[i >> 3]! |= values[i]! << (i & 7);
  return makeColumn(type, length, { values: bits }, validity);
}

function strideOf(type: DataType): number {
  return makeColumn(type, 0, {}).stride;
}

function runsColumn(
  type: DataType,
  { bytes, starts, ends }: Runs,
  length: number,
  validity: Validity | undefined,
): Data {
  const offsets = new Int32Array(length + 1);
  let size = 0;
  for (let i = 0; i < length; i++) {
    size += ends[i]! - starts[i]!;
    if (size > LARGEST_OFFSET) throw tooLong();
    offsets[i + 1] = size;
  }
  const values = new Uint8Array(size);
  for (let i = 0; i < length; i++) values.set(bytes.subarray(starts[i], ends[i]), offsets[i]);
  return makeColumn(type, length, { offsets, values }, validity);
}

function tooLong(): LimitError {
  return new LimitError({
    operator: 'groups',
    what: 'the keys of one batch are too long together',
    expected: 'at most 2³¹ − 1 bytes: fewer groups at a time',
  });
}
