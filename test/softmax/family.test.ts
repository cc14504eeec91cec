import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Floats } from '../../src/simd/floats.js';
import { gumbelSoftmaxColumns, gumbelSoftmaxRows } from '../../src/softmax/gumbel/gumbel.js';
import { gumbelNoise } from '../../src/softmax/gumbel/gumbel-noise.js';
import { hardmaxColumns, hardmaxRows } from '../../src/softmax/hardmax.js';
import type { Rows } from '../../src/softmax/layout.js';
import { logSumExpColumns, logSumExpRows } from '../../src/softmax/log-sum-exp.js';
import { softmaxRows } from '../../src/softmax/rows.js';
import { softmax1Columns, softmax1Rows } from '../../src/softmax/softmax-one.js';
import { softminColumns, softminRows } from '../../src/softmax/softmin.js';
import {
  entmax15Columns,
  entmax15Rows,
  sparsemaxColumns,
  sparsemaxRows,
} from '../../src/softmax/sparse.js';
import { bitsOf, hashOf, isCanonicalNaN, oddNaN, sumLessOne } from '../simd/bits.js';
import { testKernel } from '../simd/kernel-tester.js';
import { floats, stream } from '../simd/truths.js';

interface Member {
  readonly name: string;
  readonly byRows: (src: Floats, dst: Floats, rows: Rows, t: number, firstRow?: number) => number;
  readonly byColumns: (
    src: readonly Floats[],
    dst: readonly Floats[],
    length: number,
    t: number,
    firstRow?: number,
  ) => number;
  /** Of float32 and float64, over a fixed set; left out where the bits are softmax's, as another test shows. */
  readonly hashes?: readonly [number, number];
}

const gumbelOf = (hard: boolean): Member => ({
  name: hard ? 'gumbelSoftmax, hard' : 'gumbelSoftmax',
  byRows: (src, dst, rows, temperature, firstRow = 0) =>
    gumbelSoftmaxRows(src, dst, rows, { temperature, seed: 5, firstRow, hard }),
  byColumns: (src, dst, length, temperature, firstRow = 0) =>
    gumbelSoftmaxColumns(src, dst, length, { temperature, seed: 5, firstRow, hard }),
  ...(hard && { hashes: [4170858725, 3704828293] }),
});

const MEMBERS: readonly Member[] = [
  { name: 'softmin', byRows: softminRows, byColumns: softminColumns },
  { name: 'softmax1', byRows: softmax1Rows, byColumns: softmax1Columns },
  {
    name: 'sparsemax',
    byRows: sparsemaxRows,
    byColumns: sparsemaxColumns,
    hashes: [3218504332, 975225],
  },
  {
    name: 'entmax15',
    byRows: entmax15Rows,
    byColumns: entmax15Columns,
    hashes: [1313813242, 2157287877],
  },
  {
    name: 'hardmax',
    byRows: hardmaxRows,
    byColumns: hardmaxColumns,
    hashes: [954413877, 1480829221],
  },
  gumbelOf(false),
  gumbelOf(true),
];
const FLOATS = [32, 64] as const;
const ALL = MEMBERS.flatMap((member) => FLOATS.map((float) => ({ ...member, float })));
const { NaN: NAN, POSITIVE_INFINITY: INF } = Number;

const logit = fc.oneof(
  { weight: 3, arbitrary: fc.double({ min: -50, max: 50, noNaN: true }) },
  { weight: 4, arbitrary: fc.double({ min: -1, max: 1, noNaN: true }) },
  { weight: 1, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 1e30, 5e-324) },
);
const table = fc.record({
  width: fc.integer({ min: 1, max: 23 }),
  cells: fc.array(logit, { minLength: 1, maxLength: 120 }),
  temperature: fc.constantFrom(1, 0.5, 1.7, 30),
});

type Table = typeof table extends fc.Arbitrary<infer T> ? T : never;

function columnsOf(src: Floats, width: number): Floats[] {
  const length = Math.floor(src.length / width);
  return Array.from({ length: width }, (_, c) =>
    src.slice(0, length).map((_, r) => src[r * width + c]!),
  );
}

describe.each(ALL)('$name of float$float', ({ name, byRows, byColumns, hashes, float }) => {
  testKernel({
    name: `${name} of one row`,
    float,
    run: (src, dst, count) => byRows(src, dst, { length: 1, width: count }, 1),
  });
  testKernel({
    name: `${name} of ragged rows at a temperature`,
    float,
    run: (src, dst, count) => {
      const third = Math.floor(count / 3);
      const offsets = Int32Array.of(0, third, third, count);
      byRows(src, dst, { length: 3, offsets }, 1.7);
    },
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

  it('gives the same bits by rows, by offsets, by columns, and for each row alone', () => {
    const sameBits = ({ width, cells, temperature }: Table) => {
      const length = Math.floor(cells.length / width);
      const src = floats(float, cells.slice(0, length * width));
      const whole = src.slice();
      byRows(src, whole, { length, width }, temperature);

      const offsets = Int32Array.from({ length: length + 1 }, (_, r) => r * width);
      const byOffsets = src.slice();
      byRows(src, byOffsets, { length, offsets }, temperature);
      expect(bitsOf(byOffsets)).toBe(bitsOf(whole));

      const columns = columnsOf(src, width);
      byColumns(columns, columns, length, temperature);
      expect(bitsOf(src.map((_, i) => columns[i % width]![Math.floor(i / width)]!))).toBe(
        bitsOf(whole),
      );

      for (let r = 0; r < length; r++) {
        const one = src.slice(r * width, (r + 1) * width);
        byRows(one, one, { length: 1, width }, temperature, r);
        expect(bitsOf(one)).toBe(bitsOf(whole.slice(r * width, (r + 1) * width)));
      }
    };
    fc.assert(fc.property(table, sameBits), { seed: 1, numRuns: 150 });
  });

  it('fills a row that holds a NaN with canonical NaN, counts it, and touches no other', () => {
    const strange = oddNaN(float);
    const src = floats(float, [0.25, 0.5, -3, 1, 2, 0.25, 0.5, -3]);
    src.set(strange, 3);
    const offsets = Int32Array.of(0, 3, 5, 8);
    for (const temperature of [1, 2]) {
      const dst = src.slice();
      expect(byRows(src, dst, { length: 3, offsets }, temperature)).toBe(1);
      expect(isCanonicalNaN(dst.slice(3, 5))).toBe(true);
      expect(dst.slice(0, 3).every(Number.isFinite)).toBe(true);
      expect(dst.slice(5).every(Number.isFinite)).toBe(true);
      const columns = columnsOf(floats(float, [NAN, 1]), 2);
      expect(byColumns(columns, columns, 1, temperature)).toBe(1);
      expect(columns.every(isCanonicalNaN)).toBe(true);
    }
  });

  it('counts every row of a table without columns, and none of a table without rows', () => {
    const none = floats(float, []);
    expect(byColumns([], [], 7, 1)).toBe(7);
    expect(byRows(none, none, { length: 7, width: 0 }, 1)).toBe(7);
    expect(byRows(none, none, { length: 0, width: 5 }, 1)).toBe(0);
    expect(byColumns([none], [none], 0, 1)).toBe(0);
  });

  if (hashes !== undefined) {
    it('has given the same bits since they were fixed', () => {
      const next = stream(20263);
      let hash: number | undefined;
      for (const width of [1, 2, 3, 4, 5, 10, 33, 100, 1000]) {
        for (const spread of [1, 5, 200, 3000]) {
          for (const temperature of [1, 0.7, 3]) {
            const values = Array.from({ length: 3 * width }, () => (next() - 0.5) * spread);
            const src = floats(float, values);
            byRows(src, src, { length: 3, width }, temperature);
            hash = hashOf(src, hash);
          }
        }
      }
      expect(hash).toBe(hashes[float === 32 ? 0 : 1]);
    });
  }

  it('refuses rows beyond an array, arrays that are no pair, and unlike columns', () => {
    const two = floats(float, [1, 2]);
    const other = floats(float === 32 ? 64 : 32, [1, 2]);
    expect(() => byRows(two, two, { length: 1, width: 3 }, 1)).toThrow(
      'reach beyond an array (got 2)',
    );
    expect(() => byRows(two, other, { length: 1, width: 2 }, 1)).toThrow(
      'src and dst are no pair of float arrays (got "Float',
    );
    expect(() => byColumns([two, other], [two, other], 2, 1)).toThrow('columns of unlike types');
    expect(() => byColumns([two, two], [two], 2, 1)).toThrow('another number of columns');
    if (name === 'hardmax') return; // the one without a temperature
    for (const temperature of [0, -1, NAN, INF]) {
      const message = `temperature out of range (got ${temperature}); expected a finite number above 0`;
      expect(() => byRows(two, two, { length: 1, width: 2 }, temperature)).toThrow(message);
      expect(() => byColumns([two], [two], 2, temperature)).toThrow(message);
    }
  });
});

/** One row through a kernel. */
function of(
  kernel: Member['byRows'],
  row: readonly number[],
  float: 32 | 64 = 64,
  t = 1,
): number[] {
  const values = floats(float, row);
  kernel(values, values, { length: 1, width: row.length }, t);
  return [...values];
}

const row = fc.array(logit, { minLength: 1, maxLength: 40 });

describe('softmin', () => {
  it('has the bits of softmax of values negated by hand', () => {
    fc.assert(
      fc.property(row, fc.constantFrom(1, 2.5), (values, t) => {
        const negated = values.map((x) => -x);
        expect(of(softminRows, values, 64, t)).toEqual(of(softmaxRows, negated, 64, t));
        expect(of(softminRows, values, 32, t)).toEqual(of(softmaxRows, negated, 32, t));
      }),
      { seed: 2 },
    );
  });

  it('gives +∞ nothing, and has no distribution over −∞ or nothing but +∞', () => {
    expect(of(softminRows, [INF, 3, 3])).toEqual([0, 0.5, 0.5]);
    expect(of(softminRows, [-INF, 3])).toEqual([NAN, NAN]);
    expect(of(softminRows, [INF, INF])).toEqual([NAN, NAN]);
  });
});

describe('softmax1', () => {
  it('has the bits of softmax of the row and a 0', () => {
    fc.assert(
      fc.property(row, fc.constantFrom(1, 2.5), (values, t) => {
        for (const float of FLOATS) {
          const whole = of(softmaxRows, [...values, 0], float, t);
          expect(of(softmax1Rows, values, float, t)).toEqual(whole.slice(0, -1));
        }
      }),
      { seed: 3 },
    );
  });

  it('gives nothing to a row of nothing but −∞, counts it, and gives NaN for +∞', () => {
    const values = Float64Array.of(-INF, -INF, 0, -INF, INF, 1);
    expect(softmax1Rows(values, values, { length: 3, width: 2 }, 1)).toBe(2);
    expect([...values]).toEqual([0, 0, 0.5, 0, NAN, NAN]);
    const columns = [Float32Array.of(-INF, 0), Float32Array.of(-INF, 0)];
    expect(softmax1Columns(columns, columns, 2, 1)).toBe(1);
    expect(columns.map((column) => column[0])).toEqual([0, 0]);
  });

  it('computes long and short rows together as it does alone', () => {
    const next = stream(9);
    const sizes = [3, 5000, 0, 1, 4095, 4096, 2, 2000, 2000, 2000];
    const offsets = new Int32Array(sizes.length + 1);
    sizes.forEach((size, r) => {
      offsets[r + 1] = offsets[r]! + size;
    });
    const src = Float64Array.from({ length: offsets.at(-1)! }, () => next() * 8 - 4);
    const dst = src.slice();
    expect(softmax1Rows(src, dst, { length: sizes.length, offsets }, 1)).toBe(1);
    sizes.forEach((_, r) => {
      const alone = [...src.subarray(offsets[r], offsets[r + 1])];
      expect([...dst.subarray(offsets[r], offsets[r + 1])]).toEqual(of(softmax1Rows, alone));
    });
  });
});

describe.each([
  ['sparsemax', sparsemaxRows, 1],
  ['entmax15', entmax15Rows, 2],
] as const)('%s', (_, kernel, reach) => {
  it('sums to one within 3 ulp, keeps the order, and is 0 exactly from some way below the largest on', () => {
    fc.assert(
      fc.property(row, fc.constantFrom(1, 0.25, 3), (values, t) => {
        for (const float of FLOATS) {
          const x = floats(float, values);
          const p = of(kernel, [...x], float, t);
          expect(Math.abs(sumLessOne(floats(float, p)))).toBeLessThanOrEqual(3);
          const most = Math.max(...x);
          const order = p.map((_, i) => i).sort((a, b) => x[a]! - x[b]!);
          order.forEach((i, at) => {
            if ((most - x[i]!) / t > reach) expect(p[i]).toBe(0);
            const above = order[at + 1];
            if (above === undefined) return;
            if (x[i] === x[above]) expect(p[i]).toBe(p[above]);
            else expect(p[i]).toBeLessThanOrEqual(p[above]!);
          });
        }
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  it('gives the same bits when a row is shifted by what shifts it exactly', () => {
    const short = fc.array(fc.integer({ min: -(2 ** 12), max: 2 ** 12 }), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(short, fc.integer({ min: -1000, max: 1000 }), (values, shift) => {
        const near = values.map((x) => x / 2 ** 11);
        for (const float of FLOATS) {
          expect(
            of(
              kernel,
              near.map((x) => x + shift),
              float,
            ),
          ).toEqual(of(kernel, near, float));
        }
      }),
      { seed: 5 },
    );
  });

  it('does not depend on the order of the classes', () => {
    fc.assert(
      fc.property(row, (values) => {
        const turned = of(kernel, values.toReversed()).reverse();
        expect(turned).toEqual(of(kernel, values));
      }),
      { seed: 6 },
    );
  });

  it('has no distribution over +∞ or nothing but −∞, and gives −∞ nothing', () => {
    expect(of(kernel, [INF, 3])).toEqual([NAN, NAN]);
    expect(of(kernel, [-INF, -INF])).toEqual([NAN, NAN]);
    expect(of(kernel, [-INF, 3, 3])).toEqual([0, 0.5, 0.5]);
  });

  it('stands temperatures at both ends of the range', () => {
    for (const t of [5e-324, 1e-300, 1e300, 1.7e308]) {
      expect(of(kernel, [1e308, -1e308, -INF], 64, t)[2]).toBe(0);
      expect(of(kernel, [2, 2, 1], 64, t).slice(0, 2)).toEqual(t < 1 ? [0.5, 0.5] : [1 / 3, 1 / 3]);
    }
  });
});

it('sparsemax is the nearest point of the simplex: worked by hand', () => {
  expect(of(sparsemaxRows, [0.5, 0.25, 0])).toEqual([7 / 12, 1 / 3, 1 / 12]);
  expect(of(sparsemaxRows, [3, 1, 0])).toEqual([1, 0, 0]);
  expect(of(sparsemaxRows, [1, 1, 0])).toEqual([0.5, 0.5, 0]);
  expect(of(sparsemaxRows, [3, 1, 0], 64, 4)).toEqual([0.75, 0.25, 0]);
});

describe('hardmax', () => {
  it('is one for the first of the largest, +∞ too, and counts what is not finite', () => {
    expect(of(hardmaxRows, [1, 3, 3, -INF])).toEqual([0, 1, 0, 0]);
    expect(of(hardmaxRows, [-0, 0])).toEqual([1, 0]);
    const values = Float32Array.of(1, INF, INF, INF, -INF, -INF);
    expect(hardmaxRows(values, values, { length: 3, width: 2 })).toBe(3);
    expect([...values]).toEqual([0, 1, 1, 0, NAN, NAN]);
  });
});

describe('logSumExp', () => {
  const lse = (values: readonly number[], t = 1, float: 32 | 64 = 64): number => {
    const result = floats(float, [7]);
    logSumExpRows(floats(float, values), result, { length: 1, width: values.length }, t);
    return result[0]!;
  };

  it('gives the same bits by rows, by offsets, by columns and for each row alone', () => {
    fc.assert(
      fc.property(table, fc.constantFrom(...FLOATS), ({ width, cells, temperature }, float) => {
        const length = Math.floor(cells.length / width);
        const src = floats(float, cells.slice(0, length * width));
        const [byRows, byOffsets, byColumns] = [0, 1, 2].map(() =>
          floats(float, new Array(length)),
        );
        logSumExpRows(src, byRows!, { length, width }, temperature);
        const offsets = Int32Array.from({ length: length + 1 }, (_, r) => r * width);
        logSumExpRows(src, byOffsets!, { length, offsets }, temperature);
        logSumExpColumns(columnsOf(src, width), byColumns!, length, temperature);
        expect(bitsOf(byOffsets!)).toBe(bitsOf(byRows!));
        expect(bitsOf(byColumns!)).toBe(bitsOf(byRows!));
        byRows!.forEach((y, r) => {
          const alone = [...src.subarray(r * width, (r + 1) * width)];
          expect(lse(alone, temperature, float)).toBe(y);
        });
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it('is what logSoftmax takes off: x less it is the logarithm of the probability', () => {
    expect(lse([Math.log(3), 0])).toBeCloseTo(Math.log(4), 15);
    expect(lse([2 * Math.log(3), 0], 2)).toBeCloseTo(Math.log(4), 15);
    expect(lse([1000, 1000])).toBe(1000.6931471805599);
    expect(lse([-5])).toBe(-5);
  });

  it('has limits: NaN for NaN, then +∞ for +∞, and −∞ for an empty sum; and counts them', () => {
    for (const float of FLOATS) {
      expect(lse([NAN, INF, 1], 1, float)).toBe(NAN);
      expect(lse([-INF, INF, 1], 1, float)).toBe(INF);
      expect(lse([-INF, -INF], 1, float)).toBe(-INF);
      expect(lse([], 1, float)).toBe(-INF);
      expect(lse([1e38, 1e38], 1e-3, float)).toBe(float === 32 ? INF : 1e41);
    }
    const strange = floats(64, [1, ...oddNaN(64)]);
    const result = new Float64Array(2);
    const rows = { length: 2, offsets: Int32Array.of(0, 1, 2) };
    expect(logSumExpRows<Floats>(strange, result, rows, 1)).toBe(1);
    expect(isCanonicalNaN(result.slice(1))).toBe(true);
    expect(logSumExpColumns([], result, 2, 1)).toBe(2);
    expect([...result]).toEqual([-INF, -INF]);
  });

  it('is not below its largest input, and rises with every input', () => {
    fc.assert(
      fc.property(row, fc.nat(), (values, at) => {
        const y = lse(values);
        expect(y).toBeGreaterThanOrEqual(Math.max(...values));
        const more = values.with(at % values.length, values[at % values.length]! + 0.5);
        expect(lse(more)).toBeGreaterThanOrEqual(y);
      }),
      { seed: 8 },
    );
  });

  it('has given the same bits since they were fixed', () => {
    const wanted = { 32: 4067247722, 64: 4004046001 };
    for (const float of FLOATS) {
      const next = stream(20264);
      let hash: number | undefined;
      for (const width of [1, 2, 3, 4, 5, 10, 33, 100, 1000]) {
        for (const spread of [1, 5, 200, 3000]) {
          for (const temperature of [1, 0.7, 3]) {
            const values = Array.from({ length: 3 * width }, () => (next() - 0.5) * spread);
            const result = floats(float, [0, 0, 0]);
            logSumExpRows(floats(float, values), result, { length: 3, width }, temperature);
            hash = hashOf(result, hash);
          }
        }
      }
      expect(hash).toBe(wanted[float]);
    }
  });

  it('refuses too few results, and columns of another type than they', () => {
    const two = Float64Array.of(1, 2);
    expect(() => logSumExpRows(two, two, { length: 3, width: 0 }, 1)).toThrow(
      'logSumExpRows: the rows reach beyond an array (got 2); expected at least 3 elements',
    );
    expect(() =>
      logSumExpRows<Floats>(two, new Float32Array(1), { length: 1, width: 2 }, 1),
    ).toThrow(
      'logSumExpRows: src and dst are no pair of float arrays (got "Float64Array and Float32Array")',
    );
    expect(() => logSumExpColumns<Floats>([two], new Float32Array(2), 2, 1)).toThrow(
      'logSumExpColumns: a column of another type than dst (got "Float64Array"); expected Float32Array',
    );
    expect(() => logSumExpRows(two, two, { length: 1, width: 2 }, 0)).toThrow(
      'logSumExpRows: temperature out of range (got 0); expected a finite number above 0',
    );
  });
});

describe('gumbelSoftmax', () => {
  const options = { temperature: 1, seed: 1, firstRow: 0, hard: false };

  it('samples from softmax: over 60,000 rows each class wins as often as it should', () => {
    const logits = [0, 1, 2, -INF, 0.5];
    const rows = { length: 60_000, width: logits.length };
    const values = Float64Array.from({ length: 60_000 * 5 }, (_, i) => logits[i % 5]!);
    gumbelSoftmaxRows(values, values, rows, { ...options, hard: true });
    const wins = logits.map((_, c) => values.reduce((sum, p, i) => sum + (i % 5 === c ? p : 0), 0));
    of(softmaxRows, logits).forEach((p, c) => {
      const deviation = Math.sqrt(60_000 * p * (1 - p));
      expect(Math.abs(wins[c]! - 60_000 * p)).toBeLessThanOrEqual(4 * deviation);
    });
  });

  it('has its largest probability where the one-hot of the same seed has its one', () => {
    const next = stream(12);
    const src = Float32Array.from({ length: 700 }, () => next() * 6);
    const [soft, hard] = [src.slice(), src.slice()];
    const rows = { length: 100, width: 7 };
    gumbelSoftmaxRows(soft, soft, rows, { ...options, temperature: 0.5 });
    gumbelSoftmaxRows(hard, hard, rows, { ...options, hard: true });
    hardmaxRows(soft, soft, rows);
    expect([...soft]).toEqual([...hard]);
  });

  it('has the bits of softmax of the logits and their noise, rounded to their type', () => {
    const next = stream(13);
    const noise = new Float64Array(6);
    for (const float of FLOATS) {
      for (const row of [0, 3, 2 ** 32 + 5]) {
        const x = floats(
          float,
          Array.from(noise, () => next() * 9),
        );
        const p = x.slice();
        const all = { ...options, temperature: 0.7, seed: 99, firstRow: row };
        gumbelSoftmaxRows(x, p, { length: 1, width: 6 }, all);
        gumbelNoise(99, row, 6, noise);
        const noisy = x.map((value, c) => value + noise[c]!);
        expect([...p]).toEqual(of(softmaxRows, [...noisy], float, 0.7));
      }
    }
  });

  it('has other noise for every other seed, row and class', () => {
    const zeros = new Float64Array(400);
    const noise = [1, 2, 2 ** 32 + 1].flatMap((seed) => {
      const p = zeros.slice();
      gumbelSoftmaxRows(p, p, { length: 4, width: 100 }, { ...options, seed });
      return [...p];
    });
    expect(new Set(noise).size).toBe(1200);
  });

  it('refuses seeds and rows that are no index', () => {
    const two = Float64Array.of(1, 2);
    for (const bad of [-1, 0.5, 2 ** 53, NAN]) {
      const message = `is out of range (got ${bad}); expected an integer of 0 to 2⁵³ − 1`;
      expect(() =>
        gumbelSoftmaxRows(two, two, { length: 1, width: 2 }, { ...options, seed: bad }),
      ).toThrow(`gumbelSoftmaxRows: seed ${message}`);
      expect(() => gumbelSoftmaxColumns([two], [two], 2, { ...options, firstRow: bad })).toThrow(
        `gumbelSoftmaxColumns: firstRow ${message}`,
      );
    }
  });
});
