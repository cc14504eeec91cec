import { bySimd32, bySimd64 } from '../simd/elementwise.js';
import { expm1Narrow, expm1 as growth } from '../simd/functions/expm1.js';
import { expNarrow, exp as exponential } from '../simd/functions/exponential.js';
import { defineActivation } from './activation.js';

export const exp = defineActivation({
  name: 'exp',
  aliases: ['exponential'],
  summary: 'The exponential function: logits become unnormalised odds, log-rates rates.',
  formula: 'exp(x)',
  parameters: {},
  domain: 'ℝ',
  range: '(0, ∞); rounds to 0 and +∞ at the ends',
  monotone: true,
  derivative: {
    formula: 'exp(x)',
    tolerance: 1,
    apply: (x) => exponential(x),
  },
  specialValues: { negativeInfinity: '0', positiveInfinity: '+∞', nan: 'NaN', negativeZero: '1' },
  drawback: 'Overflows above 709.78 (88.72 in Float32), and its gradient explodes before that.',
  // 0.54 where the result is a normal number; a subnormal one is rounded twice.
  tolerance: { float32: 0.51, float64: 0.76 },
  probability: false,
  conventions: {
    torch: { name: 'exp' },
    jax: { name: 'numpy.exp' },
    keras: { name: 'exponential' },
    onnx: { name: 'Exp' },
    tfjs: { name: 'exp' },
  },
  oracle: {
    expression: 'exp(x)',
    near: [-745.13, -708.4, -700, -103.97, -87.34, 88.72, 700, 709.78, 0.0054],
  },
  reference: 'DLMF 4.2, https://dlmf.nist.gov/4.2',

  float32(src, dst, length) {
    if (bySimd32('exponential32', src, dst, length)) return;
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = expNarrow(x);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },

  float64(src, dst, length) {
    if (bySimd64('exponential64', exponential, src, dst, length)) return;
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = exponential(x);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },
});

export const expm1 = defineActivation({
  name: 'expm1',
  aliases: [],
  summary: 'The exponential less 1, right around 0.',
  formula: 'exp(x) − 1',
  parameters: {},
  domain: 'ℝ',
  range: '(−1, ∞); rounds to −1 and +∞ at the ends',
  monotone: true,
  derivative: {
    formula: 'exp(x)',
    tolerance: 1,
    apply: (x) => exponential(x),
  },
  specialValues: { negativeInfinity: '−1', positiveInfinity: '+∞', nan: 'NaN', negativeZero: '−0' },
  drawback: 'Overflows above 709.78 (88.72 in Float32). It turns log-returns into returns.',
  tolerance: { float32: 0.51, float64: 0.55 },
  probability: false,
  conventions: {
    torch: { name: 'expm1' },
    jax: { name: 'numpy.expm1' },
    keras: { name: 'ops.expm1' },
    tfjs: { name: 'expm1' },
  },
  oracle: {
    expression: 'expm1(x)',
    near: [-40, -37.4, -17.3, -0.7, -0.0054, 0.0054, 0.4055, 18.7, 36, 38.5, 40, 88.72, 709.78],
  },
  reference: 'DLMF 4.2, https://dlmf.nist.gov/4.2',

  float32(src, dst, length) {
    if (bySimd32('expm1Of32', src, dst, length)) return;
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = expm1Narrow(x);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },

  float64(src, dst, length) {
    if (bySimd64('expm1Of64', growth, src, dst, length)) return;
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = growth(x);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },
});

/** The family, in the order that it is listed in. */
export const EXPONENTIALS = { exp, expm1 } as const;
