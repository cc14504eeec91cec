import { defineActivation, FINITE } from './activation.js';

export const threshold = defineActivation({
  name: 'threshold',
  aliases: [],
  summary: 'What is not above a threshold is replaced by a value.',
  formula: 'x where x > threshold, else value',
  parameters: {
    threshold: {
      default: 0,
      ...FINITE,
      summary: 'What x has to be above: no default in PyTorch and Keras.',
    },
    value: {
      default: 0,
      ...FINITE,
      summary: 'What stands in its place otherwise: no default in PyTorch and Keras.',
    },
  },
  domain: 'ℝ',
  range: '(threshold, ∞) and value',
  monotone: true,
  derivative: {
    formula: '1 where x > threshold, else 0',
    tolerance: 0,
    apply: (x, { threshold }) => (Number.isNaN(x) ? Number.NaN : Number(x > threshold)),
  },
  specialValues: {
    negativeInfinity: '0 (value)',
    positiveInfinity: '+∞',
    nan: 'NaN',
    negativeZero: '0 (value, where threshold ≥ 0)',
  },
  drawback: 'It jumps, and its gradient is 0 below the threshold.',
  tolerance: { float32: 0.5, float64: 0 },
  probability: false,
  conventions: {
    torch: { name: 'nn.functional.threshold', note: 'both parameters have to be given there' },
    keras: { name: 'threshold', note: 'both parameters have to be given there' },
  },
  oracle: {
    expression: 'x if x > threshold else value',
    values: [
      { threshold: 0.1, value: 20 },
      { threshold: -1, value: -7.3 },
    ],
    near: [0.1, -1],
  },
  reference: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Threshold.html',

  float32(src, dst, length, { threshold, value }) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      dst[i] = x > threshold ? x : Number.isNaN(x) ? Number.NaN : value;
    }
  },

  float64(src, dst, length, { threshold, value }) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      dst[i] = x > threshold ? x : Number.isNaN(x) ? Number.NaN : value;
    }
  },
});

export const thresholdedRelu = defineActivation({
  name: 'thresholdedRelu',
  aliases: [],
  summary: 'Relu that lets only what is above a threshold through, unchanged.',
  formula: 'x where x > threshold, else 0',
  parameters: {
    threshold: {
      default: 1,
      ...FINITE,
      summary: 'What x has to be above: 1 in ONNX (alpha) and TensorFlow.js (theta).',
    },
  },
  domain: 'ℝ',
  range: '{0} and (threshold, ∞)',
  monotone: true,
  derivative: {
    formula: '1 where x > threshold, else 0',
    tolerance: 0,
    apply: (x, { threshold }) => (Number.isNaN(x) ? Number.NaN : Number(x > threshold)),
  },
  specialValues: { negativeInfinity: '0', positiveInfinity: '+∞', nan: 'NaN', negativeZero: '0' },
  drawback: 'It jumps at the threshold, and its gradient is 0 below it.',
  tolerance: { float32: 0, float64: 0 },
  probability: false,
  conventions: { onnx: { name: 'ThresholdedRelu' }, tfjs: { name: 'layers.thresholdedReLU' } },
  oracle: { expression: 'x if x > threshold else 0', values: [{ threshold: 0.1 }], near: [1, 0.1] },
  reference: 'Konda, Memisevic & Krueger 2015, https://arxiv.org/abs/1402.3337',

  float32(src, dst, length, { threshold }) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      dst[i] = x > threshold ? x : Number.isNaN(x) ? Number.NaN : 0;
    }
  },

  float64(src, dst, length, { threshold }) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      dst[i] = x > threshold ? x : Number.isNaN(x) ? Number.NaN : 0;
    }
  },
});

export const step = defineActivation({
  name: 'step',
  aliases: ['heaviside'],
  summary: '0 below 0 and 1 above: the perceptron’s unit.',
  formula: '0 where x < 0, 1 where x > 0, atZero at 0',
  parameters: {
    atZero: {
      default: 1,
      ...FINITE,
      summary:
        'The value at 0: 1 by the perceptron’s convention; 0 in TensorFlow.js; given by the caller in PyTorch and JAX.',
    },
  },
  domain: 'ℝ',
  range: '{0, 1} and atZero',
  monotone: true,
  derivative: {
    formula: '0',
    tolerance: 0,
    apply: (x) => (Number.isNaN(x) ? Number.NaN : 0),
  },
  specialValues: {
    negativeInfinity: '0',
    positiveInfinity: '1',
    nan: 'NaN',
    negativeZero: '1 (atZero)',
  },
  drawback: 'Gradient 0 everywhere: nothing learns through it.',
  tolerance: { float32: 0.5, float64: 0 },
  probability: false,
  conventions: {
    torch: { name: 'heaviside', note: 'the value at 0 has to be given there' },
    jax: { name: 'numpy.heaviside', note: 'the value at 0 has to be given there' },
    tfjs: { name: 'step', values: { atZero: 0 } },
  },
  oracle: { expression: '0 if x < 0 else 1 if x > 0 else atZero', values: [{ atZero: 0.5 }] },
  reference: 'Rosenblatt 1958, https://doi.org/10.1037/h0042519',

  float32(src, dst, length, { atZero }) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      dst[i] = x < 0 ? 0 : x > 0 ? 1 : Number.isNaN(x) ? Number.NaN : atZero;
    }
  },

  float64(src, dst, length, { atZero }) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      dst[i] = x < 0 ? 0 : x > 0 ? 1 : Number.isNaN(x) ? Number.NaN : atZero;
    }
  },
});

/** The family, in the order that it is listed in. */
export const THRESHOLDS = { threshold, thresholdedRelu, step } as const;
