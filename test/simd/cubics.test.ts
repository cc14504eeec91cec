import { describe, expect, it } from 'vitest';
import { silu } from '../../src/activations/self-gated.js';
import { sigmoid, tanh } from '../../src/activations/sigmoidal.js';
import { makeCubics } from '../../src/simd/cubics.js';
import { SIGMOID_CUBICS, SILU_CUBICS, TANH_CUBICS } from '../../src/simd/curves32.js';
import { bitsOf } from './bits.js';
import { floats, stream } from './truths.js';
import { sameFromBoth } from './twins.js';

const CURVES = [
  { name: 'sigmoid', row: sigmoid, cubics: SIGMOID_CUBICS, values: {} },
  { name: 'silu', row: silu, cubics: SILU_CUBICS, values: { beta: 1 } },
  { name: 'tanh', row: tanh, cubics: TANH_CUBICS, values: {} },
];

describe.each(CURVES)('$name of float32 by cubics', ({ row, cubics, values }) => {
  const of = (src: Float32Array) =>
    sameFromBoth('', () => {
      const dst = new Float32Array(src.length);
      row.float32(src, dst, src.length, values as { beta: number });
      return { values: [dst], result: dst };
    });

  it('gives an element the same bits whatever stands beside it', () => {
    const next = stream(11);
    const calm = floats(
      32,
      Array.from({ length: 3000 }, () => (next() - 0.5) * 31),
    ) as Float32Array;
    const wild = calm.slice();
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, -1e30, 15.75, -15.75, 88, -104];
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
      if (!(slope > -0.15 && slope < 1.15)) jumps.push(border);
    }
    expect(jumps).toEqual([]);
  });

  it('holds no subnormal number but the pairs’ second parts, which may be none', () => {
    makeCubics(cubics);
    const subnormal = cubics.rows.filter(
      (y, i) => i % 6 !== 1 && i % 6 !== 4 && y !== 0 && Math.abs(y) < 2 ** -126,
    );
    expect([...subnormal]).toEqual([]);
  });

  it('keeps the sign of a zero', () => {
    const zeros = of(new Float32Array([-0, 0]));
    const wanted = row.specialValues.negativeZero === '−0' ? [-0, 0] : [0.5, 0.5];
    expect([...zeros]).toEqual(wanted);
  });
});
