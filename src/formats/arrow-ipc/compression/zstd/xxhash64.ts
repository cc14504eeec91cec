const PRIME1 = 0x9e3779b185ebca87n;
const PRIME2 = 0xc2b2ae3d27d4eb4fn;
const PRIME3 = 0x165667b19e3779f9n;
const PRIME4 = 0x85ebca77c2b2ae63n;
const PRIME5 = 0x27d4eb2f165667c5n;
const STRIPE = 32;

/**
 * XXH64 with seed 0, the checksum of Zstandard frames. Arrow's writers leave it out, so that it need not be fast.
 *
 * @see https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
 */
export function xxhash64(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const striped = bytes.length - (bytes.length % STRIPE);
  let hash = word((striped > 0 ? stripes(view, striped) : PRIME5) + BigInt(bytes.length));
  let at = striped;
  for (; at + 8 <= bytes.length; at += 8) {
    hash = word(rotated(hash ^ mixed(0n, view.getBigUint64(at, true)), 27n) * PRIME1 + PRIME4);
  }
  if (at + 4 <= bytes.length) {
    hash = word(
      rotated(hash ^ word(BigInt(view.getUint32(at, true)) * PRIME1), 23n) * PRIME2 + PRIME3,
    );
    at += 4;
  }
  for (; at < bytes.length; at++) {
    hash = word(rotated(hash ^ word(BigInt(bytes[at]!) * PRIME5), 11n) * PRIME1);
  }
  return avalanched(hash);
}

function stripes(view: DataView, end: number): bigint {
  const lanes = [word(PRIME1 + PRIME2), PRIME2, 0n, word(-PRIME1)];
  for (let at = 0; at < end; at += STRIPE) {
    for (let i = 0; i < 4; i++) lanes[i] = mixed(lanes[i]!, view.getBigUint64(at + 8 * i, true));
  }
  const [a, b, c, d] = lanes as [bigint, bigint, bigint, bigint];
  const sum = word(rotated(a, 1n) + rotated(b, 7n) + rotated(c, 12n) + rotated(d, 18n));
  return lanes.reduce((hash, lane) => word((hash ^ mixed(0n, lane)) * PRIME1 + PRIME4), sum);
}

function mixed(lane: bigint, input: bigint): bigint {
  return word(rotated(word(lane + input * PRIME2), 31n) * PRIME1);
}

function avalanched(hash: bigint): bigint {
  const second = word((hash ^ (hash >> 33n)) * PRIME2);
  const third = word((second ^ (second >> 29n)) * PRIME3);
  return third ^ (third >> 32n);
}

function rotated(value: bigint, by: bigint): bigint {
  return word((value << by) | (value >> (64n - by)));
}

function word(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}
