import {
  risingSquare,
  softsign as saturating,
  softsignNarrow,
} from '../simd/functions/algebraic.js';
import { defineActivation } from './activation.js';

export const softsign = defineActivation({
  name: 'softsign',
  aliases: ['softSign'],
  summary: 'A sigmoid without an exponential, which reaches its ends slowly.',
  formula: 'x / (1 + |x|)',
  parameters: {},
  domain: 'ℝ',
  range: '(−1, 1); rounds to −1 and 1 at the ends',
  monotone: true,
  derivative: {
    formula: '1 / (1 + |x|)²',
    tolerance: 4,
    apply: (x) => 1 / (1 + Math.abs(x)) / (1 + Math.abs(x)),
  },
  specialValues: { negativeInfinity: '−1', positiveInfinity: '1', nan: 'NaN', negativeZero: '−0' },
  drawback:
    'Saturates, though only like 1/x; its gradient falls off at once, as its second derivative jumps at 0.',
  tolerance: { float32: 0.51, float64: 0.51 },
  probability: false,
  conventions: {
    torch: { name: 'nn.functional.softsign' },
    jax: { name: 'nn.soft_sign' },
    keras: { name: 'softsign' },
    onnx: { name: 'Softsign' },
    tfjs: { name: 'softsign' },
  },
  oracle: { expression: 'x / (1 + abs(x))', near: [-1, 1, 9e15, 1e16] },
  reference: 'Bergstra, Desjardins, Lamblin & Bengio 2009, https://hdl.handle.net/1866/12174',

  float32(src, dst, length) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = softsignNarrow(x);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },

  float64(src, dst, length) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = saturating(x);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },
});

export const sparsePlus = defineActivation({
  name: 'sparsePlus',
  aliases: [],
  summary: 'The two-class form of sparsemax’s loss: relu with a parabola for its bend.',
  formula: '0 where x ≤ −1, (x + 1)² / 4 where −1 < x < 1, x where x ≥ 1',
  parameters: {},
  domain: 'ℝ',
  range: '[0, ∞)',
  monotone: true,
  derivative: {
    formula: '0 where x ≤ −1, (x + 1) / 2 where −1 < x < 1, 1 where x ≥ 1',
    tolerance: 1,
    apply: (x) => (x <= -1 ? 0 : x >= 1 ? 1 : (x + 1) / 2),
  },
  specialValues: {
    negativeInfinity: '0',
    positiveInfinity: '+∞',
    nan: 'NaN',
    negativeZero: '0.25',
  },
  drawback: 'Gradient 0 below −1, where units can die.',
  tolerance: { float32: 0.51, float64: 0.51 },
  probability: false,
  conventions: { jax: { name: 'nn.sparse_plus' }, keras: { name: 'sparse_plus' } },
  oracle: { expression: '0 if x <= -1 else x if x >= 1 else (x + 1)**2 / 4', near: [-1, 1] },
  reference: 'Martins & Astudillo 2016, https://arxiv.org/abs/1602.02068',

  float32(src, dst, length) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const half = (x + 1) / 2;
      const y = x <= -1 ? 0 : x >= 1 ? x : half * half;
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },

  float64(src, dst, length) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = x <= -1 ? 0 : x >= 1 ? x : risingSquare(x);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },
});

export const sparseSigmoid = defineActivation({
  name: 'sparseSigmoid',
  aliases: [],
  summary: 'The derivative of sparsePlus: the sigmoid of sparsemax.',
  formula: 'min(max((x + 1) / 2, 0), 1)',
  parameters: {},
  domain: 'ℝ',
  range: '[0, 1]',
  monotone: true,
  derivative: {
    formula: '1/2 where −1 < x < 1, else 0',
    tolerance: 0,
    apply: (x) => (Number.isNaN(x) ? Number.NaN : x > -1 && x < 1 ? 0.5 : 0),
  },
  specialValues: { negativeInfinity: '0', positiveInfinity: '1', nan: 'NaN', negativeZero: '0.5' },
  drawback: 'Gradient 0 beyond its ends.',
  tolerance: { float32: 0.51, float64: 0.5 },
  probability: false,
  conventions: { jax: { name: 'nn.sparse_sigmoid' }, keras: { name: 'sparse_sigmoid' } },
  oracle: { expression: 'min_(max_((x + 1) / 2, 0), 1)', near: [-1, 1] },
  reference: 'Blondel, Martins & Niculae 2020, section 6.2, https://arxiv.org/abs/1901.02324',

  float32(src, dst, length) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = x <= -1 ? 0 : x >= 1 ? 1 : (x + 1) / 2;
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },

  float64(src, dst, length) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = x <= -1 ? 0 : x >= 1 ? 1 : (x + 1) / 2;
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },
});

/** The family, in the order that it is listed in. */
export const ALGEBRAIC = { softsign, sparsePlus, sparseSigmoid } as const;
