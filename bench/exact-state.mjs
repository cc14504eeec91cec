/**
 * The exact state: nanoseconds a value, and ratios to the loops that it stands in for. Its bits do not depend on the order
 * of the values; theirs do.
 *
 * Run: npm run build && node bench/exact-state.mjs
 * Medians and fastest of 31 rounds, the contenders alternated in one run, on 2 MiB that stay in the cache; fixed seed.
 * Figures of one machine and one hour: read the ratios.
 */
import { addToState, applySoftmax, emptyState, finishState } from '../dist/src/kernels.js';
import { simdKernels, useEngine } from '../dist/src/simd/engine.js';

const VALUES = 2 ** 18;
const ROUNDS = 31;

/** The two-pass loop that one writes first. */
function twoPass(x, t) {
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < x.length; i++) if (x[i] > max) max = x[i];
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += Math.exp((x[i] - max) / t);
  return sum;
}

/** The same by the SIMD kernels of a long row, in double precision. */
function simdTwoPass(x, t) {
  const { float64 } = simdKernels();
  float64.setTemperature(t);
  return float64.longSums(x, 0, x.length)[1];
}

function exact(engine) {
  return (x, temperature) => {
    useEngine(engine);
    const state = emptyState({ temperature, float: 8 * x.BYTES_PER_ELEMENT });
    addToState(state, x);
    useEngine('simd');
    return state;
  };
}

/** Groups of 100 values, a state each. */
function groups(x, temperature) {
  let states;
  for (let i = 0; i < x.length; i += 100) {
    states = emptyState({ temperature, float: 8 * x.BYTES_PER_ELEMENT });
    addToState(states, x.subarray(i, i + 100));
  }
  return states;
}

function contenders(x, temperature) {
  const finished = finishState(exact('simd')(x, temperature));
  const dst = x.slice();
  return {
    'Math.exp, two passes': twoPass,
    ...(x instanceof Float64Array ? { 'SIMD, two passes': simdTwoPass } : {}),
    'exact, portable': exact('portable'),
    'exact, SIMD': exact('simd'),
    'exact, groups of 100': groups,
    applySoftmax: () => applySoftmax(finished, x, dst),
  };
}

function values(Float) {
  let s = 20261;
  return Float.from({ length: VALUES }, () => {
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    return ((s >>> 0) / 4294967296 - 0.5) * 20;
  });
}

useEngine('simd');
for (const Float of [Float32Array, Float64Array]) {
  const x = values(Float);
  for (const temperature of [1, 1.5]) {
    const runs = Object.entries(contenders(x, temperature)).map(([name, run]) => ({
      name,
      run,
      times: [],
    }));
    for (let round = -3; round < ROUNDS; round++) {
      for (const { run, times } of runs) {
        const start = performance.now();
        run(x, temperature);
        if (round >= 0) times.push(((performance.now() - start) / x.length) * 1e6);
      }
    }
    console.log(`${Float.name}, T = ${temperature}`);
    for (const { times } of runs) times.sort((a, b) => a - b);
    const [plain] = runs;
    for (const { name, times } of runs) {
      const [fastest, median] = [times[0], times[ROUNDS >> 1]];
      const speeds = [plain.times[0] / fastest, plain.times[ROUNDS >> 1] / median];
      console.log(
        `  ${name.padEnd(22)} ${fastest.toFixed(1).padStart(5)} ns ×${speeds[0].toFixed(2)}   median ${median.toFixed(1).padStart(5)} ns ×${speeds[1].toFixed(2)}`,
      );
    }
  }
}
