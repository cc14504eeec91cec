import { DataError, FormatError, type LogitflowError, printable, show } from '../../../errors.js';
import { parseNumeral } from '../../../numerals/parse.js';
import { cellBytes, cellShown } from '../cells.js';
import type { CsvType } from '../options.js';
import { countLines } from '../row-lines.js';
import { OPERATOR } from '../scan/scan-errors.js';
import type { PlannedColumn } from './column-plan.js';

const WANTED: { readonly [Type in CsvType]: string } = {
  int64: 'an integer of 64 bits',
  int32: 'an integer of 32 bits',
  float64: 'a number',
  float32: 'a number',
  float16: 'a number',
  boolean: 'true or false',
  text: 'text in UTF-8',
  'list<float64>': 'a JSON array of numbers',
  'list<float32>': 'a JSON array of numbers',
  'list<float16>': 'a JSON array of numbers',
};

/** A field that does not fit its column, and where it stands. */
export interface MisfitCell {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** The stream's row. */
  readonly row: number;
  /** A place before the field in `bytes`, and the line, from 1, that begins there. */
  readonly lineStart: number;
  readonly line: number;
}

/** The error for a misfit: FormatError where the text is no UTF-8, else DataError. */
export function cellError(misfit: MisfitCell, planned: PlannedColumn): LogitflowError {
  const { bytes, start, end } = misfit;
  const where = {
    operator: OPERATOR,
    got: cellShown(bytes, start, end),
    column: planned.name,
    row: misfit.row,
    line: misfit.line + countLines(bytes, misfit.lineStart, start),
  };
  if (planned.type === 'text') {
    return new FormatError({
      ...where,
      what: 'the text is not UTF-8',
      expected: 'a file in UTF-8',
    });
  }
  const type = planned.type;
  const better = betterType(planned, cellBytes(bytes, start, end));
  const advice = `--type ${printable(planned.name)}=${better} (types: { ${show(planned.name)}: '${better}' })`;
  const what = planned.given
    ? `the value is not ${type}, as the column's type says`
    : `the value is not ${type}, as the column's first rows are`;
  return new DataError({ ...where, what, expected: `${WANTED[type]}, or ${advice}` });
}

function betterType({ type }: PlannedColumn, cell: Uint8Array): CsvType {
  const integer = type === 'int64' || type === 'int32';
  return integer && parseNumeral(cell, 0, cell.length) !== undefined ? 'float64' : 'text';
}
