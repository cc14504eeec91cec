/** Who runs an element-wise function, each as a function of how often, which gives nanoseconds an element. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACTIVATIONS } from '../../dist/src/kernels.js';
import { useEngine } from '../../dist/src/simd/engine.js';
import { makeCubics } from '../../dist/src/simd/functions/cubics.js';
import {
  SIGMOID_CUBICS,
  SILU_CUBICS,
  TANH_CUBICS,
} from '../../dist/src/simd/functions/curves32.js';
import {
  makePairs,
  SIGMOID_PAIRS,
  TANH_PAIRS,
} from '../../dist/src/simd/functions/logistic-table.js';
import { PYTHON } from '../peers.mjs';
import { missing } from '../results.mjs';
import { inRoom } from './in-room.mjs';
import { processOf } from './process-of.mjs';
import { tablesForC } from './tables-for-c.mjs';

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
  tanhShrink: 'x - Math.tanh(x)',
  log: 'Math.log(x)',
  log1p: 'Math.log1p(x)',
  logit: 'Math.log(x / (1 - x))',
};

export const NAMES = [...Object.keys(PLAIN), 'gelu', 'erf'];

/** Vectors of 256 bits at most: what most machines have, and the most that torch takes by default. */
const LIMITED = {
  NPY_DISABLE_CPU_FEATURES:
    'AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL AVX512_KNL AVX512_KNM',
  ATEN_CPU_CAPABILITY: 'avx2',
};

/** The process in C; undefined where there is no compiler. */
export function compiled(folder) {
  try {
    makePairs();
    const cubics = { SIGMOID_CUBICS, SILU_CUBICS, TANH_CUBICS };
    const packed = Object.entries(cubics).map(([key, table]) => {
      makeCubics(table);
      return [key, table.packed];
    });
    const tables = { SIGMOID_PAIRS, TANH_PAIRS, ...Object.fromEntries(packed) };
    writeFileSync(join(folder, 'tables.h'), tablesForC(tables));
    const source = new URL('elementwise.c', import.meta.url).pathname;
    const flags = ['-O3', '-ffp-contract=off', '-msse4.1', `-I${folder}`];
    execFileSync('gcc', [...flags, source, '-o', join(folder, 'elementwise'), '-lm']);
    return processOf(join(folder, 'elementwise'), []);
  } catch (error) {
    console.log(`without C: ${error.message.split('\n')[0]}`);
    missing({ peer: 'C', install: PYTHON });
    return undefined;
  }
}

/** Python's libraries as they are, and limited to AVX2: processes with the versions that they say. None where one is missing. */
export async function pythons() {
  const script = new URL('elementwise-peers.py', import.meta.url).pathname;
  const peers = [process.env, { ...process.env, ...LIMITED }].map((env) =>
    processOf('/usr/bin/python3', ['-W', 'ignore', script], env),
  );
  for (const peer of peers) peer.versions = JSON.parse((await peer.next()) ?? 'null');
  if (peers[0].versions) return peers;
  console.log('without python3-torch, python3-numpy, python3-scipy');
  missing({ peer: 'torch, numpy, scipy', install: PYTHON });
  return [];
}

export function noise(float, name, bytes) {
  const list = float === 32 ? new Float32Array(bytes / 4) : new Float64Array(bytes / 8);
  const per = { log: 9, log1p: 9, logit: 8.001 }[name];
  let s = 1;
  for (let i = 0; i < list.length; i++) {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    const x = (s / 2 ** 32 - 0.5) * 16;
    list[i] = per === undefined ? x : Math.abs(x) / per;
  }
  return list;
}

/** By key: `room`, `plain`, `portable`, `Math`, `C`, and the libraries by name, version and vectors. */
export function contendersOf(name, src, peers) {
  const dst = src.slice();
  const room = inRoom(src);
  const float = src instanceof Float32Array ? 32 : 64;
  const asked = (peer, library) => (repeats) =>
    peer.ask(`${library} ${name} ${float} ${src.length} ${repeats}`.trim());
  const libraries = peers.python.flatMap((peer) =>
    Object.entries(peer.versions).map(([library, version]) => [version, asked(peer, library)]),
  );
  return {
    room: ours('simd', name, float, room.src, room.dst),
    plain: ours('simd', name, float, src, dst),
    ...(peers.c && { C: asked(peers.c, '') }),
    ...Object.fromEntries(libraries.toReversed()),
    portable: ours('portable', name, float, src, dst),
    ...(PLAIN[name] && { Math: loopOf(name, src, dst) }),
  };
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
function loopOf(name, src, dst) {
  const loop = new Function(
    'src',
    'dst',
    `for (let i = 0; i < src.length; i++) { const x = src[i]; dst[i] = ${PLAIN[name]}; }`,
  );
  return (repeats) => timed(src.length, repeats, () => loop(src, dst));
}

function timed(count, repeats, run) {
  run();
  const start = performance.now();
  for (let i = 0; i < repeats; i++) run();
  return ((performance.now() - start) * 1e6) / repeats / count;
}
