import { CARRIAGE_RETURN, LINE_FEED } from '../../formats/csv/ascii.js';
import { type ColumnName, numberColumns, readHeader } from '../../formats/csv/header.js';
import type { ScanLimits } from '../../formats/csv/scan/scan-limits.js';
import { Scanner } from '../../formats/csv/scan/scanner.js';
import { utf16Name } from '../../formats/csv/utf16.js';

/** What stands before the rows of a file. */
export interface Opening {
  readonly names: readonly ColumnName[];
  readonly bom: boolean;
  readonly newline: '\n' | '\r\n';
  /** The lines that the header takes. */
  readonly lines: number;
  /** The header, or the first row where there is none, with its line end and without a byte order mark. */
  readonly firstLine: Uint8Array;
  /** All that stands before the rows, the mark included. */
  readonly bytes: Uint8Array;
}

/** `more`: the header is not complete yet. `other`: the general path has to read this file. */
export type Opened = Opening | 'more' | 'other';

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
/** Longer first lines than this are left to the general path. */
const LONGEST_HEADER = 1 << 21;
/** The scanner copies what it is fed; what comes behind the first line is no concern of it. */
const PIECE = 1 << 12;
const LIMITS: ScanLimits = {
  maxFieldBytes: LONGEST_HEADER,
  maxRecordBytes: LONGEST_HEADER,
  maxColumns: 1_000_000,
};

/**
 * Reads the header at the beginning of a file, or the first row where that is none.
 *
 * @param header  whether the first record names the columns
 * @param bytes  with what follows the header, at least a byte where `whole` is false
 * @param whole  whether there is no more
 */
export function readOpening(
  bytes: Uint8Array,
  delimiter: number,
  header: boolean,
  whole: boolean,
): Opened {
  if (bytes.length < BYTE_ORDER_MARK.length && !whole) return 'more';
  if (bytes[0] === 0xff || bytes[0] === 0xfe) return 'other'; // the marks of UTF-16
  // Without a line end it is not complete; a long header is not scanned again with every piece of it.
  if (!whole && bytes.length <= LONGEST_HEADER && !hasLineEnd(bytes)) return 'more';
  const bom = BYTE_ORDER_MARK.every((byte, i) => bytes[i] === byte);
  const start = bom ? BYTE_ORDER_MARK.length : 0;
  const scanner = new Scanner(delimiter, LIMITS);
  try {
    for (let at = start; !scanner.next(); at += PIECE) {
      if (at >= bytes.length) return whole ? 'other' : 'more';
      scanner.feed(bytes.subarray(at, at + PIECE));
    }
    const end = start + scanner.recordEnd;
    if (utf16Name(scanner.record)) return 'other';
    if (scanner.recordEnd === scanner.recordStart) return 'other'; // blank lines before the header
    if (bytes[end] === CARRIAGE_RETURN && end + 1 === bytes.length && !whole) return 'more';
    const crlf = bytes[end] === CARRIAGE_RETURN && bytes[end + 1] === LINE_FEED;
    if (!crlf && bytes[end] !== LINE_FEED) return 'other';
    const length = end + (crlf ? 2 : 1);
    return {
      names: header ? readNames(scanner) : numberColumns(scanner.fields),
      bom,
      lines: header ? scanner.line - 1 : 0,
      newline: crlf ? '\r\n' : '\n',
      firstLine: copied(bytes.subarray(start, length)),
      bytes: copied(bytes.subarray(0, header ? length : start)),
    };
  } catch {
    return 'other'; // the general path says what is wrong
  }
}

/** Chunks of files are Buffers, whose `slice` copies nothing, and files are read into one again and again. */
export function copied(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

function hasLineEnd(bytes: Uint8Array): boolean {
  return bytes.includes(LINE_FEED) || bytes.includes(CARRIAGE_RETURN);
}

function readNames({ bytes, starts, ends, fields }: Scanner): readonly ColumnName[] {
  return readHeader({ bytes, starts, ends, width: fields, rows: 1 }, 1);
}
