import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  ACTIVATIONS,
  type Activation,
  type ActivationName,
  type ParametersOf,
  resolveActivation,
} from '../../src/activations/table.js';
import type { Floats } from '../../src/simd/floats.js';
import { hashOf, isCanonicalNaN, oddNaN } from '../simd/bits.js';
import { inputs, testKernel } from '../simd/kernel-tester.js';
import { elementwiseCases, floats, ulpError } from '../simd/truths.js';

const ROWS: readonly Activation[] = Object.values(ACTIVATIONS);
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

describe.each(ROWS)('$name', (row) => {
  for (const float of FLOATS) {
    testKernel({
      name: `${row.name} of float${float}`,
      float,
      run: (src, dst, count) => run(row, src, dst, count),
    });

    it(`is within its tolerance of the exact value in float${float}`, () => {
      const cases = elementwiseCases.filter((c) => c.name === row.name && c.float === float);
      expect(cases.length).toBeGreaterThan(0);
      for (const c of cases) {
        const x = floats(float, c.x.map(Number));
        const y = x.slice();
        run(row, x, y, x.length, c.values);
        const bound = row.tolerance[`float${float}`];
        const misses = [...x.keys()].filter((i) => !(ulpError(y[i]!, c, i, float) <= bound));
        expect(misses.map((i) => `${x[i]} gave ${y[i]}`)).toEqual([]);
      }
    });

    it(`turns any NaN into the canonical one in float${float}`, () => {
      const src = oddNaN(float);
      const dst = src.slice();
      run(row, src, dst, 1);
      expect(isCanonicalNaN(dst)).toBe(true);
    });
  }

  it('does at ±∞, NaN and −0 what its row says', () => {
    const { negativeInfinity, positiveInfinity, nan, negativeZero } = row.specialValues;
    const told: [number, string][] = [
      [Number.NEGATIVE_INFINITY, negativeInfinity],
      [Number.POSITIVE_INFINITY, positiveInfinity],
      [Number.NaN, nan],
      [-0, negativeZero],
    ];
    for (const [x, words] of told) expect(at(row, x), `at ${x}`).toBe(read(words));
  });

  it('has the derivative of its formula', () => {
    for (const x of [-30, -5.5, -1.25, -0.1, 0.3, 2, 7.5, 30]) {
      const step = 2 ** -12;
      const slope = (at(row, x + step) - at(row, x - step)) / (2 * step);
      expect(row.derivative.apply(x, defaultsOf(row))).toBeCloseTo(slope, 6);
    }
    expect(row.derivative.apply(Number.NaN, defaultsOf(row))).toBeNaN();
  });

  it('says all that a row should say', () => {
    const { summary, formula, domain, range, drawback, reference, derivative } = row;
    for (const text of [summary, formula, domain, range, drawback, reference, derivative.formula]) {
      expect(text.trim()).not.toBe('');
    }
    for (const parameter of Object.values(row.parameters)) {
      expect(parameter.check(parameter.default)).toBe(true);
      for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, '1', null, undefined]) {
        expect(parameter.check(bad)).toBe(false);
      }
    }
  });
});

/** The first number of a row's words about a special value: '−∞ (+∞ for …)' is −∞. */
function read(words: string): number {
  const first = words.split(' ')[0]!.replace('−', '-').replace('∞', 'Infinity');
  return Number(first);
}

it('stands under the name that each row has, and no name or alias stands twice', () => {
  for (const [key, row] of Object.entries(ACTIVATIONS)) expect(row.name).toBe(key);
  const names = ROWS.flatMap((row) => [row.name, ...row.aliases]);
  expect(new Set(names).size).toBe(names.length);
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
      'activate: unknown activation function (got "sigmod"); expected one of linear, sigmoid, tanh, relu, leakyRelu; did you mean "sigmoid"?',
    ),
  );
  expect(() => resolveActivation('toString', 'recipe')).toThrow(
    new TypeError(
      'recipe: unknown activation function (got "toString"); expected one of linear, sigmoid, tanh, relu, leakyRelu',
    ),
  );
});

it('derives parameters from the row, so that a wrong name or parameter does not compile', () => {
  expectTypeOf<ParametersOf<'leakyRelu'>>().toEqualTypeOf<{ readonly negativeSlope?: number }>();
  expectTypeOf<ParametersOf<'identity'>>().toEqualTypeOf<{ readonly slope?: number }>();
  expectTypeOf<keyof ParametersOf<'sigmoid'>>().toEqualTypeOf<never>();
  expectTypeOf<'expit'>().toExtend<ActivationName>();
  expectTypeOf<'sigmod'>().not.toExtend<ActivationName>();
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
  ['sigmoid', 294759760, 2458853648],
  ['tanh', 3083386153, 1975433563],
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
