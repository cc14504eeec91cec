import { FormatError } from '../../errors.js';
import { type Cells, cellBytes, isQuoted } from './cells.js';
import { OPERATOR } from './scan/scan-errors.js';
import { isAscii } from './utf8.js';

/** A column before its type is known. */
export interface ColumnName {
  readonly name: string;
  /** The header's field as the file has it, where that is quoted. */
  readonly quoted: string | undefined;
}

/** `fatal` for names that are no UTF-8; a byte order mark within the file is a character like others. */
const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The names in the header: the one row of `cells`. Equal and empty names stay as they are. */
export function readHeader(cells: Cells, line: number): readonly ColumnName[] {
  const { bytes, starts, ends, width } = cells;
  const from = starts[0]!;
  const whole = asciiText(bytes, from, ends[width - 1]!);
  return Array.from({ length: width }, (_, column) => {
    const start = starts[column];
    const end = ends[column];
    const isPlain = !isQuoted(bytes, start, end);
    if (isPlain && whole !== undefined) {
      return { name: whole.slice(start - from, end - from), quoted: undefined };
    }
    try {
      const name = STRICT.decode(cellBytes(bytes, start, end));
      return { name, quoted: isPlain ? undefined : STRICT.decode(bytes.subarray(start, end)) };
    } catch {
      throw notUtf8Header(column, line);
    }
  });
}

/** There may be a hundred thousand names: a decoder's call for each takes longer than the name. */
function asciiText(bytes: Uint8Array, start: number, end: number): string | undefined {
  return isAscii(bytes, start, end) ? STRICT.decode(bytes.subarray(start, end)) : undefined;
}

/** The names of columns without a header. */
export function numberColumns(width: number): readonly ColumnName[] {
  return Array.from({ length: width }, (_, i) => ({ name: `column_${i}`, quoted: undefined }));
}

function notUtf8Header(column: number, line: number): FormatError {
  return new FormatError({
    operator: OPERATOR,
    what: `the name of column ${column} is not UTF-8`,
    line,
    expected: 'a file in UTF-8',
  });
}
