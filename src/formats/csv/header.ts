import { FormatError } from '../../errors.js';
import { type Cells, cellBytes, isQuoted } from './cells.js';
import { OPERATOR } from './scan-errors.js';
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
  return Array.from({ length: cells.width }, (_, column) => {
    const { bytes } = cells;
    const start = cells.starts[column];
    const end = cells.ends[column];
    try {
      const name = textOf(cellBytes(bytes, start, end));
      const quoted = isQuoted(bytes, start, end)
        ? STRICT.decode(bytes.subarray(start, end))
        : undefined;
      return { name, quoted };
    } catch {
      throw notUtf8Header(column, line);
    }
  });
}

/** Most names are short and ASCII, and there may be a hundred thousand: a decoder's call takes longer than the name. */
function textOf(bytes: Uint8Array): string {
  const isPlain = bytes.length <= SHORT && isAscii(bytes, 0, bytes.length);
  return isPlain ? String.fromCharCode.apply(null, bytes as never) : STRICT.decode(bytes);
}

/** Arguments lie on the stack. */
const SHORT = 64;

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
