import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Floats } from '../../../src/simd/floats.js';
import { add } from '../../../src/softmax/state/add.js';
import {
  applyLogSoftmax,
  applySoftmax,
  STATE_TOLERANCE,
} from '../../../src/softmax/state/apply.js';
import { empty } from '../../../src/softmax/state/exact-state.js';
import type { DoubleDouble, Finished } from '../../../src/softmax/state/finish.js';
import { finish } from '../../../src/softmax/state/finish.js';
import type { SoftmaxCase, Truths } from '../../simd/truths.js';
import { floats, rowOf, ulp, ulpError } from '../../simd/truths.js';

interface StateCase extends SoftmaxCase {
  /** The larger of |max/T| and |ln Σ|. */
  readonly largest: number;
  readonly logSumExp: Truths;
  /** Σ exp((x − max)/T) − 1. */
  readonly rest: Truths;
}

// The file is made by fixtures/generate/exact-state.py, whose form this is.
const { cases } = JSON.parse(
  readFileSync(
    fileURLToPath(new URL('../../../fixtures/state/truths.json', import.meta.url)),
    'utf8',
  ),
) as { cases: readonly StateCase[] };

function finished(c: StateCase): { readonly values: Floats; readonly result: Finished } {
  const values = rowOf(c);
  const state = empty({ temperature: c.temperature, float: c.float });
  add(state, values);
  return { values, result: finish(state) };
}

/** The largest error of the elements that are held. */
function worstOf(c: StateCase, apply: typeof applySoftmax, truths: Truths): number {
  const { values, result } = finished(c);
  const got = floats(
    c.float,
    c.at.map((i) => values[i]!),
  );
  apply(result, got, got);
  return Math.max(...[...got].map((p, i) => ulpError(p, truths, i, c.float)));
}

/** |high + low − truth| relative to the truth, as far as doubles tell. */
function relativeError({ high, low }: DoubleDouble, { y, off }: Truths): number {
  const truth = Number(y[0]);
  if (truth === 0) return Math.abs(high);
  return Math.abs((high - truth + (low - off[0]! * ulp(truth, 64))) / truth);
}

describe.each([...new Set(cases.map((c) => c.name))])('%s', (name) => {
  const chosen = cases.filter((c) => c.name === name);

  it.each([32, 64] as const)('gives probabilities within the tolerance of float%d', (float) => {
    const errors = chosen
      .filter((c) => c.float === float)
      .map((c) => worstOf(c, applySoftmax, c.softmax));
    expect(Math.max(...errors)).toBeLessThanOrEqual(STATE_TOLERANCE.softmax[`float${float}`]);
  });

  it.each([32, 64] as const)('gives their logarithms within the tolerance of float%d', (float) => {
    const errors = chosen
      .filter((c) => c.float === float)
      .map((c) => worstOf(c, applyLogSoftmax, c.logSoftmax));
    expect(Math.max(...errors)).toBeLessThanOrEqual(STATE_TOLERANCE.logSoftmax[`float${float}`]);
  });

  it('gives the logarithm of the sum in ulp of the larger of it and the largest quotient', () => {
    for (const c of chosen) {
      const { high } = finished(c).result.logSumExp;
      const own = ulpError(high, c.logSumExp, 0, 64);
      const error = (own * ulp(Number(c.logSumExp.y[0]), 64)) / ulp(c.largest, 64);
      expect(error, JSON.stringify(c)).toBeLessThanOrEqual(STATE_TOLERANCE.logSumExp);
    }
  });

  it('gives the shifted sum with 57 bits, and what exceeds 1 as well', () => {
    for (const c of chosen) {
      const { shiftedLog, shiftedSum } = finished(c).result;
      const { high, low } = shiftedSum;
      const rest = Number(c.rest.y[0]);
      const sumError = high - 1 - rest + (low - c.rest.off[0]! * ulp(rest, 64));
      expect(Math.abs(sumError) / high, JSON.stringify(c)).toBeLessThanOrEqual(2 ** -57);
      // ln(1 + rest) is rest where that is small.
      if (rest < 2 ** -60 && rest > 2 ** -1000) {
        expect(relativeError(shiftedLog, c.rest)).toBeLessThanOrEqual(2 ** -57);
      }
    }
  });
});
