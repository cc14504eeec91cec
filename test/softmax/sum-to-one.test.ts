import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type Engine, useEngine } from '../../src/simd/engine.js';
import type { Floats } from '../../src/simd/floats.js';
import { UNITS_OF_FLOAT } from '../../src/softmax/rounding/quantum.js';
import { sumToOneColumns, sumToOneRows } from '../../src/softmax/rounding/sum-to-one.js';
import { softmaxRows } from '../../src/softmax/rows.js';
import { binaryOf } from '../numerals/exact.js';

const SOME = { numRuns: 500, seed: 17 };
const FINEST = 1100n;

/** p · 2^1100 of a double from 0 to 2, exactly. */
function integerOf(p: number): bigint {
  const { significand, exponent } = binaryOf(p);
  return significand << (FINEST + BigInt(exponent));
}

/** Largest remainders of p/Σp in quanta, in integers; ties go to the earlier class. */
function byIntegers(row: readonly number[], units: number): number[] {
  const weights = row.map(integerOf);
  const sum = weights.reduce((a, b) => a + b, 0n);
  const quanta = weights.map((weight) => weight * BigInt(units));
  const counts = quanta.map((x) => Number(x / sum));
  const missing = counts.reduce((rest, count) => rest - count, units);
  const places = row.map((_, i) => i);
  const falling = (a: number, b: number) => Number(quanta[b]! % sum > quanta[a]! % sum);
  places.sort((a, b) => falling(a, b) - falling(b, a) || a - b);
  for (const place of places.slice(0, missing)) counts[place]!++;
  return counts;
}

function rounded(row: readonly number[], units: number): number[] {
  const values = Float64Array.from(row);
  sumToOneRows(values, values, { length: 1, width: row.length }, units);
  return [...values];
}

const logits = fc.array(
  fc.oneof(
    fc.double({ min: -5, max: 5, noNaN: true }),
    fc.double({ min: -60, max: 60, noNaN: true }),
    fc.constantFrom(0, 1, -Infinity),
  ),
  { minLength: 1, maxLength: 40 },
);

/** Softmax of some logits, of which one at least is finite. */
const row = logits.map((values) => {
  const src = Float64Array.from([0, ...values]);
  softmaxRows(src, src, { length: 1, width: src.length }, 1);
  return [...src];
});

const units = fc.oneof(
  fc.constantFrom(...Object.values(UNITS_OF_FLOAT)),
  fc.nat(15).map((decimals) => 10 ** decimals),
);

/** Rows that are ordinary, full of equal probabilities, of multiples of a quantum, or no distribution. */
function mixedRows(width: number, length: number, next: () => number): Float64Array {
  const rows = new Float64Array(width * length);
  for (let r = 0; r < length; r++) {
    const some = rows.subarray(r * width, (r + 1) * width);
    const steps = [0, 4, 16, 1000][r % 4]!;
    for (let c = 0; c < width; c++) {
      some[c] = steps === 0 ? Math.exp(20 * next() - 10) : Math.floor(steps * next());
    }
    const total = some.reduce((sum, x) => sum + x, 0);
    for (let c = 0; c < width; c++) some[c] = some[c]! / total;
    if (r % 7 === 3) some[r % width] = [Number.NaN, -1e-300, Infinity, -0, 0.5][r % 5]!;
  }
  return rows;
}

function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The bytes of the rows' results by an engine, as rows and as columns, and how many rows were left. */
function bothForms(engine: Engine, src: Floats, width: number, units: number) {
  useEngine(engine);
  const length = src.length / width;
  const flat = src.slice();
  const left = sumToOneRows(flat, flat, { length, width }, units);
  const columns = Array.from({ length: width }, (_, c) => {
    const column = src.slice(0, length);
    return column.map((_, r) => src[r * width + c]!);
  });
  const leftOfColumns = sumToOneColumns(columns, columns, length, units);
  const bytes = [flat, ...columns].map(({ buffer }) => Buffer.from(buffer));
  return { left, leftOfColumns, bytes: Buffer.concat(bytes) };
}

describe('sums of one by SIMD', () => {
  afterEach(() => void useEngine());

  it.each([
    [1, 5],
    [2, 4],
    [3, 301],
    [10, 3001],
    [19, 90],
    [20, 91],
    [21, 92],
    [100, 163],
    [433, 40],
    [1000, 17],
    [8191, 3],
    [8192, 2],
    [8193, 2],
  ])('have the bits of the portable function: %i classes, %i rows', (width, length) => {
    const rows = mixedRows(width, length, dice(width));
    for (const src of [rows, Float32Array.from(rows)]) {
      for (const units of [1, 10, 1000, 2 ** 11, 2 ** 24, 10 ** 15, 2 ** 53]) {
        const { bytes, ...left } = bothForms('simd', src, width, units);
        const { bytes: portable, ...leftByThat } = bothForms('portable', src, width, units);
        expect(left).toEqual(leftByThat);
        expect(bytes.equals(portable)).toBe(true); // an array's toEqual takes seconds here
      }
    }
  });
});

describe('sumToOneRows', () => {
  it('gives the largest remainders of the exact quotients one quantum more', () => {
    fc.assert(
      fc.property(row, units, (p, n) => {
        expect(rounded(p, n)).toEqual(byIntegers(p, n).map((count) => count / n));
      }),
      SOME,
    );
  });

  it('sums to exactly one, keeps the order and errs by less than a quantum', () => {
    fc.assert(
      fc.property(row, units, (p, n) => {
        const counts = rounded(p, n).map((value) => Math.round(value * n));
        expect(counts.reduce((sum, count) => sum + BigInt(count), 0n)).toBe(BigInt(n));
        const sum = p.reduce((total, x) => total + integerOf(x), 0n);
        p.forEach((x, i) => {
          const error = BigInt(counts[i]!) * sum - integerOf(x) * BigInt(n);
          expect(error > -sum && error < sum).toBe(true);
          expect(Object.is(counts[i], -0)).toBe(false);
          if (x === 0) expect(counts[i]).toBe(0);
        });
        const rising = p.map((_, i) => i).sort((a, b) => p[a]! - p[b]!);
        rising.slice(1).forEach((b, i) => {
          const a = rising[i]!;
          if (p[a] !== p[b]) expect(counts[b]).toBeGreaterThanOrEqual(counts[a]!);
        });
      }),
      SOME,
    );
  });

  it('gives the quanta that are left to the earlier of equal classes', () => {
    expect(rounded(Array(3).fill(1 / 3), 10)).toEqual([0.4, 0.3, 0.3]);
    expect(rounded([0.25, 0.75], 10)).toEqual([0.3, 0.7]);
    expect(rounded([0.75, 0.25], 10)).toEqual([0.8, 0.2]);
    expect(rounded([0.2, 0.3, 0.5], 1)).toEqual([0, 0, 1]);
    expect(rounded([1, 0, -0], 2 ** 53)).toEqual([1, 0, 0]);
  });

  it('rounds what sums to a little more or less than one', () => {
    fc.assert(
      fc.property(row, fc.double({ min: 0.6, max: 1.9, noNaN: true }), units, (p, scale, n) => {
        const scaled = p.map((x) => x * scale);
        const total = rounded(scaled, n).reduce((sum, x) => sum + BigInt(Math.round(x * n)), 0n);
        expect(total).toBe(BigInt(n));
      }),
      SOME,
    );
  });

  it.each([
    ['a NaN', [0.5, Number.NaN]],
    ['an infinity', [Infinity, 0.5]],
    ['a negative number', [1.5, -0.5]],
    ['nothing above 0', [0, 0]],
    ['no class', []],
  ])('leaves a row with %s as it is, and counts it', (_, values) => {
    const src = Float64Array.from([...values, 0.25]);
    const dst = src.slice();
    const rows = { length: 2, offsets: Int32Array.of(0, values.length, values.length) };
    expect(sumToOneRows(src, dst, rows, 1000)).toBe(2);
    expect(dst).toEqual(src);
  });

  it('has the same results for columns, in place and elsewhere', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 9 }), units, (rows, n) => {
        const width = Math.min(...rows.map(({ length }) => length));
        const cut = rows.map((p) => p.slice(0, width));
        const columns = Array.from({ length: width }, (_, c) =>
          Float64Array.from(cut, (p) => p[c]!),
        );
        const dst = columns.map(({ length }) => new Float64Array(length));
        const left = sumToOneColumns(columns, dst, rows.length, n);
        const flat = Float64Array.from(cut.flat());
        const into = new Float64Array(flat.length);
        expect(sumToOneRows(flat, into, { length: rows.length, width }, n)).toBe(left);
        sumToOneRows(flat, flat, { length: rows.length, width }, n);
        expect(flat).toEqual(into);
        expect(cut.flatMap((_, r) => dst.map((column) => column[r]!))).toEqual([...into]);
      }),
      { ...SOME, numRuns: 50 },
    );
  });

  it('takes a million classes, of which most are below the quantum, or all equal', () => {
    const length = 1_000_000;
    const src = Float64Array.from({ length }, (_, i) => -20 * ((i * 0.6180339887498949) % 1));
    softmaxRows(src, src, { length: 1, width: length }, 1);
    const equal = new Float64Array(length).fill(1 / length);
    for (const values of [src, equal]) {
      const dst = new Float64Array(length);
      const start = performance.now();
      sumToOneRows(values, dst, { length: 1, width: length }, 2 ** 11);
      expect(performance.now() - start).toBeLessThan(2000);
      expect(dst.reduce((sum, x) => sum + x, 0)).toBe(1);
      values.forEach((p, i) => {
        if (!(Math.abs(p - dst[i]!) < 2 ** -11)) throw new Error(`class ${i}`);
      });
    }
  });

  it('refuses a number of quanta that there cannot be', () => {
    const one = Float64Array.of(1);
    const wrong = () => sumToOneRows(one, one, { length: 1, width: 1 }, 1.5);
    expect(wrong).toThrow(RangeError);
    expect(wrong).toThrow(
      'sumToOneRows: bad number of units (got 1.5); expected an integer of 1 to 2⁵³',
    );
  });
});
