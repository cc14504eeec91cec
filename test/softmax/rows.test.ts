import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Floats } from '../../src/simd/floats.js';
import {
  logSoftmaxColumns,
  logSoftmaxRows,
  type Rows,
  softmaxColumns,
  softmaxRows,
} from '../../src/softmax/rows.js';
import { bitsOf, hashOf, isCanonicalNaN, oddNaN } from '../simd/bits.js';
import { testKernel } from '../simd/kernel-tester.js';
import { floats, stream } from '../simd/truths.js';

const KERNELS = [
  { name: 'softmax', byRows: softmaxRows<Floats>, byColumns: softmaxColumns<Floats> },
  { name: 'logSoftmax', byRows: logSoftmaxRows<Floats>, byColumns: logSoftmaxColumns<Floats> },
];
const FLOATS = [32, 64] as const;
const ALL = KERNELS.flatMap((kernel) => FLOATS.map((float) => ({ ...kernel, float })));

const logit = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -50, max: 50, noNaN: true }) },
  { weight: 1, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NEGATIVE_INFINITY, 0, -0, 1e30, 5e-324) },
);
const table = fc.record({
  width: fc.integer({ min: 1, max: 23 }),
  cells: fc.array(logit, { minLength: 1, maxLength: 120 }),
  temperature: fc.constantFrom(1, 0.5, 1.7, 30),
});

describe.each(ALL)('$name of float$float', ({ name, byRows, byColumns, float }) => {
  testKernel({
    name: `${name} of one row`,
    float,
    run: (src, dst, count) => byRows(src, dst, { length: 1, width: count }, 1),
  });
  testKernel({
    name: `${name} of rows of three at a temperature`,
    float,
    run: (src, dst, count) =>
      byRows(src, dst, { length: Math.floor(count / 3), width: 3 }, 1.7) +
      byRows(
        src.subarray(count - (count % 3), count),
        dst.subarray(count - (count % 3), count),
        { length: 1, width: count % 3 },
        1,
      ),
  });
  testKernel({
    name: `${name} of two columns`,
    float,
    run: (src, dst, count) => {
      const half = count >> 1;
      const columns = (a: Floats) => [a.subarray(0, half), a.subarray(half, 2 * half)];
      byColumns(columns(src), columns(dst), half, 1);
      dst.set(src.subarray(2 * half, count), 2 * half);
    },
  });

  it('gives the same bits by rows and by columns', () => {
    fc.assert(
      fc.property(table, ({ width, cells, temperature }) => {
        const length = Math.floor(cells.length / width);
        const src = floats(float, cells.slice(0, length * width));
        const rows = src.slice();
        const bad = byRows(src, rows, { length, width }, temperature);
        const columns = Array.from({ length: width }, (_, c) =>
          floats(
            float,
            Array.from({ length }, (_, r) => src[r * width + c]!),
          ),
        );
        expect(byColumns(columns, columns, length, temperature)).toBe(length === 0 ? 0 : bad);
        const back = floats(
          float,
          Array.from(src, (_, i) => columns[i % width]![Math.floor(i / width)]!),
        );
        expect(bitsOf(back)).toBe(bitsOf(rows));
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('gives a row the same bits alone, in any batch, and by offsets', () => {
    fc.assert(
      fc.property(table, ({ width, cells, temperature }) => {
        const length = Math.floor(cells.length / width);
        const src = floats(float, cells.slice(0, length * width));
        const whole = src.slice();
        byRows(src, whole, { length, width }, temperature);
        const offsets = Int32Array.from({ length: length + 1 }, (_, r) => r * width);
        const byOffsets = src.slice();
        byRows(src, byOffsets, { length, offsets }, temperature);
        expect(bitsOf(byOffsets)).toBe(bitsOf(whole));
        for (let r = 0; r < length; r++) {
          const one = src.slice(r * width, (r + 1) * width);
          byRows(one, one, { length: 1, width }, temperature);
          expect(bitsOf(one)).toBe(bitsOf(whole.slice(r * width, (r + 1) * width)));
        }
      }),
      { seed: 2, numRuns: 150 },
    );
  });

  it('fills a row that has no distribution with canonical NaN, counts it, and touches no other', () => {
    const strange = oddNaN(float)[0]!;
    const bads = [
      [strange, 1],
      [1, Number.POSITIVE_INFINITY],
      [-Infinity, -Infinity],
      [],
      [Number.NaN],
    ];
    bads.push(
      [Number.POSITIVE_INFINITY, -Infinity],
      [Number.NaN, Number.POSITIVE_INFINITY],
      [-Infinity],
    );
    for (const bad of bads) {
      const good = [0.25, 0.5, -3];
      const offsets = Int32Array.of(0, 3, 3 + bad.length, 6 + bad.length);
      const src = floats(float, [...good, ...bad, ...good]);
      if (bad.length > 0 && bad[0] === strange) src.set(oddNaN(float), 3);
      for (const temperature of [1, 2]) {
        const dst = src.slice();
        expect(byRows(src, dst, { length: 3, offsets }, temperature)).toBe(1);
        expect(isCanonicalNaN(dst.slice(3, 3 + bad.length))).toBe(true);
        expect(dst.slice(0, 3).every(Number.isFinite)).toBe(true);
        expect(bitsOf(dst.slice(3 + bad.length))).toBe(bitsOf(dst.slice(0, 3)));
      }
    }
  });

  it('counts every row of a table without columns as bad, and none of a table without rows', () => {
    expect(byColumns([], [], 7, 1)).toBe(7);
    expect(byRows(floats(float, []), floats(float, []), { length: 7, width: 0 }, 1)).toBe(7);
    expect(byRows(floats(float, []), floats(float, []), { length: 0, width: 5 }, 1)).toBe(0);
    expect(byColumns([floats(float, [])], [floats(float, [])], 0, 1)).toBe(0);
  });

  it('keeps the order of the logits, and makes equal ones equal', () => {
    const least = float === 32 ? 2 ** -20 : 2 ** -48;
    fc.assert(
      fc.property(fc.array(logit, { minLength: 2, maxLength: 40 }), (values) => {
        const src = floats(float, values);
        const dst = src.slice();
        if (byRows(src, dst, { length: 1, width: src.length }, 1) > 0) return;
        for (let i = 1; i < src.length; i++) {
          const [a, b] = src[i]! < src[i - 1]! ? [i, i - 1] : [i - 1, i];
          if (src[a] === src[b]) expect(dst[a]).toBe(dst[b]);
          else if (src[b]! - src[a]! > least) expect(dst[a]).toBeLessThanOrEqual(dst[b]!);
        }
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  it('does not change by more than rounding when all logits of a row are shifted', () => {
    const next = stream(77);
    for (const shift of [1, -3, 100, -400, 5000, 65536]) {
      // Multiples of 1/64 below 2¹⁷ stay exact under the shift.
      const near = floats(
        float,
        Array.from({ length: 50 }, () => Math.round(next() * 640) / 64),
      );
      const far = near.map((x) => x + shift);
      byRows(near, near, { length: 1, width: 50 }, 1);
      byRows(far, far, { length: 1, width: 50 }, 1);
      const unit = float === 32 ? 2 ** -23 : 2 ** -52;
      near.forEach((p, i) => {
        expect(Math.abs(far[i]! / p - 1) / unit).toBeLessThan(5.1);
      });
    }
  });

  it('has given the same bits since they were fixed', () => {
    const next = stream(20260);
    let hash: number | undefined;
    for (const width of [1, 2, 3, 4, 5, 10, 33, 100, 1000]) {
      for (const spread of [1, 20, 200, 3000]) {
        for (const temperature of [1, 0.7, 3]) {
          const src = floats(
            float,
            Array.from({ length: 3 * width }, () => (next() - 0.5) * spread),
          );
          byRows(src, src, { length: 3, width }, temperature);
          hash = hashOf(src, hash);
        }
      }
    }
    expect(hash).toBe(HASHES[`${name}${float}`]);
  });

  it('refuses temperatures that are no finite number above 0', () => {
    const row = floats(float, [1, 2]);
    for (const temperature of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => byRows(row, row, { length: 1, width: 2 }, temperature)).toThrow(
        new RangeError(
          `${name}Rows: temperature out of range (got ${temperature}); expected a finite number above 0`,
        ),
      );
    }
    expect(() => byColumns([row], [row], 2, 0)).toThrow(
      `${name}Columns: temperature out of range (got 0); expected a finite number above 0`,
    );
  });

  it('refuses rows that reach beyond an array, and offsets that fall', () => {
    const two = floats(float, [1, 2]);
    const three = floats(float, [1, 2, 3]);
    const refused: [() => unknown, string][] = [
      [
        () => byRows(three, two, { length: 1, width: 3 }, 1),
        `${name}Rows: the rows reach beyond an array (got 2); expected at least 3 elements`,
      ],
      [
        () => byRows(two, two, { length: 2, offsets: Int32Array.of(0, 2) }, 1),
        `${name}Rows: too few offsets (got 2); expected 3, one more than rows`,
      ],
      [
        () => byRows(three, three, { length: 2, offsets: Int32Array.of(0, 2, 1) }, 1),
        `${name}Rows: offset 2 lies before the one it follows (got 1); expected at least 2`,
      ],
      [
        () => byRows(two, two, { length: -1, width: 1 }, 1),
        `${name}Rows: bad number of rows (got -1); expected an integer of at least 0`,
      ],
      [
        () => byRows(two, two, { length: 1, width: 0.5 }, 1),
        `${name}Rows: bad row width (got 0.5); expected an integer of at least 0`,
      ],
      [
        () => byColumns([two, three], [two, three], 3, 1),
        `${name}Columns: the rows reach beyond an array (got 2); expected at least 3 elements`,
      ],
      [
        () => byColumns([two, two], [two], 2, 1),
        `${name}Columns: dst has another number of columns than src (got 1); expected 2`,
      ],
    ];
    for (const [call, message] of refused) expect(call).toThrow(new RangeError(message));
  });

  it('refuses what has not the form of rows', () => {
    const two = floats(float, [1, 2]);
    const told: [unknown, string][] = [
      [undefined, 'undefined'],
      [null, 'null'],
      [2, '2'],
      [{ length: 2 }, '{"length":2}'],
      [{ length: 1, offsets: [0, 2] }, '{"length":1,"offsets":[0,2]}'],
    ];
    for (const [rows, got] of told) {
      expect(() => byRows(two, two, rows as Rows, 1)).toThrow(
        new TypeError(
          `${name}Rows: bad rows (got ${got}); expected { length, width }, or { length, offsets } with an Int32Array`,
        ),
      );
    }
  });
});

it('arrays that are no pair, and columns of unlike types, are refused', () => {
  const f32: Floats = new Float32Array(2);
  const f64: Floats = new Float64Array(2);
  expect(() => softmaxRows<Floats>(f32, f64, { length: 1, width: 2 }, 1)).toThrow(
    new TypeError(
      'softmaxRows: src and dst are no pair of float arrays (got "Float32Array and Float64Array"); expected two of Float32Array or two of Float64Array',
    ),
  );
  expect(() => logSoftmaxColumns<Floats>([f32, f64], [f32, f64], 2, 1)).toThrow(
    new TypeError(
      'logSoftmaxColumns: columns of unlike types (got "Float64Array"); expected Float32Array, as the first column is',
    ),
  );
});

it('softmax of one finite value is exactly 1, of two equal ones exactly 0.5', () => {
  for (const float of FLOATS) {
    const next = stream(11);
    for (let i = 0; i < 2000; i++) {
      const x = (next() - 0.5) * 3000;
      const row = floats(float, [x, x, x]);
      softmaxRows<Floats>(row, row, { length: 2, offsets: Int32Array.of(0, 1, 3) }, 1);
      expect([...row]).toEqual([1, 0.5, 0.5]);
    }
  }
});

it('a class that is far below the others has probability exactly 0, and −∞ a log-probability of −∞', () => {
  for (const float of FLOATS) {
    const row = floats(float, [0, Number.NEGATIVE_INFINITY, -1e5, 2]);
    const p = row.slice();
    softmaxRows<Floats>(row, p, { length: 1, width: 4 }, 1);
    expect([p[1], p[2]]).toEqual([0, 0]);
    logSoftmaxRows<Floats>(row, row, { length: 1, width: 4 }, 1);
    expect(row[1]).toBe(Number.NEGATIVE_INFINITY);
    expect(row[2]).toBeCloseTo(-100002.126928, 2);
  }
});

const HASHES: Readonly<Record<string, number>> = {
  softmax32: 3646719632,
  softmax64: 2358644304,
  logSoftmax32: 588993008,
  logSoftmax64: 1557302016,
};
