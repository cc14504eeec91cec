import { utf16 } from './scan/row-errors.js';

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
  if (UTF16_MARKS.some((mark) => begins(text, mark))) throw utf16();
  return beginsWithMark(text);
}

/** Whether the first bytes would be taken for the mark of UTF-8. */
export function beginsWithMark(text: Uint8Array): boolean {
  return begins(text, BYTE_ORDER_MARK);
}

/** Whether the mark of UTF-8 stands anywhere, as text perhaps. */
export function holdsMark(text: Uint8Array): boolean {
  const [first = 0] = BYTE_ORDER_MARK;
  for (let at = text.indexOf(first); at !== -1; at = text.indexOf(first, at + 1)) {
    if (beginsWithMark(text.subarray(at))) return true;
  }
  return false;
}

function begins(text: Uint8Array, mark: readonly number[]): boolean {
  return text.length >= mark.length && mark.every((byte, i) => text[i] === byte);
}
