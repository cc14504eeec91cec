import { bySimd32, bySimd64 } from '../simd/elementwise.js';
import { risingParabola } from '../simd/functions/algebraic.js';
import { eachByCubics } from '../simd/functions/cubics.js';
import { SILU_CUBICS, siluFar } from '../simd/functions/curves32.js';
import { PER_LN2 } from '../simd/functions/exp-table.js';
import { silu as sigmoidGated, swish, swishNarrow, swishSlope } from '../simd/functions/gated.js';
import { mishNarrow, mishSlope, mish as softplusGated } from '../simd/functions/mish.js';
import { defineActivation, POSITIVE } from './activation.js';

export const silu = defineActivation({
  name: 'silu',
  aliases: ['swish'],
  summary: 'The sigmoid-weighted linear unit: x times its own sigmoid.',
  formula: 'x · σ(beta · x)',
  parameters: {
    beta: {
      default: 1,
      ...POSITIVE,
      summary: 'The steepness of the gate: 1 in every library; relu as it grows.',
    },
  },
  domain: 'ℝ',
  range: '[−0.27846… / beta, ∞)',
  monotone: false,
  derivative: {
    formula: 'σ(beta · x) · (1 + beta · x · σ(−beta · x))',
    tolerance: 4,
    apply: (x, { beta }) => swishSlope(x, beta),
  },
  specialValues: { negativeInfinity: '−0', positiveInfinity: '+∞', nan: 'NaN', negativeZero: '−0' },
  drawback:
    'Not monotone: it falls to its minimum near x = −1.28 / beta, so that two inputs share an output. It costs an exponential.',
  // 0.6 where the result is a normal number; a subnormal one is rounded twice.
  tolerance: { float32: 0.8, float64: 0.76 },
  probability: false,
  conventions: {
    torch: { name: 'nn.functional.silu' },
    jax: { name: 'nn.silu' },
    keras: { name: 'silu' },
    onnx: { name: 'Swish' },
    tfjs: { name: 'swish' },
  },
  oracle: {
    expression: 'x / (1 + exp(-beta * x))',
    values: [{ beta: 0.37 }, { beta: 25 }],
    near: [-751, -745, -708, -103, -88.7, -40, -36, 36.7, 40],
  },
  reference:
    'Elfwing, Uchibe & Doya 2018, https://arxiv.org/abs/1702.03118; Ramachandran, Zoph & Le 2017, https://arxiv.org/abs/1710.05941',

  float32(src, dst, length, { beta }) {
    if (beta === 1) {
      if (!bySimd32('silu32', src, dst, length))
        eachByCubics(SILU_CUBICS, siluFar, src, dst, length);
      return;
    }
    const rate = beta * PER_LN2;
    if (bySimd32('swish32', src, dst, length, rate)) return;
    for (let i = 0; i < length; i++) {
      const y = swishNarrow(src[i]!, rate);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },

  float64(src, dst, length, { beta }) {
    const one = (x: number) => (beta === 1 ? sigmoidGated(x) : swish(x, beta));
    const done =
      beta === 1
        ? bySimd64('silu64', one, src, dst, length)
        : bySimd64('swish64', one, src, dst, length, beta);
    if (done) return;
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = beta === 1 ? sigmoidGated(x) : swish(x, beta);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },
});

export const mish = defineActivation({
  name: 'mish',
  aliases: [],
  summary: 'x times the hyperbolic tangent of its softplus.',
  formula: 'x · tanh(ln(1 + exp(x)))',
  parameters: {},
  domain: 'ℝ',
  range: '[−0.30884…, ∞)',
  monotone: false,
  derivative: {
    formula: 'e · ((e + 2)(n + 2) + 4x(1 + e)) / (n + 2)², e = exp(x), n = e(e + 2)',
    tolerance: 6,
    apply: (x) => mishSlope(x),
  },
  specialValues: { negativeInfinity: '−0', positiveInfinity: '+∞', nan: 'NaN', negativeZero: '−0' },
  drawback:
    'Not monotone: it falls to its minimum near x = −1.19, so that two inputs share an output. It costs an exponential and a division.',
  // 0.59 where the result is a normal number; a subnormal one is rounded twice.
  tolerance: { float32: 0.51, float64: 0.76 },
  probability: false,
  conventions: {
    torch: { name: 'nn.functional.mish' },
    jax: { name: 'nn.mish' },
    keras: { name: 'mish' },
    onnx: { name: 'Mish' },
    tfjs: { name: 'mish' },
  },
  oracle: {
    expression: 'x * ((1 + exp(x))**2 - 1) / ((1 + exp(x))**2 + 1)',
    near: [-751, -745, -708, -103, -88.7, -40, -38, -36.2, -36, -20, 18.4, 40],
  },
  reference: 'Misra 2019, https://arxiv.org/abs/1908.08681',

  float32(src, dst, length) {
    if (bySimd32('mish32', src, dst, length)) return;
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = mishNarrow(x);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },

  float64(src, dst, length) {
    if (bySimd64('mish64', softplusGated, src, dst, length)) return;
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = softplusGated(x);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },
});

export const hardSwish = defineActivation({
  name: 'hardSwish',
  aliases: ['hardSilu'],
  summary: 'Silu with the sigmoid replaced by a clipped line.',
  formula: 'x · min(max(x + 3, 0), 6) / 6',
  parameters: {},
  domain: 'ℝ',
  range: '[−0.375, ∞)',
  monotone: false,
  derivative: {
    formula: '0 where x ≤ −3, 1 where x ≥ 3, else (2x + 3) / 6',
    tolerance: 1.5,
    apply: (x) => (x <= -3 ? 0 : x >= 3 ? 1 : (2 * x + 3) / 6),
  },
  specialValues: { negativeInfinity: '0', positiveInfinity: '+∞', nan: 'NaN', negativeZero: '−0' },
  drawback: 'Its derivative jumps at −3 and 3; units below −3 have gradient 0.',
  tolerance: { float32: 0.51, float64: 0.51 },
  probability: false,
  conventions: {
    torch: { name: 'nn.functional.hardswish' },
    jax: { name: 'nn.hard_silu' },
    keras: { name: 'hard_silu' },
    onnx: { name: 'HardSwish' },
  },
  oracle: { expression: '0 if x <= -3 else x if x >= 3 else x * (x + 3) / 6', near: [-3, -1.5, 3] },
  reference: 'Howard et al. 2019, https://arxiv.org/abs/1905.02244',

  float32(src, dst, length) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = x <= -3 ? 0 : x >= 3 ? x : (x * (x + 3)) / 6;
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },

  float64(src, dst, length) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = x <= -3 ? 0 : x >= 3 ? x : risingParabola(x);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },
});

/** The family, in the order that it is listed in. */
export const SELF_GATED = { silu, mish, hardSwish } as const;
