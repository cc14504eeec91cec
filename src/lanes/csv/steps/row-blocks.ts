import { Scratch } from '../../../../operators/core/scratch.js';
import type { Floats } from '../../../softmax/rows.js';

/** Rows that are laid end to end at a time, so that they stay in the cache. */
const BLOCK_ROWS = 256;

type EachBlock = (
  columns: readonly Floats[],
  rows: number,
  visit: (block: Floats, start: number, layout: { length: number; width: number }) => void,
) => void;

/** Lays the rows of columns end to end, some rows at a time, for kernels that want them so. */
export function eachBlock(width: number): EachBlock {
  const scratch = new Scratch();
  return (columns, rows, visit) => {
    const block = scratch.floats(0, columns[0]!, BLOCK_ROWS * width);
    for (let start = 0; start < rows; start += BLOCK_ROWS) {
      const length = Math.min(BLOCK_ROWS, rows - start);
      layEndToEnd(columns, start, length, block);
      visit(block, start, { length, width });
    }
  };
}

function layEndToEnd(columns: readonly Floats[], start: number, rows: number, block: Floats): void {
  const width = columns.length;
  columns.forEach((column, index) => {
    for (let row = 0, i = index; row < rows; row++, i += width) block[i] = column[start + row]!;
  });
}
