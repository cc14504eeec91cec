/**
 * Softmax of rows, in Melem/s and as a ratio to the loop that one writes first (Math.exp, no care for accuracy).
 *
 * Run: npm run build && node bench/kernels.mjs
 * Medians of five, the contenders alternated in one run, on 2 MiB that stay in the cache; fixed seed. Figures of one
 * machine and one hour: read the ratios.
 */
import { logSoftmaxRows, softmaxRows } from '../dist/src/kernels.js';

const BYTES = 2 ** 21;
const ROUNDS = 5;
const REPEATS = 8;

function plainSoftmax(src, dst, { length, width }) {
  for (let start = 0; start < length * width; start += width) {
    const end = start + width;
    let max = Number.NEGATIVE_INFINITY;
    for (let i = start; i < end; i++) max = Math.max(max, src[i]);
    let sum = 0;
    for (let i = start; i < end; i++) {
      const e = Math.exp(src[i] - max);
      dst[i] = e;
      sum += e;
    }
    for (let i = start; i < end; i++) dst[i] /= sum;
  }
}

const CONTENDERS = {
  'Math.exp': plainSoftmax,
  softmax: (src, dst, rows) => softmaxRows(src, dst, rows, 1),
  'softmax T=1.5': (src, dst, rows) => softmaxRows(src, dst, rows, 1.5),
  logSoftmax: (src, dst, rows) => logSoftmaxRows(src, dst, rows, 1),
};

function logits(Float, count) {
  let s = 20261;
  return Float.from({ length: count }, () => {
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    return ((s >>> 0) / 4294967296 - 0.5) * 20;
  });
}

function measure(Float, width) {
  const length = Math.floor(BYTES / Float.BYTES_PER_ELEMENT / width);
  const src = logits(Float, length * width);
  const dst = new Float(src.length);
  const speeds = Object.fromEntries(Object.keys(CONTENDERS).map((name) => [name, []]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, kernel] of Object.entries(CONTENDERS)) {
      const start = performance.now();
      for (let i = 0; i < REPEATS; i++) kernel(src, dst, { length, width });
      const seconds = (performance.now() - start) / 1000;
      if (round > 0) speeds[name].push((REPEATS * src.length) / seconds / 1e6);
    }
  }
  return speeds;
}

function median(values) {
  return values.sort((a, b) => a - b)[values.length >> 1];
}

for (const Float of [Float32Array, Float64Array]) {
  for (const width of [10, 100, 1000]) {
    const speeds = Object.entries(measure(Float, width)).map(([name, v]) => [name, median(v)]);
    const plain = speeds[0][1];
    const columns = speeds.map(
      ([name, v]) => `${name} ${v.toFixed(0).padStart(3)} Melem/s ×${(v / plain).toFixed(2)}`,
    );
    console.log(`${Float.name} ${String(width).padStart(4)} classes  ${columns.join('   ')}`);
  }
}
