import { otherDelimiter } from '../../../columns/selection/other-delimiter.js';
import { DataError, FormatError } from '../../../errors.js';
import { OPERATOR } from './scan-errors.js';

/** A row that is not as wide as the first record. */
export interface RaggedRow {
  readonly fields: number;
  readonly width: number;
  readonly row: number;
  readonly line: number;
  readonly header: boolean;
  /** The only column's name, where there is one column. */
  readonly only: string | undefined;
}

export function raggedRow({ fields, width, row, line, header, only }: RaggedRow): DataError {
  return new DataError({
    operator: OPERATOR,
    what: `a row has ${count(fields)}`,
    row,
    line,
    expected: `${count(width)}, as the ${header ? 'header' : 'first row'} has${otherDelimiter(only)}`,
  });
}

function count(fields: number): string {
  return fields === 1 ? '1 field' : `${fields} fields`;
}

export function noHeader(): FormatError {
  return new FormatError({
    operator: OPERATOR,
    what: 'the input has no line',
    expected: 'a header that names the columns, or header: false',
  });
}
