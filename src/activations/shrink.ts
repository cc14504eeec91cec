import { bySimd32, bySimd64 } from '../simd/elementwise.js';
import { tanh } from '../simd/functions/tanh.js';
import { tanhShrink as shrunk, tanhShrinkNarrow } from '../simd/functions/tanh-shrink.js';
import { defineActivation, NOT_NEGATIVE } from './activation.js';

/** The derivative of what drops |x| up to a threshold. */
const BEYOND = {
  formula: '1 where |x| > threshold or threshold is 0, else 0',
  tolerance: 0,
  apply: (x: number, { threshold }: { readonly threshold: number }) =>
    Number.isNaN(x) ? Number.NaN : Number(threshold === 0 || Math.abs(x) > threshold),
} as const;

export const hardShrink = defineActivation({
  name: 'hardShrink',
  aliases: [],
  summary: 'What is small becomes 0, the rest passes.',
  formula: 'x where |x| > threshold, else 0',
  parameters: {
    threshold: {
      default: 0.5,
      ...NOT_NEGATIVE,
      summary: 'The largest |x| that becomes 0: 0.5 in every library (lambd).',
    },
  },
  domain: 'ℝ',
  range: '{0}, (−∞, −threshold) and (threshold, ∞)',
  monotone: true,
  derivative: BEYOND,
  specialValues: { negativeInfinity: '−∞', positiveInfinity: '+∞', nan: 'NaN', negativeZero: '0' },
  drawback:
    'It jumps at both ends of what it drops, where its gradient is 0. It makes codes sparse.',
  tolerance: { float32: 0, float64: 0 },
  probability: false,
  conventions: {
    torch: { name: 'nn.functional.hardshrink' },
    keras: { name: 'hard_shrink' },
    onnx: { name: 'Shrink' },
  },
  oracle: {
    expression: 'x if abs(x) > threshold else 0',
    values: [{ threshold: 0.1 }, { threshold: 0 }],
    near: [-0.5, 0.5, 0.1],
  },
  reference: 'Donoho & Johnstone 1994, https://doi.org/10.1093/biomet/81.3.425',

  float32(src, dst, length, { threshold }) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      dst[i] = Math.abs(x) > threshold ? x : Number.isNaN(x) ? Number.NaN : 0;
    }
  },

  float64(src, dst, length, { threshold }) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      dst[i] = Math.abs(x) > threshold ? x : Number.isNaN(x) ? Number.NaN : 0;
    }
  },
});

export const softShrink = defineActivation({
  name: 'softShrink',
  aliases: [],
  summary: 'Everything moves towards 0 by a threshold, and what is smaller becomes 0.',
  formula: 'x − threshold where x > threshold, x + threshold where x < −threshold, else 0',
  parameters: {
    threshold: { default: 0.5, ...NOT_NEGATIVE, summary: 'How far: 0.5 in every library (lambd).' },
  },
  domain: 'ℝ',
  range: 'ℝ',
  monotone: true,
  derivative: BEYOND,
  specialValues: { negativeInfinity: '−∞', positiveInfinity: '+∞', nan: 'NaN', negativeZero: '0' },
  drawback:
    'Large values are biased towards 0 by the threshold. It is the proximal step of the lasso.',
  tolerance: { float32: 0.51, float64: 0.5 },
  probability: false,
  conventions: {
    torch: { name: 'nn.functional.softshrink' },
    keras: { name: 'soft_shrink' },
    onnx: { name: 'Shrink', note: 'with bias = lambd, which is 0 by default there: hardShrink' },
  },
  oracle: {
    expression: 'x - threshold if x > threshold else x + threshold if x < -threshold else 0',
    values: [{ threshold: 0.1 }, { threshold: 0 }],
    near: [-0.5, 0.5, 0.1],
  },
  reference: 'Donoho 1995, https://doi.org/10.1109/18.382009',

  float32(src, dst, length, { threshold }) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      dst[i] =
        x > threshold
          ? x - threshold
          : x < -threshold
            ? x + threshold
            : Number.isNaN(x)
              ? Number.NaN
              : 0;
    }
  },

  float64(src, dst, length, { threshold }) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      dst[i] =
        x > threshold
          ? x - threshold
          : x < -threshold
            ? x + threshold
            : Number.isNaN(x)
              ? Number.NaN
              : 0;
    }
  },
});

export const tanhShrink = defineActivation({
  name: 'tanhShrink',
  aliases: [],
  summary: 'What the hyperbolic tangent leaves of x.',
  formula: 'x − tanh(x)',
  parameters: {},
  domain: 'ℝ',
  range: 'ℝ',
  monotone: true,
  derivative: {
    formula: 'tanh(x)²',
    tolerance: 3,
    apply: (x) => {
      const y = tanh(x);
      return y * y;
    },
  },
  specialValues: { negativeInfinity: '−∞', positiveInfinity: '+∞', nan: 'NaN', negativeZero: '−0' },
  drawback: 'Flat around 0, where it is x³/3 and the gradient vanishes.',
  // 0.7 where the result is a normal number; a subnormal one is rounded twice.
  tolerance: { float32: 0.51, float64: 0.76 },
  probability: false,
  conventions: {
    torch: { name: 'nn.functional.tanhshrink' },
    keras: { name: 'tanh_shrink' },
  },
  oracle: {
    expression: 'x - tanh(x)',
    near: [-0.3, 0.3, 0.36, 0.46, 0.55, 1e-108, 2e-103, 1e-5, 19.06, 20],
  },
  reference: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Tanhshrink.html',

  float32(src, dst, length) {
    if (bySimd32('tanhShrink32', src, dst, length)) return;
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = tanhShrinkNarrow(x);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },

  float64(src, dst, length) {
    if (bySimd64('tanhShrink64', shrunk, src, dst, length)) return;
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = shrunk(x);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },
});

/** The family, in the order that it is listed in. */
export const SHRINK = { hardShrink, softShrink, tanhShrink } as const;
