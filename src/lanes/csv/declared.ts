import { isQuoted } from '../../formats/csv/cells.js';
import { Quoting } from '../../formats/csv/encode/quoting.js';
import { parseLongInteger, parseShortInteger } from '../../formats/csv/integers.js';
import type { CsvType } from '../../formats/csv/options.js';
import { parseBoolean } from '../../numerals/booleans.js';
import type { CellColumn, Content } from './columns/columns.js';
import type { ListColumn } from './columns/list-column.js';
import type { NumberColumn } from './columns/number-column.js';
import { settle } from './steps/arrays.js';
import type { Draft } from './steps/draft.js';

/**
 * A column of the file whose type was declared: such columns are written anew, touched or not. Floats are read, and
 * printed in their own shortest form; of others the lane copies those cells that would be written as they stand.
 */
export function declaredColumn(draft: Draft, index: number, type: CsvType): Content {
  if (type === 'float64') return draft.read(index);
  if (type === 'float32') return narrowed(draft, index, 32);
  if (type === 'float16') return narrowed(draft, index, 16);
  if (type === 'list<float64>') return draft.readLists(index);
  if (type === 'list<float32>') return narrowedLists(draft, index, 32);
  if (type === 'list<float16>') return narrowedLists(draft, index, 16);
  const stands = STANDING[type];
  const quoting = new Quoting(draft.delimiter);
  draft.cells.push(cellsThatStand(index, (...cell) => stands(quoting, ...cell)));
  return { kind: 'file', index, type };
}

function narrowed(draft: Draft, index: number, width: 16 | 32): NumberColumn {
  const wide = draft.read(index);
  const narrow = draft.room(width, 'file', wide.nulls);
  draft.stages.push(({ rows, flags }) => {
    settle(narrow, wide.values.subarray(0, rows));
    // Too large for it; the infinities of the file stay.
    for (let row = 0; row < rows; row++) {
      if (!Number.isFinite(narrow.values[row]) && Number.isFinite(wide.values[row])) flags[row] = 1;
    }
  });
  return narrow;
}

/** Too large a number becomes an infinity there. */
function narrowedLists(draft: Draft, index: number, width: 16 | 32): ListColumn {
  const wide = draft.readLists(index);
  const narrow = draft.listRoom(width, wide, 'result', wide.nulls, wide.within);
  draft.stages.push(() => settle(narrow, wide.values));
  return narrow;
}

/** Whether a cell is written as it stands. */
type Stands = (quoting: Quoting, bytes: Uint8Array, start: number, end: number) => boolean;

type Standing = 'int64' | 'int32' | 'boolean' | 'text';

const STANDING: Readonly<Record<Standing, Stands>> = {
  int64: (_, ...cell) =>
    !Number.isNaN(parseShortInteger(...cell)) || parseLongInteger(...cell) !== undefined,
  int32: (_, ...cell) => {
    const value = parseShortInteger(...cell);
    return (value | 0) === value;
  },
  boolean: (_, bytes, start, end) =>
    parseBoolean(bytes, start, end) !== undefined && isLowercase(bytes, start, end),
  text(quoting, bytes, start, end) {
    if (!isQuoted(bytes, start, end)) return !quoting.needsQuotes(bytes, start, end);
    return quoting.needsQuotes(bytes, start + 1, end - 1);
  },
};

function isLowercase(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at]! < LOWER_A) return false;
  return true;
}

const LOWER_A = 0x61;

/** An empty cell is null, and stays empty. */
function cellsThatStand(
  index: number,
  stands: (bytes: Uint8Array, start: number, end: number) => boolean,
): CellColumn {
  return {
    index,
    take: (_, bytes, start, end) => start === end || stands(bytes, start, end),
  };
}
