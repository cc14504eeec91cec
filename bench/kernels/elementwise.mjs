/**
 * Element-wise functions against their peers, as ratios of speeds (above 1: we are faster).
 *
 *     npm run build && node bench/kernels/elementwise.mjs [--rounds 40] [--only sigmoid,tanh]
 *
 * Wants what run.mjs does. All contenders run in turn, round by round, on one thread, outputs reused, on 256 KiB that stay
 * in the second cache; the figures are ratios of the least times, which a busy machine spoils last. What stands in brackets is the
 * goal. `C` is the same algorithm in C at 128 bits, `Math` the portable loop against one of Math.exp and its like.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ACTIVATIONS } from '../../dist/src/kernels.js';
import { useEngine } from '../../dist/src/simd/engine.js';
import { makePairs, SIGMOID_PAIRS, TANH_PAIRS } from '../../dist/src/simd/logistic-table.js';
import { processOf } from './process-of.mjs';
import { tablesForC } from './tables-for-c.mjs';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '40' }, only: { type: 'string' } },
});
const ROUNDS = Number(values.rounds);
const BYTES = 2 ** 18;
const PIECE = 2e5;

/** The goals of each function and width, by contender. */
const GOALS = {
  'sigmoid 32': { scipy: 1.3 },
  'silu 32': { numpy: 1.3 },
  'tanh 32': { torch: 2 },
  'exp 64': { torch: 0.85 },
  'sigmoid 64': { torch: 0.95 },
  'tanh 64': { torch: 1.5 },
};

/** What one writes first, as a body of x. */
const PLAIN = {
  sigmoid: '1 / (1 + Math.exp(-x))',
  tanh: 'Math.tanh(x)',
  silu: 'x / (1 + Math.exp(-x))',
  exp: 'Math.exp(x)',
  expm1: 'Math.expm1(x)',
  elu: 'x > 0 ? x : Math.exp(x) - 1',
  selu: '1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.exp(x) - 1))',
  mish: 'x * Math.tanh(Math.log1p(Math.exp(x)))',
  geluTanh: '(x / 2) * (1 + Math.tanh(0.7978845608028654 * (x + 0.044715 * x * x * x)))',
  softplus: 'Math.log1p(Math.exp(x))',
  logSigmoid: '-Math.log1p(Math.exp(-x))',
  log: 'Math.log(x)',
  log1p: 'Math.log1p(x)',
};

const only = values.only?.split(',');
const names = [...Object.keys(PLAIN), 'gelu', 'erf'].filter((name) => only?.includes(name) ?? true);

function noise(float, name) {
  const list = float === 32 ? new Float32Array(BYTES / 4) : new Float64Array(BYTES / 8);
  const positive = name === 'log' || name === 'log1p';
  let s = 1;
  for (let i = 0; i < list.length; i++) {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    const x = (s / 2 ** 32 - 0.5) * 16;
    list[i] = positive ? Math.abs(x) / 9 : x;
  }
  return list;
}

/** Nanoseconds an element. */
function timed(count, repeats, run) {
  run();
  const start = performance.now();
  for (let i = 0; i < repeats; i++) run();
  return ((performance.now() - start) * 1e6) / repeats / count;
}

function ours(engine, name, float, src, dst) {
  const row = ACTIVATIONS[name];
  const parameters = Object.fromEntries(
    Object.entries(row.parameters).map(([key, p]) => [key, p.default]),
  );
  return (repeats) => {
    useEngine(engine);
    return timed(src.length, repeats, () => row[`float${float}`](src, dst, src.length, parameters));
  };
}

/** A loop of its own for each function, as somebody would write it. */
function plain(name, src, dst) {
  const loop = new Function(
    'src',
    'dst',
    `for (let i = 0; i < src.length; i++) { const x = src[i]; dst[i] = ${PLAIN[name]}; }`,
  );
  return (repeats) => timed(src.length, repeats, () => loop(src, dst));
}

function compiled(folder) {
  try {
    makePairs();
    writeFileSync(join(folder, 'tables.h'), tablesForC({ SIGMOID_PAIRS, TANH_PAIRS }));
    const source = new URL('elementwise.c', import.meta.url).pathname;
    const flags = ['-O3', '-ffp-contract=off', '-msse4.1', `-I${folder}`];
    execFileSync('gcc', [...flags, source, '-o', join(folder, 'elementwise'), '-lm']);
    return processOf(join(folder, 'elementwise'), []);
  } catch (error) {
    console.log(`without C: ${error.message.split('\n')[0]}`);
    return undefined;
  }
}

async function python() {
  const script = new URL('elementwise-peers.py', import.meta.url).pathname;
  const peer = processOf('/usr/bin/python3', [script]);
  const versions = await peer.next();
  if (versions === undefined) console.log('without python3-torch, python3-numpy, python3-scipy');
  else console.log(versions);
  return versions === undefined ? undefined : peer;
}

function contendersOf(name, float, peers) {
  const src = noise(float, name);
  const dst = src.slice();
  const asked = (peer, library) => (repeats) =>
    peer.ask(`${library} ${name} ${float} ${src.length} ${repeats}`.trim());
  return {
    logitflow: ours('simd', name, float, src, dst),
    ...(peers.c && { C: asked(peers.c, '') }),
    ...(peers.python && {
      torch: asked(peers.python, 'torch'),
      ...(name === 'sigmoid' && { scipy: asked(peers.python, 'scipy') }),
      ...(name === 'silu' && { numpy: asked(peers.python, 'numpy') }),
    }),
    portable: ours('portable', name, float, src, dst),
    ...(PLAIN[name] && { Math: plain(name, src, dst) }),
  };
}

async function compare(name, float, peers) {
  const contenders = contendersOf(name, float, peers);
  const repeats = Math.max(1, Math.round((PIECE * float) / 8 / BYTES));
  const times = Object.fromEntries(Object.keys(contenders).map((key) => [key, []]));
  // V8 compiles twice, the second time well: nobody is measured before.
  for (const key of ['logitflow', 'portable', 'Math']) await contenders[key]?.(20);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [key, run] of Object.entries(contenders)) times[key].push(await run(repeats));
  }
  const least = (key) => Math.min(...times[key]);
  const against = (key, base) => least(key) / least(base);
  const shown = Object.keys(contenders)
    .filter((key) => key !== 'logitflow' && key !== 'Math' && !Number.isNaN(times[key][0]))
    .map((key) => told(key, against(key, 'logitflow'), goalOf(name, float, key)));
  if (times.Math) shown.push(told('Math', against('Math', 'portable'), 1.5));
  const speed = (1e3 / least('logitflow')).toFixed(0);
  console.log(`f${float} ${name}: ${speed} M/s;  ${shown.join('  ')}`);
}

function goalOf(name, float, key) {
  return key === 'C' ? 0.9 : GOALS[`${name} ${float}`]?.[key];
}

function told(key, ratio, goal) {
  return `${key} ${ratio.toFixed(2)}${goal === undefined ? '' : ` (${goal})`}`;
}

const folder = mkdtempSync(join(tmpdir(), 'elementwise-'));
const peers = { c: compiled(folder), python: await python() };
for (const float of [32, 64]) {
  for (const name of names) await compare(name, float, peers);
}
peers.c?.child.kill();
peers.python?.child.kill();
rmSync(folder, { recursive: true });
