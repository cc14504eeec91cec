import { defineActivation, FINITE } from './activation.js';

export const linear = defineActivation({
  name: 'linear',
  aliases: ['identity'],
  summary: 'A straight line through the origin; with slope 1 the value itself.',
  formula: 'slope · x',
  parameters: {
    slope: { default: 1, ...FINITE, summary: 'The factor.' },
  },
  domain: 'ℝ',
  range: 'ℝ (for slope ≠ 0)',
  monotone: true,
  derivative: {
    formula: 'slope',
    tolerance: 0,
    apply: (x, { slope }) => (Number.isNaN(x) ? Number.NaN : slope),
  },
  specialValues: {
    negativeInfinity: '−∞ (+∞ for slope < 0, NaN for slope 0)',
    positiveInfinity: '+∞ (−∞ for slope < 0, NaN for slope 0)',
    nan: 'NaN',
    negativeZero: '−0 (0 for slope < 0)',
  },
  drawback:
    'Layers of linear units are one linear map together; the derivative tells nothing of the input. It stands at the output of regressions.',
  tolerance: { float32: 0.51, float64: 0.5 },
  probability: false,
  conventions: {
    torch: { name: 'nn.Identity' },
    keras: { name: 'linear' },
    onnx: { name: 'Identity' },
    tfjs: { name: 'linear' },
  },
  oracle: { expression: 'slope * x', values: [{ slope: -2.7 }, { slope: 1e-3 }] },
  reference: 'https://keras.io/api/layers/activations/#linear-function',

  float32(src, dst, length, { slope }) {
    for (let i = 0; i < length; i++) {
      const y = slope * src[i]!;
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },

  float64(src, dst, length, { slope }) {
    for (let i = 0; i < length; i++) {
      const y = slope * src[i]!;
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },
});

/** The family, in the order that it is listed in. */
export const LINES = { linear } as const;
