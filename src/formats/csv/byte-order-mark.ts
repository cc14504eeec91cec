import { utf16 } from './row-errors.js';

/** So many bytes tell whether there is one. */
export const MARK_BYTES = 3;

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const UTF16_MARKS = [
  [0xff, 0xfe],
  [0xfe, 0xff],
];

/**
 * Whether a text begins with the mark of UTF-8.
 *
 * @throws FormatError where it begins with one of UTF-16
 */
export function hasByteOrderMark(text: Uint8Array): boolean {
  const begins = (mark: readonly number[]) =>
    text.length >= mark.length && mark.every((byte, i) => text[i] === byte);
  if (UTF16_MARKS.some(begins)) throw utf16();
  return begins(BYTE_ORDER_MARK);
}
