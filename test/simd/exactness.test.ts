import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { productError, sumError } from '../../src/simd/functions/error-free.js';
import { expHead, expNear, expSteps } from '../../src/simd/functions/exp.js';
import { expFine } from '../../src/simd/functions/exp-fine.js';
import * as table from '../../src/simd/functions/exp-table.js';
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

it('the exp of float32 results is within 2^-32 of exp, as far as near rows and far ones reach', () => {
  const next = stream(6);
  let worst = 0;
  for (let i = 0; i < 50000; i++) {
    const steps = (next() - 0.5) * 2 * (i & 1 ? 255_300 : 300);
    const whole = Math.round(steps / 256);
    // What is left is exact, and short enough for one exp that is right to 2⁻⁵².
    const rest = Math.exp((steps - whole * 256) * (Math.LN2 / 256));
    worst = Math.max(worst, Math.abs(expFine(steps) / 2 ** whole / rest - 1));
  }
  expect(worst).toBeLessThan(2 ** -32);
  expect(worst).toBeGreaterThan(2 ** -34);
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
