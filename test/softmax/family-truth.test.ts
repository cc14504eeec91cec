import { describe, expect, it } from 'vitest';
import type { Floats } from '../../src/simd/floats.js';
import { gumbelNoise } from '../../src/softmax/gumbel/gumbel-noise.js';
import { philox } from '../../src/softmax/gumbel/philox.js';
import { LOG_SUM_EXP_TOLERANCE, logSumExpRows } from '../../src/softmax/log-sum-exp.js';
import { SOFTMAX_TOLERANCE } from '../../src/softmax/rows.js';
import { softmax1Rows } from '../../src/softmax/softmax-one.js';
import {
  ENTMAX15_TOLERANCE,
  entmax15Rows,
  SPARSEMAX_TOLERANCE,
  sparsemaxRows,
} from '../../src/softmax/sparse.js';
import { sumLessOne } from '../simd/bits.js';
import { ulp, ulpError } from '../simd/truths.js';
import { type FamilyCase, type GumbelCase, readTruths, rowOfCase } from './family-truths.js';

const KERNELS = [
  { name: 'softmax1', kernel: softmax1Rows<Floats>, tolerance: SOFTMAX_TOLERANCE, slack: 0 },
  {
    name: 'sparsemax',
    kernel: sparsemaxRows<Floats>,
    tolerance: SPARSEMAX_TOLERANCE,
    slack: 2 ** -90,
  },
  {
    name: 'entmax15',
    kernel: entmax15Rows<Floats>,
    tolerance: ENTMAX15_TOLERANCE,
    slack: 2 ** -90,
  },
] as const;

const typeOf = ({ float }: FamilyCase) => (float === 32 ? 'float32' : 'float64');
const label = (c: FamilyCase) =>
  `float${c.float}, T = ${c.temperature}, ${JSON.stringify(c.made ?? c.x)}`;

describe.each(KERNELS)('$name', ({ name, kernel, tolerance, slack }) => {
  const cases = readTruths<FamilyCase>(name);

  it('is within its tolerance of the exact value, and 0 exactly where that is', () => {
    for (const c of cases) {
      const row = rowOfCase(c);
      expect(kernel(row, row, { length: 1, width: row.length }, c.temperature)).toBe(0);
      c.at.forEach((i, j) => {
        const y = Number(c.y[j]);
        if (y === 0) expect(row[i], label(c)).toBe(0);
        const allowed = tolerance[typeOf(c)] + slack / ulp(y, c.float);
        expect(ulpError(row[i]!, c, j, c.float), label(c)).toBeLessThanOrEqual(allowed);
      });
    }
  });

  if (name === 'softmax1') return;
  it('gives rows whose exact sum is within 3 ulp of 1', () => {
    for (const c of cases) {
      const row = rowOfCase(c);
      kernel(row, row, { length: 1, width: row.length }, c.temperature);
      expect(Math.abs(sumLessOne(row)), label(c)).toBeLessThanOrEqual(3);
    }
  });
});

describe('logSumExp', () => {
  const results = readTruths<FamilyCase>('logSumExp').map((c) => {
    const row = rowOfCase(c);
    const got = row.slice(0, 1);
    logSumExpRows(row, got, { length: 1, width: row.length }, c.temperature);
    const y = Number(c.y[0]);
    const wanted = c.float === 32 ? Math.fround(y) : y;
    const anchor = Math.max(...row) / c.temperature;
    const error = Math.abs((got[0]! - y) / ulp(y, 64) - c.off[0]!) * ulp(y, 64);
    return { c, got: got[0]!, wanted, anchor, error };
  });

  it('is within its tolerance, in ulp of the larger of its largest input and its result', () => {
    for (const { c, got, wanted, anchor, error } of results) {
      if (!Number.isFinite(wanted)) expect(got, label(c)).toBe(wanted);
      else {
        const unit = Math.max(ulp(anchor, c.float), ulp(wanted, c.float));
        expect(error / unit, label(c)).toBeLessThanOrEqual(LOG_SUM_EXP_TOLERANCE[typeOf(c)]);
      }
    }
  });

  it('keeps what is left where the largest input and the logarithm cancel, in doubles', () => {
    const cancelled = results.filter(
      ({ c, wanted, anchor }) => c.float === 64 && Math.abs(wanted) < 2 ** -20 * Math.abs(anchor),
    );
    expect(cancelled.length).toBeGreaterThan(5);
    for (const { c, anchor, error } of cancelled) {
      expect(error / Math.abs(anchor), label(c)).toBeLessThanOrEqual(2 ** -56);
    }
  });

  it('of [−ln 2, −ln 2] is what the rounding of ln 2 leaves', () => {
    const result = new Float64Array(1);
    const row = new Float64Array(2).fill(-Math.LN2);
    logSumExpRows(row, result, { length: 1, width: 2 }, 1);
    expect(result[0]! / 2.3190468138462996e-17).toBeCloseTo(1, 6);
  });

  it('of a million equal values is ln 1000000 more, rounded', () => {
    for (const row of [new Float64Array(1e6).fill(-3.25), new Float32Array(1e6).fill(-3.25)]) {
      const result = row.slice(0, 1);
      logSumExpRows<Floats>(row, result, { length: 1, width: row.length }, 1);
      const exact = 10.565510557964274;
      expect(result[0]).toBe(row instanceof Float32Array ? Math.fround(exact) : exact);
    }
  });
});

describe('the noise of gumbelSoftmax', () => {
  it('comes from Philox4x32-10: the known answers of Random123', () => {
    const known: readonly [number[], number[], number[]][] = [
      [
        [0, 0, 0, 0],
        [0, 0],
        [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
      ],
      [
        [-1, -1, -1, -1],
        [-1, -1],
        [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
      ],
      [
        [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
        [0xa4093822, 0x299f31d0],
        [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
      ],
    ];
    for (const [[a, b, c, d], [k0, k1], wanted] of known) {
      const words = new Uint32Array(4);
      philox(a!, b!, c!, d!, k0!, k1!, words);
      expect([...words]).toEqual(wanted);
    }
  });

  it('is −ln(−ln u) of the uniform number of its seed, row and class, within 0.51 ulp and 2⁻⁵³', () => {
    for (const c of readTruths<GumbelCase>('gumbel')) {
      const noise = new Float64Array(c.y.length);
      gumbelNoise(c.seed, c.row, noise.length, noise);
      noise.forEach((g, i) => {
        const allowed = 0.51 + 2 ** -53 / ulp(Number(c.y[i]), 64);
        expect(ulpError(g, c, i, 64), `${c.seed}, ${c.row}, ${i}`).toBeLessThanOrEqual(allowed);
      });
    }
  });
});
