/** Ways to damage bytes. Each takes the bytes, the random numbers and the whole corpus, and gives new bytes. */

const LENGTHS = [-1, -2, 0, 1, 2, 7, 8, 255, 65536, 2 ** 31 - 1, -(2 ** 31), 0x40000000];
const LONG_LENGTHS = [-1n, 0n, 1n, 8n, 2n ** 20n, 2n ** 31n, 2n ** 40n, 2n ** 62n, -(2n ** 63n)];

function changed(bytes, change) {
  const copy = bytes.slice();
  if (copy.length > 0) change(copy, new DataView(copy.buffer));
  return copy;
}

function joined(...parts) {
  return new Uint8Array(Buffer.concat(parts));
}

const bits = (bytes, random) =>
  changed(bytes, (copy) => {
    const at = random.below(copy.length);
    copy[at] ^= 1 << random.below(8);
  });

const value = (bytes, random) =>
  changed(bytes, (copy) => {
    copy[random.below(copy.length)] = random.pick([0, 1, 2, 127, 128, 255, random.below(256)]);
  });

/** Where numbers of 32 bits stand in metadata and bodies. */
const word = (bytes, random) =>
  changed(bytes, (copy, view) => {
    const at = random.below(Math.max(1, copy.length - 4)) & ~3;
    if (at + 4 <= copy.length) view.setInt32(at, random.pick(LENGTHS), true);
  });

const nearby = (bytes, random) =>
  changed(bytes, (copy, view) => {
    const at = random.below(Math.max(1, copy.length - 4)) & ~3;
    if (at + 4 <= copy.length)
      view.setInt32(at, view.getInt32(at, true) + random.below(9) - 4, true);
  });

const longWord = (bytes, random) =>
  changed(bytes, (copy, view) => {
    const at = random.below(Math.max(1, copy.length - 8)) & ~7;
    if (at + 8 <= copy.length) view.setBigInt64(at, random.pick(LONG_LENGTHS), true);
  });

/** In the metadata of a message, found by the marker before it. */
const metadata = (bytes, random) => {
  const markers = [];
  for (let at = 0; at + 8 <= bytes.length; at += 4) {
    if (
      bytes[at] === 255 &&
      bytes[at + 1] === 255 &&
      bytes[at + 2] === 255 &&
      bytes[at + 3] === 255
    ) {
      markers.push(at);
    }
  }
  if (markers.length === 0) return value(bytes, random);
  const start = random.pick(markers);
  return changed(bytes, (copy) => {
    const at = Math.min(start + random.below(400), copy.length - 1);
    copy[at] = random.pick([0, 1, 4, 8, 255, random.below(256)]);
  });
};

const truncated = (bytes, random) => bytes.slice(0, random.below(bytes.length + 1));

const without = (bytes, random) => {
  const from = random.below(bytes.length + 1);
  const to = Math.min(bytes.length, from + random.pick([1, 4, 8, random.below(200)]));
  return joined(bytes.subarray(0, from), bytes.subarray(to));
};

const doubled = (bytes, random) => {
  const from = random.below(bytes.length + 1) & ~7;
  const to = Math.min(bytes.length, from + 8 * random.below(60));
  return joined(bytes.subarray(0, to), bytes.subarray(from));
};

/** A part of another file in place of one of this. */
const spliced = (bytes, random, corpus) => {
  const other = random.pick(corpus).bytes;
  const from = random.below(other.length + 1) & ~7;
  const part = other.subarray(from, from + 8 * random.below(80));
  const at = random.below(bytes.length + 1) & ~7;
  return joined(bytes.subarray(0, at), part, bytes.subarray(at + part.length));
};

export const BINARY = [
  bits,
  value,
  word,
  word,
  nearby,
  nearby,
  longWord,
  longWord,
  metadata,
  metadata,
  metadata,
  truncated,
  without,
  doubled,
  spliced,
];

const SPECIAL = [
  '"',
  '""',
  ',',
  '\n',
  '\r',
  '\r\n',
  ';',
  '\t',
  '\0',
  ' ',
  '\u{feff}',
  '[',
  ']',
  '{',
];
const CELLS = [
  '-0',
  '1e999',
  'nan',
  'inf',
  '9223372036854775808',
  '007',
  '1e-400',
  'true',
  '[1,',
  '=1+1',
];

const inserted = (bytes, random) => {
  const at = random.below(bytes.length + 1);
  const text = random.pick([...SPECIAL, ...CELLS]);
  const end = Math.min(bytes.length, at + random.below(3));
  return joined(bytes.subarray(0, at), Buffer.from(text), bytes.subarray(end));
};

export const TEXT = [
  inserted,
  inserted,
  inserted,
  value,
  bits,
  truncated,
  without,
  doubled,
  spliced,
];

/** One to four changes, one after the other. */
export function mutated(bytes, random, corpus, ways) {
  let result = bytes;
  for (let left = 1 + random.below(4); left > 0; left--) {
    result = random.pick(ways)(result, random, corpus);
  }
  return result;
}
