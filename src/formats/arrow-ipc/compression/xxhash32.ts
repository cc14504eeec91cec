const PRIME1 = 0x9e3779b1;
const PRIME2 = 0x85ebca77;
const PRIME3 = 0xc2b2ae3d;
const PRIME4 = 0x27d4eb2f;
const PRIME5 = 0x165667b1;
const STRIPE = 16;

/**
 * XXH32 with seed 0, the checksum of LZ4 frames.
 *
 * @see https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
 */
export function xxhash32(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const striped = bytes.length - (bytes.length % STRIPE);
  let hash = ((striped > 0 ? stripes(view, striped) : PRIME5) + bytes.length) | 0;
  let at = striped;
  for (; at + 4 <= bytes.length; at += 4) {
    hash = Math.imul(rotated(hash + Math.imul(view.getUint32(at, true), PRIME3), 17), PRIME4);
  }
  for (; at < bytes.length; at++) {
    hash = Math.imul(rotated(hash + Math.imul(bytes[at]!, PRIME5), 11), PRIME1);
  }
  return avalanched(hash) >>> 0;
}

function stripes(view: DataView, end: number): number {
  let a = (PRIME1 + PRIME2) | 0;
  let b = PRIME2 | 0;
  let c = 0;
  let d = -PRIME1 | 0;
  for (let at = 0; at < end; at += STRIPE) {
    a = mixed(a, view.getUint32(at, true));
    b = mixed(b, view.getUint32(at + 4, true));
    c = mixed(c, view.getUint32(at + 8, true));
    d = mixed(d, view.getUint32(at + 12, true));
  }
  return rotated(a, 1) + rotated(b, 7) + rotated(c, 12) + rotated(d, 18);
}

function mixed(lane: number, word: number): number {
  return Math.imul(rotated(lane + Math.imul(word, PRIME2), 13), PRIME1);
}

function avalanched(hash: number): number {
  const second = Math.imul(hash ^ (hash >>> 15), PRIME2);
  const third = Math.imul(second ^ (second >>> 13), PRIME3);
  return third ^ (third >>> 16);
}

function rotated(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
