import { argmaxColumns } from '../../../src/softmax/argmax-columns.js';
import { argmaxRows } from '../../../src/softmax/ranking.js';
import type { Rows } from '../../../src/softmax/rows.js';
import { topKColumns, topKOfRows } from '../../../src/softmax/top-columns.js';
import type { RankKernel } from './ranking.js';

/** The best class of each row. */
export const bestOfRows: RankKernel = {
  rows(values, rows) {
    const indices = new Int32Array(rows.length);
    argmaxRows(values, rows, indices);
    return { k: 1, indices, counts: countsOf(indices, new Int32Array(rows.length)) };
  },
  columns(columns, length, room) {
    const indices = room.ints(length);
    const isOdd = argmaxColumns(columns, length, indices);
    return { k: 1, indices, counts: countsOf(indices, room.ints(length)), isFinite: !isOdd };
  },
};

function countsOf(indices: Int32Array, counts: Int32Array): Int32Array {
  // −1 has a sign.
  for (let row = 0; row < counts.length; row++) counts[row] = 1 + (indices[row]! >> 31);
  return counts;
}

/** The k best classes of each row. */
export function bestOfRowsBy(k: number): RankKernel {
  return {
    rows(values, rows) {
      const most = Math.max(1, Math.min(k, widestRow(rows)));
      return { k: most, ...topKOfRows(values, rows, most) };
    },
    columns(columns, length, room) {
      const most = Math.min(k, columns.length);
      const leaders = topKColumns(columns, length, most, (size) => room.ints(size));
      return leaders && { k: most, ...leaders };
    },
  };
}

/** A k beyond every row would only make the kernel's slots larger. */
function widestRow(rows: Rows): number {
  if ('width' in rows) return rows.width;
  const { offsets } = rows;
  let widest = 0;
  for (let i = 0; i < rows.length; i++) widest = Math.max(widest, offsets[i + 1]! - offsets[i]!);
  return widest;
}
