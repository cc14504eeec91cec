import { bySimd32, bySimd64 } from '../simd/elementwise.js';
import {
  log as logarithm,
  log1p as logarithmOf1Plus,
  logit as logOdds,
} from '../simd/functions/log.js';
import { log1pLoop, logitLoop, logLoop } from '../simd/functions/log-loop.js';
import { log1pNarrow, logitNarrow, logLoop32 } from '../simd/functions/log-ratio.js';
import { defineActivation } from './activation.js';

export const log = defineActivation({
  name: 'log',
  aliases: ['ln'],
  summary: 'The natural logarithm: probabilities become log-probabilities.',
  formula: 'ln(x)',
  parameters: {},
  domain: '[0, ∞)',
  range: 'ℝ',
  monotone: true,
  derivative: {
    formula: '1 / x',
    tolerance: 0.5,
    apply: (x) => (x >= 0 ? 1 / Math.abs(x) : Number.NaN),
  },
  specialValues: {
    negativeInfinity: 'NaN',
    positiveInfinity: '+∞',
    nan: 'NaN',
    negativeZero: '−∞',
  },
  drawback: 'Gradient without bound at 0, where it is −∞.',
  tolerance: { float32: 0.51, float64: 0.51 },
  probability: false,
  conventions: {
    torch: { name: 'log' },
    jax: { name: 'numpy.log' },
    keras: { name: 'ops.log' },
    onnx: { name: 'Log' },
    tfjs: { name: 'log' },
  },
  oracle: { expression: 'log(x)', near: [1, 0.75, 1.5, 0.9921875, 1.0078125, 2] },
  reference: 'DLMF 4.2, https://dlmf.nist.gov/4.2',

  float32(src, dst, length) {
    if (!bySimd32('log32', src, dst, length)) logLoop32(src, dst, length);
  },

  float64(src, dst, length) {
    if (!bySimd64('log64', logarithm, src, dst, length)) logLoop(src, dst, length);
  },
});

export const log1p = defineActivation({
  name: 'log1p',
  aliases: [],
  summary: 'The logarithm of 1 + x, right around 0: counts are tamed by it.',
  formula: 'ln(1 + x)',
  parameters: {},
  domain: '[−1, ∞)',
  range: 'ℝ',
  monotone: true,
  derivative: {
    formula: '1 / (1 + x)',
    tolerance: 1.5,
    apply: (x) => (x >= -1 ? 1 / (1 + x) : Number.NaN),
  },
  specialValues: {
    negativeInfinity: 'NaN',
    positiveInfinity: '+∞',
    nan: 'NaN',
    negativeZero: '−0',
  },
  drawback: 'Gradient without bound at −1, where it is −∞.',
  tolerance: { float32: 0.51, float64: 0.51 },
  probability: false,
  conventions: {
    torch: { name: 'log1p' },
    jax: { name: 'numpy.log1p' },
    keras: { name: 'ops.log1p' },
    tfjs: { name: 'log1p' },
  },
  oracle: { expression: 'log1p(x)', near: [-0.9999999, -0.75, -0.5, -0.0078125, 0.0078125, 1] },
  reference: 'DLMF 4.2, https://dlmf.nist.gov/4.2',

  float32(src, dst, length) {
    if (bySimd32('log1pOf32', src, dst, length)) return;
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = log1pNarrow(x);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },

  float64(src, dst, length) {
    if (!bySimd64('log1pOf64', logarithmOf1Plus, src, dst, length)) log1pLoop(src, dst, length);
  },
});

export const logit = defineActivation({
  name: 'logit',
  aliases: [],
  summary: 'The inverse of sigmoid: a probability becomes a logit.',
  formula: 'ln(x / (1 − x))',
  parameters: {},
  domain: '[0, 1]',
  range: 'ℝ',
  monotone: true,
  derivative: {
    formula: '1 / (x(1 − x))',
    tolerance: 2,
    apply: (x) => (x >= 0 && x <= 1 ? 1 / Math.abs(x) / (1 - x) : Number.NaN),
  },
  specialValues: {
    negativeInfinity: 'NaN',
    positiveInfinity: 'NaN',
    nan: 'NaN',
    negativeZero: '−∞',
  },
  drawback:
    'NaN outside of [0, 1] and infinite at the ends; probabilities near 1 have few digits left, where log-probabilities would have kept them.',
  tolerance: { float32: 0.51, float64: 0.52 },
  probability: false,
  conventions: { torch: { name: 'logit' }, jax: { name: 'scipy.special.logit' } },
  oracle: { expression: 'log(x / (1 - x))', near: [0.5, 0.25, 0.75, 0.9921875, 0.0078125, 1] },
  reference: 'Berkson 1944, https://doi.org/10.1080/01621459.1944.10500699',

  float32(src, dst, length) {
    if (bySimd32('logit32', src, dst, length)) return;
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = logitNarrow(x);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },

  float64(src, dst, length) {
    if (!bySimd64('logit64', logOdds, src, dst, length)) logitLoop(src, dst, length);
  },
});

/** The family, in the order that it is listed in. */
export const LOGARITHMS = { log, log1p, logit } as const;
