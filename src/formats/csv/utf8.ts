/**
 * Whether bytes are well-formed UTF-8: no overlong forms, no surrogates, nothing past U+10FFFF, nothing cut off.
 *
 * A loop instead of a `TextDecoder`, which would make a string of every column.
 *
 * @see The Unicode Standard, table 3-7
 */
export function isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    const lead = bytes[at++];
    if (lead < 0x80) continue;
    const more = continuations(lead);
    if (more === 0 || at + more > end || !followsLead(lead, bytes[at])) return false;
    for (let i = 1; i < more; i++) if ((bytes[at + i] & 0xc0) !== 0x80) return false;
    at += more;
  }
  return true;
}

/** Whether every byte is ASCII. */
export function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  let bits = 0;
  let at = start;
  if (end - start >= LONG) {
    for (; ((bytes.byteOffset + at) & 3) !== 0; at++) bits |= bytes[at];
    const words = new Int32Array(bytes.buffer, bytes.byteOffset + at, (end - at) >> 2);
    let all = 0;
    for (let i = 0; i < words.length; i++) all |= words[i];
    if ((all & 0x80808080) !== 0) return false;
    at += words.byteLength;
  }
  for (; at < end; at++) bits |= bytes[at];
  return bits < 0x80;
}

/** From here on a view of words is worth it. */
const LONG = 256;

/** How many bytes must follow a lead byte; 0 where it is none. */
function continuations(lead: number): number {
  if (lead < 0xc2) return 0;
  if (lead < 0xe0) return 1;
  if (lead < 0xf0) return 2;
  return lead < 0xf5 ? 3 : 0;
}

/** The second byte is what tells overlong forms, surrogates and too large code points. */
function followsLead(lead: number, second: number): boolean {
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  return second >= low && second <= high;
}
