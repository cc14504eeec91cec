import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, expectTypeOf, it } from 'vitest';
import {
  ACTIVATIONS,
  type Activation,
  type ActivationName,
  type ParametersOf,
  resolveActivation,
} from '../../src/activations/table.js';
import type { Floats } from '../../src/simd/floats.js';
import { hashOf } from '../simd/bits.js';
import { inputs } from '../simd/kernel-tester.js';
import { elementwiseCases, floats, ulpError } from '../simd/truths.js';

const ROWS: readonly Activation[] = Object.values(ACTIVATIONS);
const NAMES = ROWS.map((row) => row.name).join(', ');
const FLOATS = [32, 64] as const;

function defaultsOf(row: Activation): Record<string, number> {
  return Object.fromEntries(Object.entries(row.parameters).map(([name, p]) => [name, p.default]));
}

function run(row: Activation, src: Floats, dst: Floats, count: number, values = defaultsOf(row)) {
  if (src instanceof Float32Array) row.float32(src, dst as Float32Array, count, values);
  else row.float64(src, dst as Float64Array, count, values);
}

function at(row: Activation, x: number, values = defaultsOf(row)): number {
  const one = new Float64Array([x]);
  row.float64(one, one, 1, values);
  return one[0]!;
}

it.each(elementwiseCases)(
  '$name in float$float is within its tolerance of the truths of kernels',
  (c) => {
    const row = resolveActivation(c.name);
    const x = floats(c.float, c.x.map(Number));
    const y = x.slice();
    run(row, y, y, y.length, c.values);
    const bound = row.tolerance[`float${c.float}`];
    const misses = [...x.keys()].filter((i) => !(ulpError(y[i]!, c, i, c.float) <= bound));
    expect(misses.map((i) => `${x[i]} gave ${y[i]}`)).toEqual([]);
  },
);

it('stands under the name that each row has, and no name or alias stands twice', () => {
  for (const [key, row] of Object.entries(ACTIVATIONS)) expect(row.name).toBe(key);
  const names = ROWS.flatMap((row) => [row.name, ...row.aliases]);
  expect(new Set(names).size).toBe(names.length);
});

it('holds every row of every family, those of the introduction first', async () => {
  const folder = fileURLToPath(new URL('../../src/activations/', import.meta.url));
  const families = readdirSync(folder).filter((file) => file !== 'table.ts');
  const modules = await Promise.all(families.map((file) => import(`${folder}${file}`)));
  const exported: unknown[] = modules.flatMap((module) => Object.values(module));
  const isRow = (value: unknown) => Object.hasOwn(Object(value), 'formula');
  expect(new Set(ROWS)).toEqual(new Set(exported.filter(isRow)));
  expect(ROWS.slice(0, 5).map((row) => row.name)).toEqual(
    'linear sigmoid tanh relu leakyRelu'.split(' '),
  );
});

it('only sigmoid gives what people read as a probability', () => {
  expect(ROWS.filter((row) => row.probability).map((row) => row.name)).toEqual(['sigmoid']);
});

it('resolves names and aliases', () => {
  expect(resolveActivation('leakyRelu')).toBe(ACTIVATIONS.leakyRelu);
  expect(resolveActivation('identity')).toBe(ACTIVATIONS.linear);
});

it('refuses an unknown name, and offers a near miss', () => {
  expect(() => resolveActivation('sigmod')).toThrow(
    new TypeError(
      `activate: unknown activation function (got "sigmod"); expected one of ${NAMES}; did you mean "sigmoid"?`,
    ),
  );
  expect(() => resolveActivation('toString', 'recipe')).toThrow(
    new TypeError(`recipe: unknown activation function (got "toString"); expected one of ${NAMES}`),
  );
});

it('derives parameters from the row, so that a wrong name or parameter does not compile', () => {
  expectTypeOf<ParametersOf<'leakyRelu'>>().toEqualTypeOf<{ readonly negativeSlope?: number }>();
  expectTypeOf<ParametersOf<'identity'>>().toEqualTypeOf<{ readonly slope?: number }>();
  expectTypeOf<keyof ParametersOf<'sigmoid'>>().toEqualTypeOf<never>();
  expectTypeOf<'expit'>().toExtend<ActivationName>();
  expectTypeOf<'sigmod'>().not.toExtend<ActivationName>();
  expectTypeOf<ParametersOf<'swish'>>().toEqualTypeOf<{ readonly beta?: number }>();
  expectTypeOf<{ alpha: number }>().not.toExtend<Required<ParametersOf<'leakyRelu'>>>();
});

it('keeps the subnormal tail of sigmoid, and its symmetry', () => {
  expect(at(ACTIVATIONS.sigmoid, -745)).toBe(5e-324);
  expect(at(ACTIVATIONS.sigmoid, -746)).toBe(0);
  expect(at(ACTIVATIONS.sigmoid, 0)).toBe(0.5);
  const tail = new Float32Array([-103, -104, 104]);
  ACTIVATIONS.sigmoid.float32(tail, tail, 3, {});
  expect([...tail]).toEqual([2 ** -149, 0, 1]);
});

it.each([
  ['linear', 3629249248, 179511630],
  ['sigmoid', 660835061, 3737282230],
  ['tanh', 314175481, 3462660476],
  ['relu', 1214731390, 3192485017],
  ['leakyRelu', 3454497569, 431093068],
])('%s has given the same bits since they were fixed', (name, hash32, hash64) => {
  const hashes = FLOATS.map((float) => {
    const src = inputs(float, 5000, 31).map((x, i) => (i % 3 === 0 ? x * 30 : x));
    run(resolveActivation(name), src, src, src.length);
    return hashOf(src);
  });
  expect(hashes).toEqual([hash32, hash64]);
});
