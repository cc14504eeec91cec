import { describe, expect, it } from 'vitest';
import type { Activation } from '../../src/activations/activation.js';
import { ACTIVATIONS } from '../../src/activations/table.js';
import { type Cubics, makeCubics } from '../../src/simd/functions/cubics.js';
import * as curves from '../../src/simd/functions/curves32.js';
import { geluNarrow } from '../../src/simd/functions/erfc.js';
import { PER_LN2 } from '../../src/simd/functions/exp-table.js';
import { swishNarrow } from '../../src/simd/functions/gated.js';
import { erf } from '../../src/simd/functions/gaussian.js';
import { tanh } from '../../src/simd/functions/tanh.js';
import { defaultsOf } from '../activations/truths.js';
import { bitsOf } from './bits.js';
import { floats, stream } from './truths.js';
import { sameFromBoth } from './twins.js';

const quickGeluFar = (x: number) => swishNarrow(x, 1.702 * PER_LN2);

/** With what computes them in doubles beyond the table. */
const CURVES: readonly (readonly [Activation, Cubics, (x: number) => number])[] = [
  [ACTIVATIONS.sigmoid, curves.SIGMOID_CUBICS, curves.sigmoidFar],
  [ACTIVATIONS.tanh, curves.TANH_CUBICS, tanh],
  [ACTIVATIONS.erf, curves.ERF_CUBICS, erf],
  [ACTIVATIONS.silu, curves.SILU_CUBICS, curves.siluFar],
  [ACTIVATIONS.quickGelu, curves.QUICK_GELU_CUBICS, quickGeluFar],
  [ACTIVATIONS.gelu, curves.GELU_CUBICS, geluNarrow],
  [ACTIVATIONS.softplus, curves.SOFTPLUS_CUBICS, curves.softplusFar],
  [ACTIVATIONS.logSigmoid, curves.LOG_SIGMOID_CUBICS, curves.logSigmoidFar],
];

/** Floats of either sign, next to where something begins or ends, and beyond 8 up to infinity. */
function outlying({ reach, low, high }: Cubics): Float32Array {
  const largest = new Uint32Array(new Float32Array([reach, -low, high]).buffer);
  const around = Array.from(largest, (w) => Array.from({ length: 400 }, (_, i) => w - 200 + i));
  const spread = Array.from({ length: 10_000 }, (_, i) => 0x41000000 + 105_000 * i);
  const positive = [...around.flat(), ...spread.filter((w) => w < 0x7f800000), 0x7f800000];
  return new Float32Array(
    Uint32Array.from(positive.flatMap((w) => [w, (w | 0x80000000) >>> 0])).buffer,
  );
}

describe.each(CURVES.map(([row, cubics, far]) => ({ name: row.name, row, cubics, far })))(
  '$name of float32 by cubics',
  ({ row, cubics, far }) => {
    const of = (src: Float32Array) =>
      sameFromBoth('', () => {
        const dst = new Float32Array(src.length);
        row.float32(src, dst, src.length, defaultsOf(row));
        return { values: [dst], result: dst };
      });

    it('gives an element the same bits whatever stands beside it', () => {
      const next = stream(11);
      const calm = floats(
        32,
        Array.from({ length: 3000 }, () => (next() - 0.5) * 31),
      ) as Float32Array;
      const wild = calm.slice();
      const odd = [
        Number.NaN,
        Number.POSITIVE_INFINITY,
        -1e30,
        cubics.reach,
        -cubics.reach,
        88,
        -104,
      ];
      for (let i = 0; i < wild.length; i += 37) wild[i] = odd[i % odd.length]!;
      const alone = wild.map((x) => of(new Float32Array([x]))[0]!);
      expect(bitsOf(of(wild))).toBe(bitsOf(alone));
    });

    it('is what it is in doubles, rounded, wherever it has settled or the table ends', () => {
      const src = outlying(cubics).filter((x) => Math.abs(x) >= cubics.reach);
      expect(bitsOf(of(src))).toBe(bitsOf(src.map(far)));
    });

    it('is steady where cubics meet, and where they end', () => {
      const jumps: number[] = [];
      for (let k = -1008; k <= 1008; k++) {
        const border = (k + 0.5) / 64;
        const [before, after] = of(new Float32Array([border - 2 ** -14, border + 2 ** -14]));
        const slope = (after! - before!) / 2 ** -13;
        if (!(slope > -0.15 && slope < 1.3)) jumps.push(border);
      }
      expect(jumps).toEqual([]);
    });

    it('reads no subnormal number but the pairs’ second parts', () => {
      makeCubics(cubics);
      const reached = cubics.rows.filter(
        (_, i) => Math.abs(Math.floor(i / 6) / cubics.steps - 16) <= cubics.reach,
      );
      const subnormal = reached.filter((y, i) => i % 6 !== 1 && y !== 0 && Math.abs(y) < 2 ** -126);
      expect([...subnormal]).toEqual([]);
    });

    it('keeps the sign of a zero', () => {
      if (row.specialValues.negativeZero !== '−0')
        return expect(of(new Float32Array(2))[0]).not.toBe(0);
      return expect([...of(new Float32Array([-0, 0]))]).toEqual([-0, 0]);
    });
  },
);
