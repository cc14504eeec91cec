import { DataType, FixedSizeList } from 'apache-arrow';
import type { Lists } from './lists.js';

/**
 * The type of list cells with half as many elements: that of the column itself, but for a FixedSizeList.
 *
 * @returns undefined where a FixedSizeList has an odd number of elements
 */
export function halfListType(type: DataType): DataType | undefined {
  if (!DataType.isFixedSizeList(type)) return type;
  if (type.listSize % 2 !== 0) return undefined;
  return new FixedSizeList(type.listSize / 2, type.children[0]!);
}

/**
 * Lists with other elements than `lists`: `lengths[row]` of them in each cell, in the same layout.
 *
 * @param lengths  all alike for a FixedSizeList
 */
export function withLengths(lists: Lists, lengths: Int32Array): Lists {
  const { length } = lengths;
  const offsets = new Int32Array(length + 1);
  lengths.forEach((count, row) => {
    offsets[row + 1] = offsets[row]! + count;
  });
  const { type } = lists;
  if (!DataType.isFixedSizeList(type)) return { ...lists, rows: { length, offsets } };
  const width = length === 0 ? type.listSize : lengths[0]!;
  const narrowed = new FixedSizeList(width, type.children[0]!);
  return { ...lists, type: narrowed, rows: { length, width } };
}
