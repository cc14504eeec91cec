#!/usr/bin/env node
/**
 * Every function of the table in float32 against binary64 of glibc (`reference.c`), over all 2³² inputs or each
 * STRIDE-th of them. Prints a line a function, and writes the table of results where a folder is given.
 *
 *   npm run build && node tools/exhaustive-float32/run.mjs [--stride N] [--only NAME,…] [--dist FOLDER] [--out FOLDER]
 *
 * All inputs take about two minutes a function and keep two cores busy. Wants gcc; `check.py` vouches for the C.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const BLOCK = 1 << 18;
const INPUTS = 2 ** 32;

const { values: options } = parseArgs({
  options: {
    stride: { type: 'string', default: '1' },
    only: { type: 'string' },
    dist: { type: 'string', default: 'dist' },
    out: { type: 'string' },
  },
});
const stride = Number(options.stride);
const { ACTIVATIONS } = await import(pathToFileURL(resolve(options.dist, 'src/kernels.js')).href);

const folder = mkdtempSync(join(tmpdir(), 'logitflow-exhaustive-'));
try {
  const reference = compiled(folder);
  const known = execFileSync(reference, ['list'], { encoding: 'utf8' }).trim().split('\n');
  const lines = [];
  for (const row of Object.values(ACTIVATIONS)) {
    if (options.only !== undefined && !options.only.split(',').includes(row.name)) continue;
    if (!known.includes(row.name)) console.error(`${row.name}: not in reference.c`);
    else lines.push(report(await measured(reference, row), row));
  }
  if (options.out !== undefined)
    writeFileSync(join(options.out, 'exhaustive-float32.md'), table(lines));
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

function report({ name, count, worst, at, notNearest }, row) {
  const bound = row.tolerance.float32;
  const verdict = worst <= bound ? '' : '  EXCEEDS ITS BOUND';
  const cells = [
    name,
    count,
    worst,
    Number.parseFloat(fromHex(at).toPrecision(9)),
    notNearest,
    bound,
  ];
  console.log(`${cells.join('  ')}${verdict}`);
  return `| ${cells.join(' | ')} |`;
}

/** C's %a, which JavaScript does not read: sign, 0x1.fff, p and the exponent. */
function fromHex(text) {
  const [, sign, whole, fraction = '', exponent] = /^(-?)0x(\d)\.?([0-9a-f]*)p([+-]\d+)$/.exec(
    text,
  );
  const digits = Number.parseInt(whole + fraction, 16) / 16 ** fraction.length;
  return (sign === '-' ? -1 : 1) * digits * 2 ** Number(exponent);
}

function table(lines) {
  const which =
    stride === 1 ? 'all 2³² inputs' : `each ${stride}th of the 2³² inputs by their bits`;
  return `# float32 against binary64 of glibc

Made by \`tools/exhaustive-float32/run.mjs --stride ${stride}\` with Node ${process.versions.node}: ${which},
NaNs and infinities included, parameters at their defaults. The error is in ulp of the float at the exact value,
subnormals included; 0.5 is a correctly rounded result. \`tools/exhaustive-float32/check.py\` holds the reference itself
to mpmath.

| function | inputs | largest error | at | not the nearest float | bound |
|---|---|---|---|---|---|
${lines.join('\n')}
`;
}
