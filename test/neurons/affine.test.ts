import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neuron } from '../../src/neurons/affine.js';

/** A double as an integer times 2⁻¹⁰⁷⁴, exactly. */
function exact(x: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & 0xfffffffffffffn;
  const size = exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n);
  return bits >> 63n === 1n ? -size : size;
}

const UNIT = 1n << 1074n;

/** |result − exact| less half an ulp and what the bound allows for cancellation; not above 0 where it holds. */
function excess(inputs: readonly number[], weights: readonly number[], bias: number): bigint {
  const got = neuron(Float64Array.from(inputs), Float64Array.from(weights), bias);
  let sum = exact(bias) * UNIT;
  let size = sum < 0n ? -sum : sum;
  weights.forEach((weight, i) => {
    const product = exact(weight) * exact(inputs[i]!);
    sum += product;
    size += product < 0n ? -product : product;
  });
  const off = exact(got) * UNIT - sum;
  const halfUlp = (exact(ulpOf(got)) * UNIT) / 2n;
  const terms = BigInt(weights.length + 1);
  const allowed = halfUlp + (terms * terms * size) / (1n << 105n);
  return (off < 0n ? -off : off) - allowed;
}

function ulpOf(x: number): number {
  if (x === 0) return Number.MIN_VALUE;
  return Math.max(Number.MIN_VALUE, 2 ** (Math.floor(Math.log2(Math.abs(x))) - 52));
}

const SEEDED = { seed: 20261123, numRuns: 400 };
const factor = fc
  .oneof(
    fc.double({ min: -1e3, max: 1e3, noNaN: true }),
    fc.double({ min: -1e40, max: 1e40, noNaN: true }),
    fc.constantFrom(0, 1, -1, 0.1, 1e-30),
  )
  .map((x) => (Math.abs(x) < 1e-100 ? 0 : x));

describe('a neuron', () => {
  it('is within half an ulp and what its bound says of cancellation', () => {
    const pairs = fc.array(fc.tuple(factor, factor), { minLength: 1, maxLength: 40 });
    const holds = (terms: [number, number][], bias: number) => {
      const inputs = terms.map(([x]) => x);
      const weights = terms.map(([, w]) => w);
      expect(excess(inputs, weights, bias) <= 0n).toBe(true);
    };
    fc.assert(fc.property(pairs, factor, holds), SEEDED);
  });

  it('keeps what a plain sum loses', () => {
    const sum = (inputs: number[], weights: number[], bias: number) =>
      neuron(Float64Array.from(inputs), Float64Array.from(weights), bias);
    expect(sum([1e16, 1, -1e16], [1, 1, 1], 0)).toBe(1);
    const [a, b] = [1 + 2 ** -30, 1 - 2 ** -30];
    expect(sum([a, 1], [b, -1], 0)).toBe(-(2 ** -60));
  });

  it('takes infinities, NaN and the largest factors as a plain sum does', () => {
    const sum = (...inputs: number[]) =>
      neuron(Float64Array.from(inputs), Float64Array.from([2, 1]), 1);
    expect(sum(Infinity, 3)).toBe(Infinity);
    expect(sum(-Infinity, 3)).toBe(-Infinity);
    expect(sum(Infinity, -Infinity)).toBeNaN();
    expect(sum(Number.NaN, 3)).toBeNaN();
    expect(sum(2 ** 1000, 3)).toBe(2 ** 1001);
    expect(sum(1e308, 1e308)).toBe(Infinity);
  });
});
