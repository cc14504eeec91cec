import { bySimd32, bySimd64 } from '../simd/elementwise.js';
import { leadingHalf, productError } from '../simd/functions/error-free.js';
import { PER_LN2 } from '../simd/functions/exp-table.js';
import { exp } from '../simd/functions/exponential.js';
import {
  continuousExpm1,
  continuousSlope,
  eluLoop32,
  eluOfOne,
  scaledExpm1,
} from '../simd/functions/exponential-linear.js';
import { defineActivation, MODERATE, POSITIVE } from './activation.js';

export const elu = defineActivation({
  name: 'elu',
  aliases: [],
  summary: 'The exponential linear unit: what is negative saturates softly at −alpha.',
  formula: 'x where x > 0, else alpha · (exp(x) − 1)',
  parameters: {
    alpha: {
      default: 1,
      ...MODERATE,
      summary: 'What the negative side saturates at, below 0: 1 in every library.',
    },
  },
  domain: 'ℝ',
  range: '(−alpha, ∞)',
  monotone: true,
  derivative: {
    formula: '1 where x > 0, else alpha · exp(x)',
    tolerance: 2,
    apply: (x, { alpha }) => (x > 0 ? 1 : alpha * exp(x)),
  },
  specialValues: {
    negativeInfinity: '−1 (−alpha)',
    positiveInfinity: '+∞',
    nan: 'NaN',
    negativeZero: '−0 (0 for alpha < 0)',
  },
  drawback:
    'Costs an exponential; the negative side saturates, where the gradient vanishes. Its derivative jumps at 0 unless alpha is 1.',
  tolerance: { float32: 0.51, float64: 0.55 },
  probability: false,
  conventions: {
    torch: { name: 'nn.functional.elu' },
    jax: { name: 'nn.elu' },
    keras: { name: 'elu' },
    onnx: { name: 'Elu' },
    tfjs: { name: 'elu' },
  },
  oracle: {
    expression: 'x if x > 0 else alpha * expm1(x)',
    values: [{ alpha: 0.3 }, { alpha: -2.5 }],
    near: [-0.0054, -0.0109, -36.7, -40, -17.3],
  },
  reference: 'Clevert, Unterthiner & Hochreiter 2016, https://arxiv.org/abs/1511.07289',

  float32(src, dst, length, { alpha }) {
    if (!bySimd32('elu32', src, dst, length, 1, alpha, PER_LN2)) {
      eluLoop32(src, dst, length, 1, alpha, PER_LN2);
    }
  },

  float64(src, dst, length, { alpha }) {
    const head = leadingHalf(alpha);
    const rest = alpha - head;
    const one = (x: number) => (x > 0 ? x : scaledExpm1(x, alpha, 0, head, rest));
    const done =
      alpha === 1
        ? bySimd64('elu64', eluOfOne, src, dst, length)
        : bySimd64('scaledElu64', one, src, dst, length, 1, head, rest);
    if (done) return;
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = alpha === 1 ? eluOfOne(x) : one(x);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },
});

export const celu = defineActivation({
  name: 'celu',
  aliases: [],
  summary: 'Elu made smooth for every alpha: the argument of the exponential is divided by it.',
  formula: 'max(0, x) + min(0, alpha · (exp(x / alpha) − 1))',
  parameters: {
    alpha: {
      default: 1,
      ...POSITIVE,
      summary: 'What the negative side saturates at, below 0, and its width: 1 in every library.',
    },
  },
  domain: 'ℝ',
  range: '(−alpha, ∞)',
  monotone: true,
  derivative: {
    formula: '1 where x > 0, else exp(x / alpha)',
    tolerance: 2,
    apply: (x, { alpha }) => (x > 0 ? 1 : continuousSlope(x, alpha)),
  },
  specialValues: {
    negativeInfinity: '−1 (−alpha)',
    positiveInfinity: '+∞',
    nan: 'NaN',
    negativeZero: '−0',
  },
  drawback:
    'Costs an exponential and a division; the negative side saturates, where the gradient vanishes.',
  tolerance: { float32: 0.51, float64: 0.55 },
  probability: false,
  conventions: {
    torch: { name: 'nn.functional.celu' },
    jax: { name: 'nn.celu' },
    keras: { name: 'celu' },
    onnx: { name: 'Celu' },
  },
  oracle: {
    expression: 'x if x > 0 else alpha * expm1(x / alpha)',
    values: [{ alpha: 0.25 }, { alpha: 3.7 }],
    near: [-0.0054, -0.0109, -36.7, -40],
  },
  reference: 'Barron 2017, https://arxiv.org/abs/1704.07483',

  float32(src, dst, length, { alpha }) {
    const rate = PER_LN2 / alpha;
    if (!bySimd32('elu32', src, dst, length, 1, alpha, rate)) {
      eluLoop32(src, dst, length, 1, alpha, rate);
    }
  },

  float64(src, dst, length, { alpha }) {
    if (alpha === 1 && bySimd64('elu64', eluOfOne, src, dst, length)) return;
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = alpha === 1 ? eluOfOne(x) : x > 0 ? x : continuousExpm1(x, alpha);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },
});

export const selu = defineActivation({
  name: 'selu',
  aliases: [],
  summary: 'Elu scaled so that layers of it keep mean 0 and variance 1 by themselves.',
  formula: 'scale · (x where x > 0, else alpha · (exp(x) − 1))',
  parameters: {
    alpha: {
      default: 1.6732632423543772,
      ...MODERATE,
      summary:
        'The depth of the negative side before it is scaled. ONNX rounds it to float32: 1.6732631921768188.',
    },
    scale: {
      default: 1.0507009873554805,
      ...MODERATE,
      summary: 'The factor of both sides. ONNX rounds it to float32: 1.0507010221481323.',
    },
  },
  domain: 'ℝ',
  range: '(−scale · alpha, ∞)',
  monotone: true,
  derivative: {
    formula: 'scale where x > 0, else scale · alpha · exp(x)',
    tolerance: 2,
    apply: (x, { alpha, scale }) => (x > 0 ? scale : scale * alpha * exp(x)),
  },
  specialValues: {
    negativeInfinity: '−1.7580993408473766 (−scale · alpha)',
    positiveInfinity: '+∞',
    nan: 'NaN',
    negativeZero: '−0',
  },
  drawback:
    'Normalises itself only with weights drawn for it (LeCun’s normal) and with alpha dropout; elsewhere it is a scaled elu.',
  // 0.55 where the result is a normal number; a subnormal one is rounded twice.
  tolerance: { float32: 0.51, float64: 0.76 },
  probability: false,
  conventions: {
    torch: { name: 'nn.functional.selu' },
    jax: { name: 'nn.selu' },
    keras: { name: 'selu' },
    onnx: { name: 'Selu', values: { alpha: 1.6732631921768188, scale: 1.0507010221481323 } },
    tfjs: { name: 'selu' },
  },
  oracle: {
    expression: 'scale * x if x > 0 else scale * alpha * expm1(x)',
    values: [{ alpha: 1.6732631921768188, scale: 1.0507010221481323 }],
    near: [-0.0054, -0.0109, -36.7, -40],
  },
  reference: 'Klambauer, Unterthiner, Mayr & Hochreiter 2017, https://arxiv.org/abs/1706.02515',

  float32(src, dst, length, { alpha, scale }) {
    const depth = scale * alpha;
    if (!bySimd32('elu32', src, dst, length, scale, depth, PER_LN2)) {
      eluLoop32(src, dst, length, scale, depth, PER_LN2);
    }
  },

  float64(src, dst, length, { alpha, scale }) {
    const depth = scale * alpha;
    const depthLow = productError(scale, alpha, depth);
    const head = leadingHalf(depth);
    const rest = depth - head + depthLow;
    const one = (x: number) => (x > 0 ? scale * x : scaledExpm1(x, depth, depthLow, head, rest));
    if (bySimd64('scaledElu64', one, src, dst, length, scale, head, rest)) return;
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = one(x);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },
});

/** The family, in the order that it is listed in. */
export const EXPONENTIAL_LINEAR = { elu, celu, selu } as const;
