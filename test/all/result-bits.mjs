/**
 * A hash of every kernel's results over a fixed set of inputs, to be compared between engines: this module runs as it
 * is in any Node and in a browser, and takes the built kernels from its caller.
 */

const LENGTH = 20_000;

/** xorshift32: the same words everywhere. */
function* words(seed) {
  for (let s = seed; ; ) {
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    yield s >>> 0;
  }
}

/** Every magnitude, sign and special value, as random bits; and ordinary logits. */
function inputs(Floats) {
  const next = words(20261123);
  const bits = new Uint32Array((LENGTH * Floats.BYTES_PER_ELEMENT) / 4);
  for (let i = 0; i < bits.length; i++) bits[i] = next.next().value;
  const any = new Floats(bits.buffer);
  const logits = Floats.from(any, () => (next.next().value / 2 ** 32 - 0.5) * 40);
  logits.set([0, -0, Number.NaN, Infinity, -Infinity, 1000, -1000, 1e30], LENGTH / 2);
  return [any, logits];
}

function fnv(values, start) {
  let hash = start;
  for (const byte of new Uint8Array(values.buffer)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** `{ 'softmax float32': hash, … }` */
export function resultBits(kernels) {
  const hashes = {};
  for (const Floats of [Float32Array, Float64Array]) {
    const float = Floats.BYTES_PER_ELEMENT === 4 ? 'float32' : 'float64';
    const sets = inputs(Floats);
    const hash = (name, compute) => {
      hashes[`${name} ${float}`] = sets.reduce((h, src) => fnv(compute(src), h), 0x811c9dc5);
    };
    for (const [name, row] of Object.entries(kernels.ACTIVATIONS)) {
      const defaults = Object.entries(row.parameters).map(([key, p]) => [key, p.default]);
      hash(name, (src) => {
        const dst = new Floats(LENGTH);
        row[float](src, dst, LENGTH, Object.fromEntries(defaults));
        return dst;
      });
    }
    const room = kernels.createRoom(2 * (LENGTH * Floats.BYTES_PER_ELEMENT + 4096));
    const [inside, results] = [room[float](LENGTH), room[float](LENGTH)];
    for (const name of ['softmaxRows', 'logSoftmaxRows']) {
      for (const width of [2, 10, 100, 1000]) {
        for (const temperature of [1, 1.5]) {
          hash(`${name} of ${width} at ${temperature}`, (src) => {
            const dst = new Floats(LENGTH);
            kernels[name](src, dst, { length: LENGTH / width, width }, temperature);
            return dst;
          });
          hash(`${name} of ${width} at ${temperature} in a room`, (src) => {
            inside.set(src);
            kernels[name](inside, results, { length: LENGTH / width, width }, temperature);
            return results.slice();
          });
        }
      }
    }
    for (const width of [10, LENGTH]) {
      hash(`logSumExpRows of ${width}`, (src) => {
        const dst = new Floats(LENGTH / width);
        kernels.logSumExpRows(src, dst, { length: LENGTH / width, width }, 1);
        return dst;
      });
    }
  }
  return hashes;
}
