import { cut, pad, width } from './layout.js';

/** One column of a preview: its name and its cells as text. */
export interface TableColumn {
  readonly name: string;
  readonly cells: readonly string[];
  /** Numbers stand at the right, so that their digits do. */
  readonly align: 'left' | 'right';
}

export interface TableOptions {
  /** What a line may take; undefined: all columns in full. */
  readonly columns?: number | undefined;
  /** Changes how a cell looks, not how wide it is. */
  readonly paint?: (cell: string) => string;
}

const WIDEST_CELL = 40;
const GAP = '  ';
const MORE: TableColumn = { name: '…', cells: [], align: 'left' };

/**
 * Rows under the names of their columns. Where the line is too short for all columns, some in the middle give way to
 * a `…`: the last ones are the results, which people look for.
 *
 * @returns the lines, and how many columns had to give way
 */
export function table(
  all: readonly TableColumn[],
  rows: number,
  { columns, paint = (cell) => cell }: TableOptions = {},
): { readonly lines: readonly string[]; readonly hidden: number } {
  const limit = columns === undefined ? Number.POSITIVE_INFINITY : WIDEST_CELL;
  const shown = columns === undefined ? all : fitting(all, columns, limit);
  const widths = shown.map((column) => widthOf(column, limit));
  const line = (textOf: (column: TableColumn) => string, colour: (text: string) => string) =>
    shown
      .map((column, i) => colour(pad(cut(textOf(column), limit), widths[i]!, column.align)))
      .join(GAP)
      .trimEnd();
  const body = Array.from({ length: rows }, (_, row) =>
    line((column) => column.cells[row] ?? MORE.name, paint),
  );
  const hidden = all.length - shown.filter((column) => column !== MORE).length;
  return {
    lines: [
      line(
        ({ name }) => name,
        (text) => text,
      ),
      ...body,
    ],
    hidden,
  };
}

function widthOf({ name, cells }: TableColumn, limit: number): number {
  return Math.min(limit, Math.max(width(name), ...cells.map(width)));
}

/** As many columns as fit: from both ends by turns, a `…` between them. */
function fitting(
  all: readonly TableColumn[],
  columns: number,
  limit: number,
): readonly TableColumn[] {
  const widths = all.map((column) => widthOf(column, limit) + GAP.length);
  if (widths.reduce((sum, w) => sum + w, -GAP.length) <= columns) return all;
  let room = columns - MORE.name.length;
  let first = 0;
  let last = all.length;
  for (let left = true; first < last; left = !left) {
    const next = widths[left ? first : last - 1]!;
    if (room < next && first + all.length - last > 0) break;
    room -= next;
    if (left) first++;
    else last--;
  }
  return [...all.slice(0, first), MORE, ...all.slice(last)];
}
