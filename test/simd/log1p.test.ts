import { expect, it } from 'vitest';
import { log1p } from '../../src/simd/functions/log1p.js';
import { logCases, ulpError } from './truths.js';

it('log1p is within 0.51 ulp of the exact value from the smallest subnormal to 10²⁰', () => {
  const into = new Float64Array(2);
  for (const truths of logCases) {
    truths.x.forEach((x, i) => {
      log1p(x, 0, into);
      expect(ulpError(into[0]!, truths, i, 64), `log1p(${x})`).toBeLessThan(0.51);
    });
  }
});

it('log1p gives a rest that is below half an ulp of its result', () => {
  const into = new Float64Array(2);
  for (const { x: xs } of logCases) {
    for (const x of xs) {
      log1p(x, 0, into);
      expect(into[0]! + into[1]!).toBe(into[0]);
    }
  }
});
