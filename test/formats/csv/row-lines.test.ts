import { expect, it } from 'vitest';
import { RowLines } from '../../../src/formats/csv/row-lines.js';

const MOST = 1 << 16;

it('the lines of the last 65,536 rows are remembered, however many lines each has, and older ones forgotten', () => {
  for (const size of [1, 7, 4096]) {
    const lines = new RowLines();
    const rows = Math.ceil((5 * MOST) / size) * size;
    for (let row = 0; row < rows; row += size) {
      lines.add(
        row,
        size,
        2 + 3 * row,
        new Int32Array(size).map((_, i) => 3 * i),
      );
      expect(lines.of(row + size)).toBeUndefined();
    }
    for (const row of [rows - 1, rows - 2, rows - 4097, rows - MOST]) {
      expect(lines.of(row)).toBe(2 + 3 * row);
    }
    expect(lines.of(0)).toBeUndefined();
  }
});

it('rows of one line each are one run, and all remembered', () => {
  const lines = new RowLines();
  for (let row = 0; row < 3 * MOST; row += 8) lines.add(row, 8, 2 + row);
  expect([0, 9, 3 * MOST - 1, 3 * MOST].map((row) => lines.of(row))).toEqual([
    2,
    11,
    3 * MOST + 1,
    undefined,
  ]);
});
