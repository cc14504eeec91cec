#!/usr/bin/env node
/**
 * Every function of the table in float32 against binary64 of glibc (`reference.c`), over all 2³² inputs or each
 * STRIDE-th of them. Prints a line a function, and puts its result into fixtures/activations/exhaustive-float32.json in
 * the place of an older one, so that the functions can be run one at a time.
 *
 *   npm run build && node tools/exhaustive-float32/run.mjs [--stride N] [--only NAME,…] [--dist FOLDER] [--dry]
 *
 * All inputs take one to seven minutes a function and keep two cores busy. Wants gcc; `check.py` vouches for the C.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const BLOCK = 1 << 18;
const INPUTS = 2 ** 32;
const RESULTS = new URL('../../fixtures/activations/exhaustive-float32.json', import.meta.url);

const { values: options } = parseArgs({
  options: {
    stride: { type: 'string', default: '1' },
    only: { type: 'string' },
    dist: { type: 'string', default: 'dist' },
    dry: { type: 'boolean', default: false },
  },
});
const stride = Number(options.stride);
const { ACTIVATIONS } = await import(pathToFileURL(resolve(options.dist, 'src/kernels.js')).href);

const folder = mkdtempSync(join(tmpdir(), 'logitflow-exhaustive-'));
try {
  const reference = compiled(folder);
  const known = execFileSync(reference, ['list'], { encoding: 'utf8' }).trim().split('\n');
  for (const row of Object.values(ACTIVATIONS)) {
    if (options.only !== undefined && !options.only.split(',').includes(row.name)) continue;
    if (!known.includes(row.name)) console.error(`${row.name}: not in reference.c`);
    else keep(row.name, told(await measured(reference, row), row));
  }
} finally {
  rmSync(folder, { recursive: true });
}

function compiled(to) {
  const program = join(to, 'reference');
  const source = new URL('reference.c', import.meta.url).pathname;
  execFileSync('gcc', ['-O2', '-D_GNU_SOURCE', '-o', program, source, '-lm']);
  return program;
}

/** The row's own loop computes block by block, while the reference judges the block before. */
async function measured(reference, row) {
  const child = spawn(reference, ['measure', row.name, String(stride)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answer = child.stdout.setEncoding('utf8').toArray();
  const parameters = Object.entries(row.parameters).map(([name, p]) => [name, p.default]);
  for (const block of blocks()) {
    const results = new Float32Array(block.length);
    row.float32(
      new Float32Array(block.buffer),
      results,
      block.length,
      Object.fromEntries(parameters),
    );
    if (!child.stdin.write(new Uint8Array(results.buffer))) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  return JSON.parse((await answer).join(''));
}

function* blocks() {
  const count = Math.ceil(INPUTS / stride);
  for (let from = 0; from < count; from += BLOCK) {
    const bits = new Uint32Array(Math.min(BLOCK, count - from));
    for (let i = 0; i < bits.length; i++) bits[i] = (from + i) * stride;
    yield bits;
  }
}

/** In ulp of the float at the exact value, subnormals included; 0.5 is a correctly rounded result. */
function told({ name, count, worst, at, notNearest }, row) {
  const bound = row.tolerance.float32;
  const where = Math.fround(fromHex(at));
  const verdict = worst <= bound ? '' : ', WHICH EXCEEDS ITS BOUND';
  console.log(
    `${name}: ${worst} ulp at ${where}, bound ${bound}${verdict}; ${notNearest} of ${count} not the nearest float`,
  );
  return { stride, inputs: count, largestError: worst, at: where, notNearest, bound };
}

function keep(name, result) {
  if (options.dry) return;
  const results = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')).functions : {};
  results[name] = result;
  const lines = Object.keys(results)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${JSON.stringify(results[key])}`);
  const head = `{"madeBy":"tools/exhaustive-float32/run.mjs with Node ${process.versions.node}","functions":{\n`;
  writeFileSync(RESULTS, `${head}${lines.join(',\n')}\n}}\n`);
}

/** C's %a, which JavaScript does not read: sign, 0x1.fff, p and the exponent. */
function fromHex(text) {
  const [, sign, whole, fraction = '', exponent] = /^(-?)0x(\d)\.?([0-9a-f]*)p([+-]\d+)$/.exec(
    text,
  );
  const digits = Number.parseInt(whole + fraction, 16) / 16 ** fraction.length;
  return (sign === '-' ? -1 : 1) * digits * 2 ** Number(exponent);
}
