import { ramp } from '../simd/functions/algebraic.js';
import { defineActivation, FINITE, MODERATE, POSITIVE } from './activation.js';

export const relu6 = defineActivation({
  name: 'relu6',
  aliases: [],
  summary: 'Relu that stops at 6.',
  formula: 'min(max(0, x), 6)',
  parameters: {},
  domain: 'ℝ',
  range: '[0, 6]',
  monotone: true,
  derivative: {
    formula: '1 where 0 < x < 6, else 0',
    tolerance: 0,
    apply: (x) => (Number.isNaN(x) ? Number.NaN : Number(x > 0 && x < 6)),
  },
  specialValues: { negativeInfinity: '0', positiveInfinity: '6', nan: 'NaN', negativeZero: '−0' },
  drawback: 'Gradient 0 on both sides. The 6 was chosen for fixed-point arithmetic on phones.',
  tolerance: { float32: 0, float64: 0 },
  probability: false,
  conventions: {
    torch: { name: 'nn.functional.relu6' },
    jax: { name: 'nn.relu6' },
    keras: { name: 'relu6' },
    tfjs: { name: 'relu6' },
  },
  oracle: { expression: '0 if x < 0 else 6 if x > 6 else x', near: [6] },
  reference: 'Krizhevsky 2010, https://www.cs.toronto.edu/~kriz/conv-cifar10-aug2010.pdf',

  float32(src, dst, length) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      dst[i] = x < 0 ? 0 : x > 6 ? 6 : Number.isNaN(x) ? Number.NaN : x;
    }
  },

  float64(src, dst, length) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      dst[i] = x < 0 ? 0 : x > 6 ? 6 : Number.isNaN(x) ? Number.NaN : x;
    }
  },
});

export const hardTanh = defineActivation({
  name: 'hardTanh',
  aliases: ['clip', 'clamp'],
  summary: 'What lies beyond two bounds is moved to them.',
  formula: 'min(max(x, min), max)',
  parameters: {
    min: { default: -1, ...FINITE, summary: 'The lower bound: −1 in every library’s hard tanh.' },
    max: {
      default: 1,
      ...FINITE,
      summary: 'The upper bound: 1 in every library’s hard tanh. It wins where min is above it.',
    },
  },
  domain: 'ℝ',
  range: '[min, max]',
  monotone: true,
  derivative: {
    formula: '1 where min < x < max, else 0',
    tolerance: 0,
    apply: (x, { min, max }) => (Number.isNaN(x) ? Number.NaN : Number(x > min && x < max)),
  },
  specialValues: {
    negativeInfinity: '−1 (min)',
    positiveInfinity: '1 (max)',
    nan: 'NaN',
    negativeZero: '−0',
  },
  drawback: 'Saturates abruptly: gradient 0 on both sides.',
  tolerance: { float32: 0.5, float64: 0 },
  probability: false,
  conventions: {
    torch: { name: 'nn.functional.hardtanh' },
    jax: { name: 'nn.hard_tanh' },
    keras: { name: 'hard_tanh' },
    onnx: { name: 'Clip', note: 'without bounds by default; those of hard tanh here' },
    tfjs: { name: 'clipByValue', note: 'bounds have no defaults there' },
  },
  oracle: {
    expression: 'min_(max_(x, min), max)',
    values: [
      { min: -0.1, max: 2.5 },
      { min: 3, max: -3 },
    ],
    near: [-1, 1],
  },
  reference: 'Collobert 2004, https://ronan.collobert.com/pub/2004_phdthesis_lip6.pdf',

  float32(src, dst, length, { min, max }) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      dst[i] = Number.isNaN(x) ? Number.NaN : Math.min(Math.max(x, min), max);
    }
  },

  float64(src, dst, length, { min, max }) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      dst[i] = Number.isNaN(x) ? Number.NaN : Math.min(Math.max(x, min), max);
    }
  },
});

export const hardSigmoid = defineActivation({
  name: 'hardSigmoid',
  aliases: [],
  summary: 'The sigmoid as a clipped line.',
  formula: 'min(max(slope · x + offset, 0), 1)',
  parameters: {
    slope: {
      default: 1 / 6,
      ...POSITIVE,
      summary:
        '1/6 in PyTorch, JAX and Keras 3; 0.2 in ONNX, TensorFlow.js and Keras 2. The number 1/slope is rounded first, to 6 or 5, so that a sixth is meant and not the double next to it.',
    },
    offset: { default: 0.5, ...MODERATE, summary: 'The value at 0: 0.5 in every library.' },
  },
  domain: 'ℝ',
  range: '[0, 1]',
  monotone: true,
  derivative: {
    formula: 'slope where 0 < slope · x + offset < 1, else 0',
    tolerance: 1,
    apply: (x, { slope, offset }) => {
      const run = 1 / slope;
      const rise = x + offset * run;
      return Number.isNaN(x) ? Number.NaN : rise > 0 && rise < run ? slope : 0;
    },
  },
  specialValues: {
    negativeInfinity: '0',
    positiveInfinity: '1',
    nan: 'NaN',
    negativeZero: '0.5 (offset)',
  },
  drawback: 'Gradient 0 beyond its ends, and two conventions of where these are: ±3 or ±2.5.',
  tolerance: { float32: 0.51, float64: 0.51 },
  probability: false,
  conventions: {
    torch: { name: 'nn.functional.hardsigmoid' },
    jax: { name: 'nn.hard_sigmoid' },
    keras: { name: 'hard_sigmoid', note: 'slope 0.2 before version 3' },
    onnx: { name: 'HardSigmoid', values: { slope: 0.2 } },
    tfjs: { name: 'hardSigmoid', values: { slope: 0.2 } },
  },
  oracle: {
    expression: 'min_(max_((x + nearest(offset * reciprocal(slope))) / reciprocal(slope), 0), 1)',
    values: [{ slope: 0.2 }, { slope: 0.3, offset: 0.4 }],
    near: [-3, -2.5, 2.5, 3],
  },
  reference:
    'Courbariaux, Bengio & David 2015, https://arxiv.org/abs/1511.00363; Howard et al. 2019, https://arxiv.org/abs/1905.02244',

  float32(src, dst, length, { slope, offset }) {
    const run = 1 / slope;
    const start = offset * run;
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const rise = x + start;
      const y = rise <= 0 ? 0 : rise >= run ? 1 : rise / run;
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },

  float64(src, dst, length, { slope, offset }) {
    const run = 1 / slope;
    const start = offset * run;
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const rise = x + start;
      const y = rise <= 0 ? 0 : rise > run ? 1 : Math.min(ramp(x, start, run), 1);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },
});

/** The family, in the order that it is listed in. */
export const CLIPPED = { relu6, hardTanh, hardSigmoid } as const;
