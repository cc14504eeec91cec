/** The peers of run.mjs: each a function of a shape and a number of repeats that gives nanoseconds an element. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INSTALL, PYTHON, peerModule, peerVersion } from '../peers.mjs';
import { missing } from '../results.mjs';
import { onnxContender } from './onnx-model.mjs';
import { processOf } from './process-of.mjs';
import { tablesForC } from './tables-for-c.mjs';

/** Without the instructions of 512 bits. */
const NO_512 = ['AVX512F', 'AVX512CD', 'AVX512_SKX', 'AVX512_CLX', 'AVX512_CNL', 'AVX512_ICL'];

/**
 * @returns `contenders` by name; `logSumExp` of torch, where it is installed; `named(name)`, with the version; `lines`
 *   that say who takes part, with which instructions; `stop()`
 */
export async function softmaxPeers(noise) {
  const folder = mkdtempSync(join(tmpdir(), 'kernels-'));
  const limited = { ...process.env, NPY_DISABLE_CPU_FEATURES: NO_512.join(' ') };
  const parts = [fromC(folder), await python(''), await python(' 256', limited), await onnx(noise)];
  const names = Object.assign({}, ...parts.map(({ named }) => named));
  return {
    contenders: Object.assign({}, ...parts.map(({ contenders }) => contenders)),
    logSumExp: parts[1].logSumExp,
    named: (name) => names[name] ?? name,
    lines: parts.map(({ line }) => line),
    stop() {
      for (const { child } of parts) child?.kill();
      rmSync(folder, { recursive: true });
    },
  };
}

function without(peer, install) {
  missing({ peer, install });
  return { line: `without ${peer} (${install})` };
}

function fromC(folder) {
  try {
    writeFileSync(join(folder, 'tables.h'), tablesForC());
    const source = new URL('softmax.c', import.meta.url).pathname;
    const flags = ['-O3', '-ffp-contract=off', '-msse4.1', `-I${folder}`];
    execFileSync('gcc', [...flags, source, '-o', join(folder, 'softmax')]);
  } catch {
    return without('gcc', PYTHON);
  }
  const { child, ask } = processOf(join(folder, 'softmax'), []);
  const C = ({ float, rows, width }, repeats) => ask(`${float} ${rows} ${width} ${repeats}`);
  const line = 'C: the same algorithm, gcc -O3 -msse4.1, 128 bits';
  return { child, contenders: { C }, named: { C: 'C, the same algorithm, 128 bits' }, line };
}

/** torch, numpy and scipy; of the second process, whose names end in `mark`, what can be limited. */
async function python(mark, env) {
  const script = new URL('peers.py', import.meta.url).pathname;
  const peer = processOf('/usr/bin/python3', [script], env);
  const told = await peer.next();
  if (told === undefined) return without(`torch, numpy, scipy${mark}`, PYTHON);
  const { versions, bits } = JSON.parse(told);
  const by =
    (name) =>
    ({ float, rows, width }, repeats) =>
      peer.ask(`${name} ${float} ${rows} ${width} ${repeats}`);
  const names = mark === '' ? ['torch', 'numpy', 'scipy'] : ['numpy', 'scipy'];
  const named = (name) => `${name} ${versions[name]}, ${bits[name]}`;
  return {
    child: peer.child,
    contenders: Object.fromEntries(names.map((name) => [name + mark, by(name)])),
    logSumExp: by('torch.logsumexp'),
    named: Object.fromEntries(names.map((name) => [name + mark, named(name)])),
    line: names.map((name) => `${name}${mark}: ${named(name)}`).join('; '),
  };
}

async function onnx(noise) {
  const at = peerModule('onnxruntime-node');
  if (at === undefined) return without('onnxruntime-node', INSTALL);
  const ort = createRequire(import.meta.url)(at);
  const told = `onnxruntime-node ${peerVersion('onnxruntime-node')}, all instructions`;
  return {
    contenders: { onnx: onnxContender(ort, noise) },
    named: { onnx: told },
    line: `onnx: ${told}`,
  };
}
