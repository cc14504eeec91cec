/**
 * Softmax of rows and columns, and logSumExp, against their peers, as ratios of speeds (above 1: we are faster).
 *
 *     npm run build && node bench/kernels/run.mjs [--rounds 40] [--where hot]
 *
 * Wants gcc and Debian's python3-torch, python3-numpy and python3-scipy (/usr/bin/python3); what is missing is left
 * out and said so. onnxruntime-node is taken where it is installed. All contenders run in turn, round by round, on one
 * thread, with outputs reused, on 256 KiB that stay in the second cache ("hot") and on 64 MiB ("ram"); the figures are
 * ratios of the least processor times, which a busy machine spoils last. What stands in brackets is the goal.
 *
 * We come twice: with arrays in a room, as a library's tensors lie in its own memory, and with plain ones ("plain"), which
 * are copied there and back. Goals are for the first.
 *
 * `C` is the same algorithm at 128 bits. torch takes what its line says, with fused operations. numpy, scipy and onnx
 * take what the machine has, which may be 512 bits; "256" are the same without that, where it can be forbidden.
 */
import { parseArgs } from 'node:util';
import { createRoom, logSumExpRows, softmaxColumns, softmaxRows } from '../../dist/src/kernels.js';
import { useEngine } from '../../dist/src/simd/engine.js';
import { result } from '../results.mjs';
import { inRoom } from './in-room.mjs';
import { nanosecondsSince } from './processor-time.mjs';
import { softmaxPeers } from './softmax-peers.mjs';

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

/** Nanoseconds of processor time an element, of a call that computes `count` of them. */
function timed(count, repeats, run) {
  run();
  run();
  const start = process.cpuUsage();
  for (let i = 0; i < repeats; i++) run();
  return nanosecondsSince(start) / repeats / count;
}

const buffers = new Map();
function buffersOf({ float, rows, width }) {
  const key = `${float} ${rows} ${width}`;
  if (!buffers.has(key)) {
    const src = noise(float, rows * width);
    buffers.clear();
    buffers.set(key, { plain: { src, dst: src.slice() }, room: inRoom(src) });
  }
  return buffers.get(key);
}

function ours(engine, where = 'plain') {
  return (shape, repeats) => {
    const { src, dst } = buffersOf(shape)[where];
    useEngine(engine);
    const rows = { length: shape.rows, width: shape.width };
    return timed(src.length, repeats, () => softmaxRows(src, dst, rows, 1));
  };
}

/** V8 compiles WebAssembly twice, the second time well; nobody is measured before. */
function warmUp() {
  for (const shape of SHAPES.filter(({ where }) => where === 'hot')) {
    for (const run of [ours('simd', 'room'), ours('simd'), ours('portable'), plain])
      run(shape, 100);
  }
}

/** The loop that one writes first. */
function plain(shape, repeats) {
  const { src, dst } = buffersOf(shape).plain;
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

/** The columns of a wide table. */
function columns(float, width, where) {
  const length = Math.floor(HOT / (float / 8) / width);
  const values = Array.from({ length: width }, (_, i) => noise(float, length + i).subarray(i));
  const room = createRoom(2 * HOT + 2 * width * 4096);
  const array = { 32: () => room.float32(length), 64: () => room.float64(length) }[float];
  const src = where === 'room' ? values.map(array) : values;
  const dst = where === 'room' ? values.map(array) : values.map((column) => column.slice());
  src.forEach((column, c) => {
    column.set(values[c]);
  });
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

/** The contenders that are no peers. */
const OURS = ['room', 'plain', 'portable', 'Math.exp'];

/** Prints a ratio, and hands it to the runner. */
function tell(table, job, against, ratio, goal) {
  result({ table, job, against: peers.named(against), ratio, goal, measure: 'cpu, least' });
  return `${against} ${ratio.toFixed(2)}${goal === undefined ? '' : ` (${goal})`}`;
}

async function compareRows(contenders, shape) {
  const { float, width, rows, where } = shape;
  const repeats = Math.max(1, Math.round(PIECE / rows / width));
  const least = await leastTimes(contenders, shape, repeats);
  const goal = (name) => GOALS[name]?.[float]?.[Math.log10(width) - 1];
  // All but one of the goals are for batches in the second cache.
  const wanted = (name) =>
    where === 'hot' || name === 'scipy' || name === 'C' ? goal(name) : undefined;
  const table = `Softmax of rows, float${float}${where === 'ram' ? ', 64 MiB' : ''}`;
  const job = `${width} classes`;
  const others = Object.keys(contenders).filter((name) => !OURS.includes(name));
  const shown = others.map((name) =>
    tell(`${table}, arrays in a room`, job, name, least[name] / least.room, wanted(name)),
  );
  const copied = others.map((name) =>
    tell(`${table}, plain arrays`, job, name, least[name] / least.plain),
  );
  const plainly = least['Math.exp'] / least.portable;
  shown.push(tell(`${table}, without WebAssembly`, job, 'Math.exp', plainly, 1.5));
  const speed = (1e3 / least.room).toFixed(0);
  console.log(`f${float} × ${width} ${where}: ${speed} M/s;  ${shown.join('  ')}`);
  console.log(`    plain: ${(1e3 / least.plain).toFixed(0)} M/s;  ${copied.join('  ')}`);
}

async function compareColumns(float) {
  const shape = SHAPES.find((s) => s.float === float && s.width === 1000 && s.where === 'hot');
  for (const width of [2, 3, 5, 10, 20]) {
    const table = `Softmax of columns, float${float}`;
    const job = `${width} columns`;
    const contenders = {
      rows: ours('simd', 'room'),
      columns: columns(float, width, 'room'),
      plainRows: ours('simd'),
      plainColumns: columns(float, width, 'plain'),
    };
    const least = await leastTimes(contenders, shape, 4);
    const goal = float === 32 ? 0.9 : undefined;
    const ratio = least.rows / least.columns;
    const plainRatio = least.plainRows / least.plainColumns;
    const shown = tell(`${table}, arrays in a room`, job, ROWS, ratio, goal);
    const copied = tell(`${table}, plain arrays`, job, ROWS, plainRatio);
    console.log(`f${float} ${job}: ${shown}  plain: ${copied}`);
  }
}

const ROWS = 'logitflow, rows of 1000';

async function compareLogSumExp(torch, float) {
  const plain = noise(float, 1e7);
  const dst = plain.slice(0, 1);
  const shape = { float, rows: 1, width: plain.length };
  const rows = { length: 1, width: plain.length };
  useEngine('simd');
  const of = (src) => (_, repeats) =>
    timed(src.length, repeats, () => logSumExpRows(src, dst, rows, 1));
  const contenders = { room: of(inRoom(plain).src), plain: of(plain), torch };
  const least = await leastTimes(contenders, shape, 1);
  const table = 'logSumExp of 10 million';
  const job = `float${float}`;
  const goal = float === 32 ? 3 : 2.5;
  const shown = tell(`${table}, array in a room`, job, 'torch', least.torch / least.room, goal);
  const copied = tell(`${table}, plain array`, job, 'torch', least.torch / least.plain);
  console.log(`f${float} logSumExp of 10M: ${shown}  plain: ${copied}`);
}

const peers = await softmaxPeers(noise);
console.log(peers.lines.join('\n'));
const contenders = {
  room: ours('simd', 'room'),
  plain: ours('simd'),
  ...peers.contenders,
  portable: ours('portable'),
  'Math.exp': plain,
};

warmUp();
const chosen = SHAPES.filter(({ where }) => where === (values.where ?? where));
for (const shape of chosen) await compareRows(contenders, shape);
for (const float of [32, 64]) await compareColumns(float);
if (peers.logSumExp) for (const float of [32, 64]) await compareLogSumExp(peers.logSumExp, float);
peers.stop();
