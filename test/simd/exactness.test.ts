import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { productError, sumError } from '../../src/simd/error-free.js';
import { expHead, expNear, expSteps } from '../../src/simd/exp.js';
import * as table from '../../src/simd/exp-table.js';
import { expSteps32 } from '../../src/simd/exp32.js';
import { stream } from './truths.js';

/** Whether a number has no more than so many significant bits. */
function fits(value: number, bits: number): boolean {
  const unit = 2 ** (Math.floor(Math.log2(Math.abs(value))) - bits + 1);
  return value / unit === Math.round(value / unit);
}

it('every head has 26 bits', () => {
  for (let n = 0; n < 64; n++) expect(fits(expHead(n, 0), 26)).toBe(true);
});

it('the leading step of the reduction is exact as far as near rows reach, in doubles', () => {
  const next = stream(5);
  const inexact: number[] = [];
  for (let i = 0; i < 20000; i++) {
    const x = (next() - 0.5) * 2 * 4900;
    const n = expSteps(x);
    const step = n * table.STEP_HIGH;
    if (productError(n, table.STEP_HIGH, step) !== 0) inexact.push(x);
    if (sumError(x, -step, expNear(x, n)) !== 0) inexact.push(x);
  }
  expect(inexact).toEqual([]);
});

it('the leading step of the reduction is exact as far as near rows reach, in float32', () => {
  const next = stream(6);
  const inexact: number[] = [];
  for (let i = 0; i < 50000; i++) {
    const x = Math.fround((next() - 0.5) * 2 * (i & 1 ? 645 : 3));
    const n = expSteps32(x);
    const near = x - n * table.LN2_HIGH_32;
    const base = Math.fround(1 + Math.fround(near));
    const steps = [n * table.LN2_HIGH_32, near, near - (base - 1)];
    if (steps.some((step) => Math.fround(step) !== step)) inexact.push(x);
  }
  expect(inexact).toEqual([]);
});

const rooms = ['simd', 'activations', 'softmax'].map((room) =>
  fileURLToPath(new URL(`../../src/${room}/`, import.meta.url)),
);

/** The code of the kernels' rooms, without comments. */
const codes = rooms.flatMap((room) =>
  readdirSync(room, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(room + name, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')),
);

it('no kernel raises anything but a constant 2 to a power, whose bits would be the engine’s', () => {
  const powers = codes.flatMap((code) =>
    [...code.matchAll(/(\S+) \*\* /g)].map((match) => match[1]),
  );
  expect(powers).toContain('2');
  expect(powers.filter((base) => !/^\(?2n?$/.test(base ?? ''))).toEqual([]);
});

it('no kernel calls a function of Math whose bits depend on the engine', () => {
  const called = new Set<string>();
  for (const code of codes) {
    for (const [, name] of code.matchAll(/\bMath\.(\w+)/g)) called.add(name!);
    for (const [, names] of code.matchAll(/\{([^}]*)\} = Math\b/g)) called.add(names!.trim());
  }
  expect(called).toContain('fround');
  // IEEE 754 and ECMAScript fix every bit of these; SIMD has them too.
  const exact = ['abs', 'ceil', 'floor', 'fround', 'max', 'min', 'sqrt', 'trunc'];
  expect([...called].filter((name) => !exact.includes(name))).toEqual([]);
});
