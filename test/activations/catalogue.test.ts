import { describe, expect, it } from 'vitest';
import { ACTIVATIONS, type Activation } from '../../src/activations/table.js';
import type { Floats } from '../../src/simd/floats.js';
import { isCanonicalNaN, oddNaN } from '../simd/bits.js';
import { testKernel } from '../simd/kernel-tester.js';
import { type Truths, ulpError } from '../simd/truths.js';
import {
  allDerivativeTruthsOf,
  defaultsOf,
  type Numbers,
  type TruthCase,
  truthsOf,
} from './truths.js';

const ROWS: readonly Activation[] = Object.values(ACTIVATIONS);
const FLOATS = [32, 64] as const;
const EXTREME = [0, 1e-300, 1e-100, 1e-5, 1234.5, 1e100, 1e300].flatMap((v) => [v, -v]);

function run(row: Activation, src: Floats, dst: Floats, count: number, values: Numbers): void {
  if (src instanceof Float32Array) row.float32(src, dst as Float32Array, count, values);
  else row.float64(src, dst as Float64Array, count, values);
}

function results(row: Activation, x: Floats, values = defaultsOf(row)): Floats {
  const y = x.slice();
  run(row, y, y, y.length, values);
  return y;
}

function at(row: Activation, x: number): readonly number[] {
  return [results(row, new Float64Array([x]))[0]!, results(row, new Float32Array([x]))[0]!];
}

/** Where a result is further off than the row allows. */
function misses(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  truths: Truths,
  float: 32 | 64,
  bound: number,
) {
  return Array.from(x, (argument, i) => ({ argument, i }))
    .filter(({ i }) => !(ulpError(y[i]!, truths, i, float) <= bound))
    .map(({ argument, i }) => `f(${argument}) = ${y[i]}, not ${truths.y[i]}`);
}

/** The ends of '[−1, ∞)', as a row writes its domain. */
function ends(domain: string): readonly [number, number] {
  if (domain === 'ℝ') return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const [low, high] = domain.slice(1, -1).split(', ').map(read);
  return [low!, high!];
}

/** The first number of a row's words: '−∞ (+∞ for …)' is −∞. */
function read(words: string): number {
  return Number(words.split(' ')[0]!.replace('−', '-').replace('∞', 'Infinity'));
}

describe.each(ROWS)('$name', (row) => {
  const truths = truthsOf(row);
  const [low, high] = ends(row.domain);

  for (const float of FLOATS) {
    testKernel({
      name: `float${float}`,
      float,
      run: (src, dst, count) => run(row, src, dst, count, defaultsOf(row)),
    });

    it(`is within its tolerance of mpmath's value in float${float}, for every set of parameters`, () => {
      const cases = truths.filter((c) => c.float === float);
      expect(cases.length).toBe(1 + (row.oracle.values?.length ?? 0));
      const bound = row.tolerance[`float${float}`];
      for (const c of cases) {
        expect(c.y.length).toBe(c.x.length);
        expect(misses(c.x, results(row, c.x, c.values), c, float, bound)).toEqual([]);
      }
    });

    it(`turns any NaN into the canonical one in float${float}`, () => {
      expect(isCanonicalNaN(results(row, oddNaN(float)))).toBe(true);
    });
  }

  it('does at ±∞, NaN and −0 what its row says', () => {
    const { negativeInfinity, positiveInfinity, nan, negativeZero } = row.specialValues;
    const told: readonly (readonly [number, string])[] = [
      [Number.NEGATIVE_INFINITY, negativeInfinity],
      [Number.POSITIVE_INFINITY, positiveInfinity],
      [Number.NaN, nan],
      [-0, negativeZero],
    ];
    for (const [x, words] of told) {
      const [double, single] = at(row, x);
      expect(double, `at ${x}`).toBe(read(words));
      expect(single, `at ${x} in float32`).toBe(Math.fround(read(words)));
    }
  });

  if (row.domain !== 'ℝ') {
    it('is NaN outside of its domain', () => {
      for (const x of [low - 1, low - 1e-5, high + 1e-5, high + 1]) {
        if (Number.isFinite(x)) expect(at(row, x), `at ${x}`).toEqual([Number.NaN, Number.NaN]);
      }
    });
  }

  if (row.monotone) {
    it('never falls', () => {
      for (const { x, values } of truths.filter(({ values }) => isDefault(row, values))) {
        const y = results(row, x.toSorted(), values);
        expect([...y.keys()].filter((i) => i > 0 && y[i]! < y[i - 1]!)).toEqual([]);
      }
    });
  }

  if (!row.monotone) {
    it('falls somewhere, as its row says', () => {
      const { x, values } = truths.find((c) => isDefault(row, c.values))!;
      const y = results(row, x.toSorted(), values);
      expect([...y.keys()].some((i) => i > 0 && y[i]! < y[i - 1]!)).toBe(true);
    });
  }

  it('has the derivative that mpmath has, for every set of parameters', () => {
    const sets = allDerivativeTruthsOf(row);
    expect(sets.length).toBe(1 + (row.oracle.values?.length ?? 0));
    for (const { x, values, ...slopes } of sets) {
      expect(x.length).toBeGreaterThan(5);
      const got = x.map((each) => row.derivative.apply(each, values));
      expect(misses(x, got, slopes, 64, row.derivative.tolerance)).toEqual([]);
      expect(row.derivative.apply(Number.NaN, values)).toBeNaN();
    }
  });

  it('has a derivative at ±∞ and ±0, where it is defined', () => {
    for (const x of [low, high, 0, -0]) {
      expect(row.derivative.apply(x, defaultsOf(row)), `at ${x}`).not.toBeNaN();
    }
  });

  it('says all that a row should say', () => {
    const { summary, formula, domain, range, drawback, reference, derivative } = row;
    for (const text of [summary, formula, domain, range, drawback, reference, derivative.formula]) {
      expect(text.trim()).not.toBe('');
    }
    expect(reference).toMatch(/https:\/\//);
  });

  if (Object.keys(row.parameters).length > 0) {
    it('is a number at every finite point of its domain, whatever parameters its checks let pass', () => {
      for (const [name, { check }] of Object.entries(row.parameters)) {
        for (const value of EXTREME.filter(check)) {
          for (const { x, values } of truths.slice(0, 2)) {
            const y = results(row, x, { ...values, [name]: value });
            expect(y.findIndex(Number.isNaN), `${name} = ${value}`).toBe(-1);
          }
        }
      }
    });

    it('has parameters whose defaults will do, and whose checks refuse what is no finite number', () => {
      for (const parameter of Object.values(row.parameters)) {
        expect(parameter.check(parameter.default)).toBe(true);
        for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, '1', null, undefined]) {
          expect(parameter.check(bad)).toBe(false);
        }
        expect(parameter.summary.trim()).not.toBe('');
      }
    });
  }
});

function isDefault(row: Activation, values: TruthCase['values']): boolean {
  return Object.entries(defaultsOf(row)).every(([name, value]) => values[name] === value);
}
