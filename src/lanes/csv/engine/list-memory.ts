import type { LaneText } from '../../../simd/text.js';
import { ALIGNMENT, type ListCells, type ListColumn } from '../columns/list-column.js';
import { FEED_BYTES, LONGEST_RECORD } from '../limits.js';
import { WORD } from './engine-tables.js';
import type { Marks } from './pieces.js';
import { ListReader } from './read-lists.js';

const DOUBLE = 8;

/** The columns of lists of the file. */
export function listCells(lists: readonly ListColumn[]): readonly ListCells[] {
  return allCells(lists).filter(({ whole }) => whole === undefined);
}

function allCells(lists: readonly ListColumn[]): readonly ListCells[] {
  return [...new Set(lists.map(({ cells }) => cells))];
}

/**
 * Room for the elements of all lists of a batch that holds so much text, and a record that passes it. What nobody writes
 * to takes addresses, and no memory.
 */
export function elementBytes(lists: readonly ListColumn[], text: number): number {
  // Each takes two bytes of the text at least.
  const most = Math.ceil((text + LONGEST_RECORD + FEED_BYTES) / 2);
  const alike = new Map<ListCells, number>();
  for (const { cells } of lists) {
    const whole = wholeOf(cells);
    alike.set(whole, (alike.get(whole) ?? 0) + 1);
  }
  const times = [...alike.values()].reduce((max, count) => Math.max(max, count), 0);
  return times * most * DOUBLE + lists.length * ALIGNMENT;
}

function wholeOf(cells: ListCells): ListCells {
  return cells.whole === undefined ? cells : wholeOf(cells.whole);
}

/** Where lists lie. */
export interface ListTables {
  readonly memory: ArrayBuffer;
  /** The places of the cells in each row. */
  readonly marks: number;
  readonly offsets: number;
  readonly rows: number;
  /** See `elementBytes`. */
  readonly elements: number;
}

/** Bytes of the offsets of so many rows. */
export function offsetBytes(lists: readonly ListColumn[], rows: number): number {
  return WORD * (rows + 1) * listCells(lists).length;
}

export function listReader(
  engine: LaneText,
  lists: readonly ListColumn[],
  marks: Marks,
  { memory, offsets, rows, elements, marks: at }: ListTables,
): ListReader {
  listCells(lists).forEach((cells, i) => {
    cells.offsets = new Int32Array(memory, offsets + i * WORD * (rows + 1), rows + 1);
  });
  // The first column over some cells is the one that is read.
  const read = new Map([...lists].reverse().map((column) => [column.cells, column]));
  const places = listCells(lists).map((cells) => {
    const { start, end } = marks.of(cells.index);
    return { column: read.get(cells)!, start: at + WORD * start, end: at + WORD * end };
  });
  const halves = allCells(lists).filter(({ whole }) => whole !== undefined);
  const results = lists.filter(
    (column) => column.cells.whole !== undefined || read.get(column.cells) !== column,
  );
  const room = { memory, at: elements, stride: WORD * marks.count };
  return new ListReader(engine, places, { halves, results }, room);
}
