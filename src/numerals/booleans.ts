/** Joined to an ASCII letter it is the small one. */
const LOWERCASE = 0x20;

const TRUE = new TextEncoder().encode('true');
const FALSE = new TextEncoder().encode('false');

/** `true` or `false` in any case; undefined for everything else. */
export function parseBoolean(bytes: Uint8Array, start: number, end: number): boolean | undefined {
  if (spells(TRUE, bytes, start, end)) return true;
  return spells(FALSE, bytes, start, end) ? false : undefined;
}

/** Only a letter and its capital become the same small letter of `word`. */
function spells(word: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== word.length) return false;
  for (let i = 0; i < word.length; i++) {
    if ((bytes[start + i] | LOWERCASE) !== word[i]) return false;
  }
  return true;
}
