import { QUOTE } from '../../../formats/csv/ascii.js';
import type { Rounding } from '../../../numerals/rounded.js';
import type { TextColumn } from './columns.js';
import type { ListColumn } from './list-column.js';
import { isBracket, LIST_CLOSES, LIST_OPENS, listText, putItem, SEPARATOR } from './list-text.js';
import { longestNumber } from './number-form.js';
import type { RowText } from './row-text.js';

/** How the fields of lists are written. */
export interface ListForm {
  readonly delimiter: number;
  readonly rounding: Rounding;
  /** Whether there is no other column: there a null that is nothing would be a blank line. */
  readonly alone: boolean;
}

const NULL = new TextEncoder().encode('null');

/** Lists of numbers as `encodeCsv` writes them. */
export function listField(column: ListColumn, form: ListForm): TextColumn {
  const { cells, width, nulls, within } = column;
  const { delimiter } = form;
  const items = listText(
    {
      longest: longestNumber(form.rounding),
      lengthOf: (row) => cells.lengthOf(row),
      hasQuotes: (row) => hasStrange(column, row),
      write(row, item, to) {
        const i = cells.offsets[row]! + item;
        if (within.valid?.isValid(i) === false) to.copy(NULL);
        else putItem(column.values[i]!, width, to);
      },
    },
    delimiter,
  );
  return {
    ...items,
    write(row, to) {
      if (nulls.values[row] === 1) {
        if (form.alone) to.copy(EMPTY);
      } else if (within.valid !== undefined || !putNumbers(column, row, delimiter, to)) {
        items.write(row, to);
      }
    },
  };
}

const EMPTY = Uint8Array.of(QUOTE, QUOTE);

/** Writes a list of finite numbers at once; false, with nothing written, where it is another. */
function putNumbers({ cells, at, width }: ListColumn, row: number, delimiter: number, to: RowText) {
  const start = to.at;
  const count = cells.lengthOf(row);
  const quoted = isBracket(delimiter) || (count > 1 && delimiter === SEPARATOR);
  if (quoted) to.byte(QUOTE);
  to.byte(LIST_OPENS);
  const from = at + (width === 64 ? 8 : 4) * cells.offsets[row]!;
  if (!to.numbers(from, count, width)) {
    to.at = start;
    return false;
  }
  to.byte(LIST_CLOSES);
  if (quoted) to.byte(QUOTE);
  return true;
}

/** Nulls are zeros among the numbers. */
function hasStrange({ cells, values }: ListColumn, row: number): boolean {
  for (let i = cells.offsets[row]!; i < cells.offsets[row + 1]!; i++) {
    if (!Number.isFinite(values[i])) return true;
  }
  return false;
}
