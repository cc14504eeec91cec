import { defineActivation, FINITE } from './activation.js';

export const relu = defineActivation({
  name: 'relu',
  aliases: [],
  summary: 'The rectified linear unit: what is positive passes, the rest is 0.',
  formula: 'max(0, x)',
  parameters: {},
  domain: 'ℝ',
  range: '[0, ∞)',
  monotone: true,
  derivative: {
    formula: '1 where x > 0, else 0 (at 0 by convention)',
    tolerance: 0,
    apply: (x) => (Number.isNaN(x) ? Number.NaN : Number(x > 0)),
  },
  specialValues: { negativeInfinity: '0', positiveInfinity: '+∞', nan: 'NaN', negativeZero: '−0' },
  drawback:
    'Dying units: one that is negative for every input has gradient 0 and never learns again. Not centred on 0.',
  tolerance: { float32: 0, float64: 0 },
  probability: false,
  conventions: {
    torch: { name: 'relu' },
    jax: { name: 'nn.relu' },
    keras: { name: 'relu' },
    onnx: { name: 'Relu' },
    tfjs: { name: 'relu' },
  },
  oracle: { expression: 'x if x > 0 else 0' },
  reference: 'Nair & Hinton 2010, https://icml.cc/Conferences/2010/papers/432.pdf',

  float32(src, dst, length) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      dst[i] = x < 0 ? 0 : Number.isNaN(x) ? Number.NaN : x;
    }
  },

  float64(src, dst, length) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      dst[i] = x < 0 ? 0 : Number.isNaN(x) ? Number.NaN : x;
    }
  },
});

export const leakyRelu = defineActivation({
  name: 'leakyRelu',
  aliases: ['lrelu'],
  summary: 'A rectifier that lets a little of what is negative through.',
  formula: 'x where x ≥ 0, else negativeSlope · x',
  parameters: {
    negativeSlope: {
      default: 0.01,
      ...FINITE,
      summary:
        'The slope for x < 0: 0.01 in JAX, PyTorch and ONNX; 0.2 in the functions of Keras and TensorFlow, 0.3 in TensorFlow.js’s layer.',
    },
  },
  domain: 'ℝ',
  range: 'ℝ for negativeSlope > 0; [0, ∞) for negativeSlope ≤ 0',
  monotone: true,
  derivative: {
    formula: '1 where x ≥ 0, else negativeSlope (at 0 by convention)',
    tolerance: 0,
    apply: (x, { negativeSlope }) => (Number.isNaN(x) ? Number.NaN : x < 0 ? negativeSlope : 1),
  },
  specialValues: {
    negativeInfinity: '−∞ (+∞ for negativeSlope < 0, NaN for negativeSlope 0)',
    positiveInfinity: '+∞',
    nan: 'NaN',
    negativeZero: '−0',
  },
  drawback:
    'Units do not die as with relu, but the slope is one more choice, and frameworks differ in its default.',
  tolerance: { float32: 0.51, float64: 0.5 },
  probability: false,
  conventions: {
    torch: { name: 'nn.functional.leaky_relu' },
    jax: { name: 'nn.leaky_relu' },
    keras: { name: 'leaky_relu', values: { negativeSlope: 0.2 } },
    onnx: { name: 'LeakyRelu' },
    tfjs: { name: 'leakyRelu', values: { negativeSlope: 0.2 }, note: '0.3 in layers.leakyReLU' },
  },
  oracle: {
    expression: 'x if x > 0 else negativeSlope * x',
    values: [{ negativeSlope: 0.2 }, { negativeSlope: -0.7 }],
  },
  reference:
    'Maas, Hannun & Ng 2013, https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf',

  float32(src, dst, length, { negativeSlope }) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = x < 0 ? negativeSlope * x : x;
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },

  float64(src, dst, length, { negativeSlope }) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = x < 0 ? negativeSlope * x : x;
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },
});

export const squaredRelu = defineActivation({
  name: 'squaredRelu',
  aliases: ['relu2'],
  summary: 'The square of relu, found by a search over transformers.',
  formula: 'max(0, x)²',
  parameters: {},
  domain: 'ℝ',
  range: '[0, ∞)',
  monotone: true,
  derivative: {
    formula: '2 · max(0, x)',
    tolerance: 0,
    apply: (x) => 2 * Math.max(0, x),
  },
  specialValues: { negativeInfinity: '0', positiveInfinity: '+∞', nan: 'NaN', negativeZero: '0' },
  drawback:
    'Dying units as with relu; and it grows without bound in its slope, so that large inputs overflow and gradients explode.',
  tolerance: { float32: 0.51, float64: 0.5 },
  probability: false,
  conventions: {},
  oracle: { expression: 'x * x if x > 0 else 0', near: [1e-162, 1.3e154, 1.8446743e19, 2.6e-23] },
  reference: 'So et al. 2021, https://arxiv.org/abs/2109.08668',

  float32(src, dst, length) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      dst[i] = x > 0 ? x * x : Number.isNaN(x) ? Number.NaN : 0;
    }
  },

  float64(src, dst, length) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      dst[i] = x > 0 ? x * x : Number.isNaN(x) ? Number.NaN : 0;
    }
  },
});

/** The family, in the order that it is listed in. */
export const RECTIFIERS = { relu, leakyRelu, squaredRelu } as const;
