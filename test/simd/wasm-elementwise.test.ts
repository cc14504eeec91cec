import { describe, expect, it } from 'vitest';
import { ACTIVATIONS } from '../../src/activations/table.js';
import { oddNaN } from './bits.js';
import { LENGTHS } from './kernel-tester.js';
import { stream } from './truths.js';
import { sameFromBoth } from './twins.js';

/** Floats of every exponent and sign, evenly: random bits, NaNs and infinities among them. */
function anyFloats(count: number, seed: number): Float32Array {
  const next = stream(seed);
  const words = new Uint32Array(count);
  for (let i = 0; i < count; i++) words[i] = next() * 2 ** 32;
  return new Float32Array(words.buffer);
}

describe.each(['sigmoid', 'tanh'] as const)('%s of float32 by SIMD', (name) => {
  const { float32 } = ACTIVATIONS[name];

  it('gives the bits of the portable function on two million floats of every kind', () => {
    const next = stream(8);
    const near = new Float32Array(1_000_000).map(() => (next() - 0.5) * 240);
    const odd = oddNaN(32) as Float32Array; // of the width that is asked for
    for (const src of [anyFloats(1_000_000, 7), near, odd]) {
      sameFromBoth(name, () => {
        const dst = new Float32Array(src.length);
        float32(src, dst, src.length, {});
        return { values: [dst], result: 0 };
      });
    }
  });

  it('gives them at every length, in place, and touches nothing around its output', () => {
    for (const length of [...LENGTHS, 8192, 8193]) {
      const src = anyFloats(length + 3, length + 1);
      sameFromBoth(`${length} elements`, () => {
        const inPlace = src.slice();
        float32(inPlace.subarray(3), inPlace.subarray(3), length, {});
        const around = new Float32Array(length + 10).fill(-77);
        float32(src.subarray(3), around.subarray(5), length, {});
        expect([...around.subarray(0, 5), ...around.subarray(length + 5)]).toEqual(
          new Array(10).fill(-77),
        );
        return { values: [inPlace, around], result: 0 };
      });
    }
  });
});
