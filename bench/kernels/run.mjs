/**
 * Softmax of rows and columns, and logSumExp, against their peers, as ratios of speeds (above 1: we are faster).
 *
 *     npm run build && node bench/kernels/run.mjs [--rounds 40] [--where hot]
 *
 * Wants gcc and Debian's python3-torch, python3-numpy and python3-scipy (/usr/bin/python3); what is missing is left
 * out and said so. onnxruntime-node is taken where it is installed. All contenders run in turn, round by round, on one
 * thread, with outputs reused, on 256 KiB that stay in the second cache ("hot") and on 64 MiB ("ram"); the figures are
 * ratios of the least times, which a busy machine spoils last. What stands in brackets is the goal.
 *
 * `C` is the same algorithm at 128 bits. torch takes 256 bits with fused operations. numpy and scipy take what the
 * machine has, which may be 512; "256" are the same without that.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { logSumExpRows, softmaxColumns, softmaxRows } from '../../dist/src/kernels.js';
import { useEngine } from '../../dist/src/simd/engine.js';
import { onnxContender } from './onnx-model.mjs';
import { processOf } from './process-of.mjs';
import { tablesForC } from './tables-for-c.mjs';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '40' }, where: { type: 'string' } },
});
const ROUNDS = Number(values.rounds);
const HOT = 2 ** 18;
const RAM = 2 ** 26;
const PIECE = 1.4e5;

/** By contender and float, for 10, 100 and 1000 classes. */
const GOALS = {
  C: { 32: [0.9, 0.9, 0.9], 64: [0.9, 0.9, 0.9] },
  torch: { 32: [3.5, 0.9, 0.6], 64: [2.8, 0.75, 0.6] },
  numpy: { 32: [3.3, 1.3, 1.0] },
  scipy: { 32: [1.8, 1.8, 1.8] },
  onnx: { 32: [1.3, 1.2, 0.9] },
};

const SHAPES = [32, 64].flatMap((float) =>
  [10, 100, 1000].flatMap((width) =>
    [HOT, RAM].map((bytes) => ({
      float,
      width,
      rows: Math.floor(bytes / (float / 8) / width),
      where: bytes === HOT ? 'hot' : 'ram',
    })),
  ),
);

function noise(float, count) {
  const values = float === 32 ? new Float32Array(count) : new Float64Array(count);
  let s = 1;
  for (let i = 0; i < count; i++) {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    values[i] = (s / 2 ** 32 - 0.5) * 16;
  }
  return values;
}

/** Nanoseconds an element of a call that computes `count` of them. */
function timed(count, repeats, run) {
  run();
  const start = performance.now();
  for (let i = 0; i < repeats; i++) run();
  return ((performance.now() - start) * 1e6) / repeats / count;
}

const buffers = new Map();
function buffersOf({ float, rows, width }) {
  const key = `${float} ${rows} ${width}`;
  if (!buffers.has(key)) {
    const src = noise(float, rows * width);
    buffers.clear();
    buffers.set(key, { src, dst: src.slice() });
  }
  return buffers.get(key);
}

function ours(engine) {
  return (shape, repeats) => {
    const { src, dst } = buffersOf(shape);
    useEngine(engine);
    const rows = { length: shape.rows, width: shape.width };
    return timed(src.length, repeats, () => softmaxRows(src, dst, rows, 1));
  };
}

/** V8 compiles WebAssembly twice, the second time well; nobody is measured before. */
function warmUp() {
  for (const shape of SHAPES.filter(({ where }) => where === 'hot')) {
    for (const run of [ours('simd'), ours('portable'), plain]) run(shape, 100);
  }
}

/** The loop that one writes first. */
function plain(shape, repeats) {
  const { src, dst } = buffersOf(shape);
  const { width } = shape;
  return timed(src.length, repeats, () => {
    for (let start = 0; start < src.length; start += width) {
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
  });
}

/** Without the instructions of 512 bits: torch has none of them anyway. */
const NO_512 = ['AVX512F', 'AVX512CD', 'AVX512_SKX', 'AVX512_CLX', 'AVX512_CNL', 'AVX512_ICL'];

async function python(env) {
  const script = new URL('peers.py', import.meta.url).pathname;
  const peer = processOf('/usr/bin/python3', [script], env);
  const versions = await peer.next();
  if (versions === undefined) return {};
  const by =
    (name) =>
    ({ float, rows, width }, repeats) =>
      peer.ask(`${name} ${float} ${rows} ${width} ${repeats}`);
  return { versions, by, stop: () => peer.child.kill() };
}

function c(folder) {
  try {
    writeFileSync(join(folder, 'tables.h'), tablesForC());
    const source = new URL('softmax.c', import.meta.url).pathname;
    const flags = ['-O3', '-ffp-contract=off', '-msse4.1', `-I${folder}`];
    execFileSync('gcc', [...flags, source, '-o', join(folder, 'softmax')]);
  } catch (error) {
    console.log(`without C: ${error.message.split('\n')[0]}`);
    return {};
  }
  const { child, ask } = processOf(join(folder, 'softmax'), []);
  return {
    C: ({ float, rows, width }, repeats) => ask(`${float} ${rows} ${width} ${repeats}`),
    stop: () => child.kill(),
  };
}

async function onnx() {
  try {
    const ort = await import('onnxruntime-node');
    return { onnx: onnxContender(ort, noise) };
  } catch {
    console.log('without onnxruntime-node, which is not installed');
    return {};
  }
}

/** The columns of a wide table. */
function columns(float, width) {
  const length = Math.floor(HOT / (float / 8) / width);
  const src = Array.from({ length: width }, (_, i) => noise(float, length + i).subarray(i));
  const dst = src.map((column) => column.slice());
  return (_, repeats) => {
    useEngine('simd');
    return timed(length * width, repeats, () => softmaxColumns(src, dst, length, 1));
  };
}

async function leastTimes(contenders, shape, repeats) {
  const least = Object.fromEntries(Object.keys(contenders).map((name) => [name, Infinity]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, run] of Object.entries(contenders)) {
      least[name] = Math.min(least[name], await run(shape, repeats));
    }
  }
  return least;
}

function told(name, ratio, goal) {
  return `${name} ${ratio.toFixed(2)}${goal === undefined ? '' : ` (${goal})`}`;
}

async function compareRows(contenders, shape) {
  const { float, width, rows, where } = shape;
  const repeats = Math.max(1, Math.round(PIECE / rows / width));
  const least = await leastTimes(contenders, shape, repeats);
  const goal = (name) => GOALS[name]?.[float]?.[Math.log10(width) - 1];
  // All but one of the goals are for batches in the second cache.
  const wanted = (name) =>
    where === 'hot' || name === 'scipy' || name === 'C' ? goal(name) : undefined;
  const shown = Object.keys(contenders)
    .filter((name) => name !== 'logitflow' && name !== 'Math.exp')
    .map((name) => told(name, least[name] / least.logitflow, wanted(name)));
  shown.push(told('portable / Math.exp', least['Math.exp'] / least.portable, 1.5));
  const speed = (1e3 / least.logitflow).toFixed(0);
  console.log(`f${float} × ${width} ${where}: ${speed} M/s;  ${shown.join('  ')}`);
}

async function compareColumns(float) {
  const shape = SHAPES.find((s) => s.float === float && s.width === 1000 && s.where === 'hot');
  for (const width of [2, 3, 5, 10, 20]) {
    const contenders = { rows: ours('simd'), columns: columns(float, width) };
    const least = await leastTimes(contenders, shape, 4);
    const ratio = least.rows / least.columns;
    console.log(
      `f${float} ${told(`${width} columns / rows of 1000`, ratio, float === 32 ? 0.9 : undefined)}`,
    );
  }
}

async function compareLogSumExp(torch, float) {
  const src = noise(float, 1e7);
  const dst = src.slice(0, 1);
  const rows = { length: 1, width: src.length };
  useEngine('simd');
  const mine = (_, repeats) => timed(src.length, repeats, () => logSumExpRows(src, dst, rows, 1));
  const shape = { float, rows: 1, width: src.length };
  const least = await leastTimes({ mine, torch }, shape, 1);
  console.log(
    `f${float} logSumExp of 10M: ${told('torch', least.torch / least.mine, float === 32 ? 3 : 2.5)}`,
  );
}

const folder = mkdtempSync(join(tmpdir(), 'kernels-'));
const best = await python();
const narrow = await python({ ...process.env, NPY_DISABLE_CPU_FEATURES: NO_512.join(' ') });
const { stop: stopC, ...fromC } = c(folder);
console.log(best.versions ?? 'without python3-torch, python3-numpy, python3-scipy');
const contenders = {
  logitflow: ours('simd'),
  ...fromC,
  ...(best.by && { torch: best.by('torch'), numpy: best.by('numpy'), scipy: best.by('scipy') }),
  ...(narrow.by && { 'numpy 256': narrow.by('numpy'), 'scipy 256': narrow.by('scipy') }),
  ...(await onnx()),
  portable: ours('portable'),
  'Math.exp': plain,
};

warmUp();
const chosen = SHAPES.filter(({ where }) => where === (values.where ?? where));
for (const shape of chosen) await compareRows(contenders, shape);
for (const float of [32, 64]) await compareColumns(float);
if (best.by)
  for (const float of [32, 64]) await compareLogSumExp(best.by('torch.logsumexp'), float);

best.stop?.();
narrow.stop?.();
stopC?.();
rmSync(folder, { recursive: true });
