/** So many bytes tell whether there is one. */
export const MARK_BYTES = 3;

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Whether a text begins with the mark of UTF-8, or with what would be taken for it. */
export function beginsWithMark(text: Uint8Array): boolean {
  return BYTE_ORDER_MARK.every((byte, i) => text[i] === byte);
}

/** Whether the mark of UTF-8 stands anywhere, as text perhaps. */
export function holdsMark(text: Uint8Array): boolean {
  const [first = 0] = BYTE_ORDER_MARK;
  for (let at = text.indexOf(first); at !== -1; at = text.indexOf(first, at + 1)) {
    if (beginsWithMark(text.subarray(at))) return true;
  }
  return false;
}
