/**
 * Softmax of rows and columns against its peers, as ratios of speeds (above 1: we are faster).
 *
 *     npm run build && node bench/kernels/run.mjs [--rounds 15]
 *
 * Wants gcc and Debian's python3-torch, python3-numpy and python3-scipy (/usr/bin/python3); what is missing is left
 * out and said so. onnxruntime-node is taken where it is installed. All contenders run in turn, round by round, on one
 * thread, with outputs reused, on 256 KiB that stay in the second cache ("hot") and on 64 MiB ("ram"); the figures are
 * medians over the rounds of ratios within a round. Read the ratios: the times are one machine's, in one hour.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { softmaxColumns, softmaxRows } from '../../dist/src/kernels.js';
import { useEngine } from '../../dist/src/simd/engine.js';
import { onnxContender } from './onnx-model.mjs';
import { processOf } from './process-of.mjs';
import { tablesForC } from './tables-for-c.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' } } });
const ROUNDS = Number(values.rounds);
const HOT = 2 ** 18;
const RAM = 2 ** 26;
const PIECE = 2e6;

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

async function python() {
  const peer = processOf('/usr/bin/python3', [new URL('peers.py', import.meta.url).pathname]);
  const versions = await peer.next();
  if (versions === undefined) return {};
  console.log(versions);
  const by =
    (name) =>
    ({ float, rows, width }, repeats) =>
      peer.ask(`${name} ${float} ${rows} ${width} ${repeats}`);
  return {
    torch: by('torch'),
    numpy: by('numpy'),
    scipy: by('scipy'),
    stop: () => peer.child.kill(),
  };
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

function median(list) {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

/** The columns of a wide table, and the row kernel at 1000 classes. */
function columns(float, width) {
  const length = Math.floor(HOT / (float / 8) / width);
  const src = Array.from({ length: width }, (_, i) => noise(float, length + i).subarray(i));
  const dst = src.map((column) => column.slice());
  return () => {
    useEngine('simd');
    return timed(length * width, 30, () => softmaxColumns(src, dst, length, 1));
  };
}

const folder = mkdtempSync(join(tmpdir(), 'kernels-'));
const { stop: stopPython, ...fromPython } = await python();
const { stop: stopC, ...fromC } = c(folder);
const contenders = {
  logitflow: ours('simd'),
  ...fromC,
  ...fromPython,
  ...(await onnx()),
  portable: ours('portable'),
  'Math.exp': plain,
};

warmUp();
for (const shape of SHAPES) {
  const count = shape.rows * shape.width;
  const repeats = Math.max(1, Math.round(PIECE / count));
  const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, run] of Object.entries(contenders)) {
      times[name].push(await run(shape, repeats));
    }
  }
  const ratio = (name) => median(times[name].map((t, i) => t / times.logitflow[i]));
  const shown = Object.keys(contenders)
    .slice(1)
    .map((name) => `${name} ${ratio(name).toFixed(2)}`);
  const speed = (1e3 / median(times.logitflow)).toFixed(0);
  console.log(
    `f${shape.float} × ${shape.width} ${shape.where}: ${speed} M/s;  ${shown.join('  ')}`,
  );
}

for (const float of [32, 64]) {
  const rows = ours('simd');
  const shape = SHAPES.find((s) => s.float === float && s.width === 1000 && s.where === 'hot');
  for (const width of [2, 3, 5, 10, 20]) {
    const run = columns(float, width);
    const ratios = Array.from({ length: ROUNDS }, () => rows(shape, 30) / run());
    console.log(`f${float}, ${width} columns / rows of 1000: ${median(ratios).toFixed(2)}`);
  }
}

stopPython?.();
stopC?.();
rmSync(folder, { recursive: true });
