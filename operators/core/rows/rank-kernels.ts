import { argmaxRows, topKRows } from '../../../src/softmax/ranking.js';
import type { Rows } from '../../../src/softmax/rows.js';
import type { RankKernel } from './ranking.js';

/** The best class of each row. */
export const bestOfRows: RankKernel = (values, rows) => {
  const indices = new Int32Array(rows.length);
  argmaxRows(values, rows, indices);
  return { k: 1, indices, counts: indices.map((index) => (index === -1 ? 0 : 1)) };
};

/** The k best classes of each row. */
export function bestOfRowsBy(k: number): RankKernel {
  return (values, rows) => {
    const most = Math.max(1, Math.min(k, widestRow(rows)));
    return { k: most, ...topKRows(values, rows, most) };
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
