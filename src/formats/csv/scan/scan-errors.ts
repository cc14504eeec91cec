import { FormatError } from '../../../errors.js';

/** Who speaks in the errors of reading. */
export const OPERATOR = 'decodeCsv';

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
