import { describe, expect, it } from 'vitest';
import type { Activation } from '../../src/activations/activation.js';
import { ACTIVATIONS } from '../../src/activations/table.js';
import { type Cubics, makeCubics } from '../../src/simd/cubics.js';
import * as curves from '../../src/simd/curves32.js';
import { defaultsOf } from '../activations/truths.js';
import { bitsOf } from './bits.js';
import { floats, stream } from './truths.js';
import { sameFromBoth } from './twins.js';

const CURVES: readonly (readonly [Activation, Cubics])[] = [
  [ACTIVATIONS.sigmoid, curves.SIGMOID_CUBICS],
  [ACTIVATIONS.tanh, curves.TANH_CUBICS],
  [ACTIVATIONS.erf, curves.ERF_CUBICS],
  [ACTIVATIONS.silu, curves.SILU_CUBICS],
  [ACTIVATIONS.quickGelu, curves.QUICK_GELU_CUBICS],
  [ACTIVATIONS.gelu, curves.GELU_CUBICS],
  [ACTIVATIONS.softplus, curves.SOFTPLUS_CUBICS],
  [ACTIVATIONS.logSigmoid, curves.LOG_SIGMOID_CUBICS],
];

describe.each(CURVES.map(([row, cubics]) => ({ name: row.name, row, cubics })))(
  '$name of float32 by cubics',
  ({ row, cubics }) => {
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
