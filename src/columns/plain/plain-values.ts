import { type Data, DataType, Precision, Vector } from 'apache-arrow';
import { fromHalf } from '../float16.js';
import { listExtent, startOf } from '../lists.js';
import { Validity } from '../validity.js';

/** Gives the cell at an index of a column as a plain JavaScript value. */
export type ReadCell = (index: number) => unknown;

/**
 * A column's cells as plain values: numbers, strings, booleans, arrays of these, and null. 64-bit integers are
 * numbers where a number holds them exactly, else bigints; types that have no plain value are as apache-arrow
 * gives them.
 */
export function plainValues(data: Data): ReadCell {
  const validity = Validity.from(data);
  const read = readerOf(data);
  if (validity === undefined) return read;
  return (index) => (validity.isValid(index) ? read(index) : null);
}

function readerOf(data: Data): ReadCell {
  const { type } = data;
  if (DataType.isFloat(type) && type.precision === Precision.HALF) {
    const bits: Uint16Array = data.values;
    return (index) => fromHalf(bits[index]!);
  }
  if (DataType.isList(type) || DataType.isLargeList(type) || DataType.isFixedSizeList(type)) {
    return listReader(data);
  }
  if (DataType.isDictionary(type) && data.dictionary) {
    return dictionaryReader(data.values, data.dictionary);
  }
  const column = new Vector([data]);
  return (index) => narrowed(column.get(index));
}

/** apache-arrow throws on 64-bit indices. */
function dictionaryReader(indices: ArrayLike<number | bigint>, dictionary: Vector): ReadCell {
  const chunks = dictionary.data.map((chunk: Data) => ({ chunk, read: plainValues(chunk) }));
  return (index) => {
    let place = Number(indices[index]);
    for (const { chunk, read } of chunks) {
      if (place < chunk.length) return read(place);
      place -= chunk.length;
    }
    return null;
  };
}

function listReader(data: Data): ReadCell {
  const { rows, begin, size } = listExtent(data);
  const read = plainValues((data.children[0] as Data).slice(begin, size));
  return (index) => {
    const start = startOf(rows, index);
    const length = startOf(rows, index + 1) - start;
    return Array.from({ length }, (_, i) => read(start + i));
  };
}

function narrowed(value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
