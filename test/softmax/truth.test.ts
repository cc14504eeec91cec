import { describe, expect, it } from 'vitest';
import type { Floats } from '../../src/simd/floats.js';
import {
  LOG_SOFTMAX_TOLERANCE,
  logSoftmaxRows,
  SOFTMAX_TOLERANCE,
  softmaxRows,
} from '../../src/softmax/rows.js';
import { sumLessOne } from '../simd/bits.js';
import { floats, rowOf, type SoftmaxCase, softmaxCases, stream, ulpError } from '../simd/truths.js';

const CASE_NAMES = [...new Set(softmaxCases.map((c) => c.name))];

function typeOf(c: SoftmaxCase): 'float32' | 'float64' {
  return c.float === 32 ? 'float32' : 'float64';
}

/** Float32 and Float64 rows go through one signature that wants equal types; `slice` keeps them equal. */
function computed(kernel: typeof softmaxRows, c: SoftmaxCase): Floats {
  const row = rowOf(c);
  const result = row.slice();
  expect(kernel(row, result, { length: 1, width: row.length }, c.temperature)).toBe(0);
  return result;
}

describe.each(CASE_NAMES)('%s', (name) => {
  const cases = softmaxCases.filter((c) => c.name === name);

  it('softmax is within its tolerance of the exact value', () => {
    for (const c of cases) {
      const p = computed(softmaxRows, c);
      const errors = c.at.map((i, j) => ulpError(p[i]!, c.softmax, j, c.float));
      expect(Math.max(...errors), label(c)).toBeLessThanOrEqual(SOFTMAX_TOLERANCE[typeOf(c)]);
    }
  });

  it('logSoftmax is within its tolerance of the exact value', () => {
    for (const c of cases) {
      const y = computed(logSoftmaxRows, c);
      const errors = c.at.map((i, j) => ulpError(y[i]!, c.logSoftmax, j, c.float));
      expect(Math.max(...errors), label(c)).toBeLessThanOrEqual(LOG_SOFTMAX_TOLERANCE[typeOf(c)]);
    }
  });

  it('the exact sum of a row is within 3 ulp of 1', () => {
    for (const c of cases) {
      expect(Math.abs(sumLessOne(computed(softmaxRows, c))), label(c)).toBeLessThanOrEqual(3);
    }
  });
});

it('a million classes sum to 1 within 3 ulp, equal or not', () => {
  for (const float of [32, 64] as const) {
    for (const x of [() => 1, (i: number) => (i * 7919) % 23, (i: number) => (i === 5 ? 30 : 0)]) {
      const row = floats(
        float,
        Array.from({ length: 1_000_000 }, (_, i) => x(i)),
      );
      softmaxRows<Floats>(row, row, { length: 1, width: row.length }, 1);
      expect(Math.abs(sumLessOne(row))).toBeLessThanOrEqual(3);
    }
  }
});

it('1, 2, 4 or 8 equal classes get exactly an equal share, wherever they lie and whatever is far below', () => {
  const next = stream(21);
  for (const float of [32, 64] as const) {
    for (const width of [1, 2, 4, 8]) {
      const length = 3000;
      const src = floats(float, new Array(length * (width + 1)).fill(Number.NEGATIVE_INFINITY));
      for (let r = 0; r < length; r++) {
        const x = (next() - 0.5) * 60;
        src.fill(x, r * (width + 1), r * (width + 1) + width);
      }
      softmaxRows<Floats>(src, src, { length, width: width + 1 }, 1);
      expect(new Set(src)).toEqual(new Set([1 / width, 0]));
    }
  }
});

it('logSoftmax of a million equal values is −ln 1000000, rounded', () => {
  const row = new Float64Array(1_000_000).fill(-3.25);
  logSoftmaxRows(row, row, { length: 1, width: row.length }, 1);
  expect(row[999_999]).toBe(-13.815510557964274);
});

function label(c: SoftmaxCase): string {
  return `float${c.float}, T = ${c.temperature}, ${JSON.stringify(c.made ?? c.x)}`;
}
