import { FormatError, LimitError } from '../../errors.js';

/** Who speaks in the errors of reading. */
export const OPERATOR = 'decodeCsv';

/** What bounds the memory that a scan takes. */
export interface ScanLimits {
  readonly maxFieldBytes: number;
  readonly maxRecordBytes: number;
  readonly maxColumns: number;
}

/** @param line  where the quote opened */
export function unclosed(line: number): FormatError {
  return new FormatError({
    operator: OPERATOR,
    what: 'the input ends within a quoted field',
    line,
    expected: 'a closing quote for the one that opens on this line',
  });
}

export function textAfterQuote(byte: number, line: number): FormatError {
  return new FormatError({
    operator: OPERATOR,
    what: 'text stands behind a closing quote',
    got: String.fromCharCode(byte),
    line,
    expected: 'a delimiter or a line end; a quote within a field is doubled',
  });
}

export function tooLong(
  what: 'field' | 'record',
  option: keyof ScanLimits,
  limit: number,
  line: number,
): LimitError {
  return new LimitError({
    operator: OPERATOR,
    what: `a ${what} is longer than ${limit} bytes`,
    line,
    expected: `a closing quote or a line end before that, or a higher ${option}`,
  });
}

export function tooManyColumns(limit: number, line: number): LimitError {
  return new LimitError({
    operator: OPERATOR,
    what: `the first record has more than ${limit} fields`,
    line,
    expected: 'fewer columns, or a higher maxColumns',
  });
}
