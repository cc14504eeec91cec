import { Data, type DataType, type Vector } from 'apache-arrow';
import type { Validity } from './validity.js';

/** The buffers of a column without its validity; a type has those of its layout. */
export interface Buffers {
  readonly offsets?: Int32Array | BigInt64Array;
  /** A typed array of the type's own class. */
  readonly values?: unknown;
  readonly typeIds?: Int8Array;
  readonly children?: Data[];
  readonly dictionary?: Vector;
  /** What the views of Utf8View and BinaryView refer to. */
  readonly variadic?: readonly Uint8Array[];
}

/**
 * A column over buffers, which are taken as they are. apache-arrow's `makeData` makes a second view of each, and
 * for batches of few rows that is most of the time.
 */
export function makeColumn(
  type: DataType,
  length: number,
  buffers: Buffers,
  validity?: Validity,
): Data {
  const { offsets, values, typeIds, dictionary } = buffers;
  const { children = NO_CHILDREN, variadic = NO_BUFFERS } = buffers;
  const nullCount = validity?.nullCount ?? 0;
  // In the order of apache-arrow's BufferType; an object with these keys costs three times as much.
  const all = [offsets, values, validity?.toBitmap(), typeIds] as const;
  return new Data(type, 0, length, nullCount, all, children, dictionary, variadic);
}

/** A batch may have 100,000 columns: what none of them has is one array for all. */
const NO_CHILDREN: Data[] = [];
const NO_BUFFERS: readonly Uint8Array[] = [];
