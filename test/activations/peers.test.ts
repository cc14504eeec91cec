/** What other libraries get wrong, each point with the value that is right; mpmath's, to the last digit. */
import { expect, it } from 'vitest';
import { type ActivationName, resolveActivation } from '../../src/activations/table.js';
import { defaultsOf } from './truths.js';

function double(name: ActivationName, ...x: readonly number[]): readonly number[] {
  const row = resolveActivation(name);
  const values = new Float64Array(x);
  row.float64(values, values, values.length, defaultsOf(row));
  return [...values];
}

function single(name: ActivationName, ...x: readonly number[]): readonly number[] {
  const row = resolveActivation(name);
  const values = new Float32Array(x);
  row.float32(values, values, values.length, defaultsOf(row));
  return [...values];
}

it('sigmoid at −88.7 is right, where torch is off by two million ulp', () => {
  expect(single('sigmoid', -88.7)).toEqual([Math.fround(3.0066354970732083e-39)]);
});

it('sigmoid of doubles keeps its tail to the last subnormal, where 1/(1 + exp(−x)) is 0 from −710 on', () => {
  expect(double('sigmoid', -710, -740, -745.1)).toEqual([4.47628622567513e-309, 4.2e-322, 5e-324]);
});

it('tanh near 0 is x, where 2/(1 + exp(−2x)) − 1 has lost all digits', () => {
  for (const tiny of [1e-9, 1e-17, 5e-324])
    expect(double('tanh', tiny, -tiny)).toEqual([tiny, -tiny]);
  const least = 2 ** -149;
  expect(single('tanh', least, -least, 1e-20)).toEqual([least, -least, Math.fround(1e-20)]);
});

it('exp of float32 is the nearest, where NumPy is off by 2.3 ulp', () => {
  expect(single('exp', 26.69881248474121, -17.673749923706055)).toEqual([
    Math.fround(393683248360.4139),
    Math.fround(2.110512523756598e-8),
  ]);
});

it('elu, celu and selu keep tiny and subnormal negatives', () => {
  for (const tiny of [-1e-8, -1e-30, -1e-45, -1e-300, -5e-324]) {
    expect(double('elu', tiny)).toEqual([tiny === -1e-8 ? -9.999999950000001e-9 : tiny]);
    expect(double('celu', tiny)).toEqual(double('elu', tiny));
    expect(double('selu', tiny)[0]).toBeLessThan(0);
  }
  const least = -(2 ** -149);
  expect(single('elu', least, -1e-40)).toEqual([least, Math.fround(-1e-40)]);
  expect(single('celu', least)).toEqual([least]);
  expect(single('selu', least)).toEqual([2 * least]);
});

it('gelu keeps its negative tail to the last subnormal, where x/2 · (1 + erf) has lost it by −9', () => {
  expect(double('gelu', -9, -20, -38)).toEqual([
    -1.0157295653584566e-18, -5.507248237212468e-88, -1.096462777e-314,
  ]);
  expect(single('gelu', -9, -14)).toEqual([
    Math.fround(-1.0157295653584566e-18),
    Math.fround(-1.091095154686992e-43),
  ]);
});

it('gelu, geluTanh, quickGelu, silu and mish are −0 at −∞, where torch has NaN', () => {
  for (const name of ['gelu', 'geluTanh', 'quickGelu', 'silu', 'mish'] as const) {
    expect(double(name, Number.NEGATIVE_INFINITY)).toEqual([-0]);
    expect(single(name, Number.NEGATIVE_INFINITY)).toEqual([-0]);
    expect(double(name, Number.POSITIVE_INFINITY)).toEqual([Number.POSITIVE_INFINITY]);
  }
});

it('softsign is ±1 at ±∞ and at the ends of the type, where torch has NaN', () => {
  const { MAX_VALUE, NEGATIVE_INFINITY, POSITIVE_INFINITY } = Number;
  expect(double('softsign', NEGATIVE_INFINITY, -MAX_VALUE, MAX_VALUE, POSITIVE_INFINITY)).toEqual([
    -1, -1, 1, 1,
  ]);
  expect(single('softsign', NEGATIVE_INFINITY, POSITIVE_INFINITY)).toEqual([-1, 1]);
});

it('softplus above 20 is not yet x, as torch has it, and its far tail is not yet 0', () => {
  expect(double('softplus', 20, 20.5, 30)).toEqual([
    20.000000002061153, 20.500000001250154, 30.000000000000092,
  ]);
  expect(double('softplus', -40, -700, -745)).toEqual([
    4.248354255291589e-18, 9.85967654375977e-305, 5e-324,
  ]);
});

it('logSigmoid is right in both tails', () => {
  expect(double('logSigmoid', -1e300, -745, -37.5)).toEqual([-1e300, -745, -37.5]);
  expect(double('logSigmoid', 20, 700)).toEqual([-2.061153620314381e-9, -9.85967654375977e-305]);
});

it('tanhShrink near 0 is x³/3, where a subtraction leaves 0', () => {
  expect(double('tanhShrink', 1e-9, 1e-5, 1e-3)).toEqual([
    3.3333333333333338e-28, 3.333333333200001e-16, 3.33333200000054e-10,
  ]);
  expect(single('tanhShrink', 1e-5)).toEqual([Math.fround(3.333333080578758e-16)]);
});

it('logit is right near 0, near 1 and next to ½', () => {
  expect(double('logit', 1e-300, 5e-324, 1 - 2 ** -53, 0.5 + 2 ** -53, 0.5)).toEqual([
    -690.7755278982137, -744.4400719213812, 36.7368005696771, 4.440892098500626e-16, 0,
  ]);
});

it('hardSigmoid begins and ends where its libraries say, with a slope of exactly a sixth or a fifth', () => {
  expect(double('hardSigmoid', -3, 3, 0, 1.5)).toEqual([0, 1, 0.5, 0.75]);
  const [row, fifth] = [resolveActivation('hardSigmoid'), { slope: 0.2, offset: 0.5 }];
  const ends = new Float64Array([-2.5, 2.5, -1]);
  row.float64(ends, ends, 3, fifth);
  expect([...ends]).toEqual([0, 1, 0.3]);
});
