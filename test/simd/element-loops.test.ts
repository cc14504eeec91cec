import { describe, expect, it } from 'vitest';
import { geluOfTanh, geluOfTanhLoop } from '../../src/simd/functions/gelu-tanh.js';
import { log, log1p, logit } from '../../src/simd/functions/log.js';
import { log1pLoop, logitLoop, logLoop } from '../../src/simd/functions/log-loop.js';

const LOOPS = [
  { name: 'log', loop: logLoop, one: log },
  { name: 'log1p', loop: log1pLoop, one: log1p },
  { name: 'logit', loop: logitLoop, one: logit },
  { name: 'geluTanh', loop: geluOfTanhLoop, one: geluOfTanh },
];
/** About the block of 512. */
const LENGTHS = [0, 1, 2, 511, 512, 513, 1025];
const SUBNORMAL = 2 ** -1060;
const ODD = [
  ...[0, -0, 1, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN],
  ...[SUBNORMAL, -SUBNORMAL, 1e-251, 1e301, -1e301, 7.9, -7.9, 1 - 2 ** -53, 2 ** -53 - 1],
];

/** Numbers of (0, 1), of which every `every`th is odd. */
function elements(length: number, every: number): Float64Array {
  return Float64Array.from({ length }, (_, i) =>
    i % every === every - 1
      ? ODD[((i / every) % ODD.length) | 0]!
      : ((i * 0.6180339887) % 1) + 1e-9,
  );
}

describe.each(LOOPS)('the loop of $name without SIMD', ({ loop, one }) => {
  it.each(LENGTHS)('gives the bits of the function of one element, in place too: %i', (length) => {
    for (const every of [1, 3, 600]) {
      const src = elements(length, every);
      const expected = src.map((x) => one(x));
      const dst = new Float64Array(length + 1).fill(7);
      loop(src, dst, length);
      expect([...dst]).toEqual([...expected, 7]);
      loop(src, src, length);
      expect([...src]).toEqual([...expected]);
    }
  });
});
