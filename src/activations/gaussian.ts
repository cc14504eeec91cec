import { bySimd32, bySimd64 } from '../simd/elementwise.js';
import { eachByCubics } from '../simd/functions/cubics.js';
import { ERF_CUBICS, GELU_CUBICS, QUICK_GELU_CUBICS, settled } from '../simd/functions/curves32.js';
import { erfSlope, geluNarrow, geluSlope } from '../simd/functions/erfc.js';
import { PER_LN2 } from '../simd/functions/exp-table.js';
import { swish, swishNarrow, swishSlope } from '../simd/functions/gated.js';
import { erf as errorFunction, gelu as gaussian } from '../simd/functions/gaussian.js';
import {
  geluOfTanh,
  geluOfTanhLoop,
  geluOfTanhNarrow,
  geluOfTanhSlope,
} from '../simd/functions/gelu-tanh.js';
import { defineActivation } from './activation.js';

export const gelu = defineActivation({
  name: 'gelu',
  aliases: [],
  summary:
    'The Gaussian error linear unit: x times the probability that a normal variable is below it.',
  formula: 'x · Φ(x) = x / 2 · (1 + erf(x / √2))',
  parameters: {},
  domain: 'ℝ',
  range: '[−0.16997…, ∞)',
  monotone: false,
  derivative: {
    formula: 'Φ(x) + x · φ(x), φ(x) = exp(−x²/2) / √(2π)',
    tolerance: 4,
    apply: (x) => geluSlope(x),
  },
  specialValues: { negativeInfinity: '−0', positiveInfinity: '+∞', nan: 'NaN', negativeZero: '−0' },
  drawback:
    'Not monotone: it falls to its minimum near x = −0.75, so that two inputs share an output. The error function costs more than relu; libraries differ in whether “gelu” means this or the approximation by tanh (geluTanh), up to 0.0005 apart.',
  // 0.57 where the result is a normal number; a subnormal one is rounded twice.
  tolerance: { float32: 0.87, float64: 0.76 },
  probability: false,
  conventions: {
    torch: { name: 'nn.functional.gelu' },
    jax: { name: 'nn.gelu', means: 'geluTanh', note: 'approximate=False is this one' },
    keras: { name: 'gelu', note: 'keras.ops.gelu is geluTanh' },
    onnx: { name: 'Gelu' },
    tfjs: { name: 'gelu' },
  },
  oracle: {
    expression: 'x / 2 * erfc(-x / sqrt(2))',
    near: [-38.5, -14.4, -10, -9.02, -8.3, -5, -1.4143, 1.4143, 8.3],
  },
  reference: 'Hendrycks & Gimpel 2016, https://arxiv.org/abs/1606.08415',

  float32(src, dst, length) {
    if (bySimd32('gelu32', src, dst, length)) return;
    eachByCubics(GELU_CUBICS, geluNarrow, src, dst, length);
  },

  float64(src, dst, length) {
    if (bySimd64('gelu64', gaussian, src, dst, length)) return;
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = gaussian(x);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },
});

export const geluTanh = defineActivation({
  name: 'geluTanh',
  aliases: ['geluNew', 'geluApproximate'],
  summary: 'The approximation of gelu by a hyperbolic tangent, as GPT-2 and BERT have it.',
  formula:
    'x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 · x³))) = x · σ(2√(2/π) · (x + 0.044715 · x³))',
  parameters: {},
  domain: 'ℝ',
  range: '[−0.17004…, ∞)',
  monotone: false,
  derivative: {
    formula: 'σ(t) · (1 + x · σ(−t) · t′), t = 2√(2/π) · (x + 0.044715 · x³)',
    tolerance: 4,
    apply: (x) => geluOfTanhSlope(x),
  },
  specialValues: { negativeInfinity: '−0', positiveInfinity: '+∞', nan: 'NaN', negativeZero: '−0' },
  drawback:
    'Not monotone: it falls to its minimum near x = −0.75, so that two inputs share an output. An approximation of gelu to about 0.0005, with a tail that vanishes much sooner.',
  // 0.6 where the result is a normal number; a subnormal one is rounded twice.
  tolerance: { float32: 0.51, float64: 0.76 },
  probability: false,
  conventions: {
    torch: { name: 'nn.functional.gelu(approximate=tanh)' },
    jax: { name: 'nn.gelu' },
    keras: { name: 'ops.gelu' },
    onnx: { name: 'Gelu(approximate=tanh)' },
    tfjs: { name: 'gelu_new' },
  },
  oracle: {
    expression: 'x / (1 + exp(-2 * sqrt(2 / pi) * (x + 44715 * x**3 / 10**6)))',
    near: [-21.6, -21, -10.5, -7.9, -7.68, -6.8, -5, 5, 7.4],
  },
  reference: 'Hendrycks & Gimpel 2016, https://arxiv.org/abs/1606.08415',

  float32(src, dst, length) {
    if (bySimd32('geluTanh32', src, dst, length)) return;
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = geluOfTanhNarrow(x);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },

  float64(src, dst, length) {
    if (!bySimd64('geluTanh64', geluOfTanh, src, dst, length)) {
      geluOfTanhLoop(src, dst, length);
    }
  },
});

export const quickGelu = defineActivation({
  name: 'quickGelu',
  aliases: [],
  summary: 'The coarse approximation of gelu by a sigmoid, as CLIP has it.',
  formula: 'x · σ(1.702 · x)',
  parameters: {},
  domain: 'ℝ',
  range: '[−0.16361…, ∞)',
  monotone: false,
  derivative: {
    formula: 'σ(1.702x) · (1 + 1.702x · σ(−1.702x))',
    tolerance: 4,
    apply: (x) => swishSlope(x, 1.702),
  },
  specialValues: { negativeInfinity: '−0', positiveInfinity: '+∞', nan: 'NaN', negativeZero: '−0' },
  drawback:
    'Not monotone: it falls to its minimum near x = −0.75, so that two inputs share an output. An approximation of gelu to about 0.02.',
  // 0.6 where the result is a normal number; a subnormal one is rounded twice.
  tolerance: { float32: 0.92, float64: 0.76 },
  probability: false,
  conventions: {},
  oracle: { expression: 'x / (1 + exp(-mpf(1.702) * x))', near: [-440, -436.7, -61, -23.5, 23.5] },
  reference:
    'Hendrycks & Gimpel 2016, https://arxiv.org/abs/1606.08415; https://github.com/openai/CLIP/blob/main/clip/model.py',

  float32(src, dst, length) {
    const rate = 1.702 * PER_LN2;
    if (bySimd32('quickGelu32', src, dst, length, rate)) return;
    eachByCubics(QUICK_GELU_CUBICS, (x) => swishNarrow(x, rate), src, dst, length);
  },

  float64(src, dst, length) {
    if (bySimd64('swish64', (x) => swish(x, 1.702), src, dst, length, 1.702)) return;
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = swish(x, 1.702);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },
});

export const erf = defineActivation({
  name: 'erf',
  aliases: [],
  summary:
    'The error function: the probability that a normal variable of variance ½ is within ±x, with the sign of x.',
  formula: '2/√π · ∫₀ˣ exp(−t²) dt',
  parameters: {},
  domain: 'ℝ',
  range: '(−1, 1); rounds to −1 and 1 at the ends',
  monotone: true,
  derivative: {
    formula: '2/√π · exp(−x²)',
    tolerance: 2,
    apply: (x) => erfSlope(x),
  },
  specialValues: { negativeInfinity: '−1', positiveInfinity: '1', nan: 'NaN', negativeZero: '−0' },
  drawback: 'Saturates sooner than tanh, where the gradient vanishes.',
  // 0.58 but for |x| < 2⁻⁹⁰⁰, where it is one product with 2/√π.
  tolerance: { float32: 0.82, float64: 0.63 },
  probability: false,
  conventions: {
    torch: { name: 'erf' },
    jax: { name: 'lax.erf' },
    keras: { name: 'ops.erf' },
    onnx: { name: 'Erf' },
    tfjs: { name: 'erf' },
  },
  oracle: { expression: 'erf(x)', near: [-0.5, 0.5, 1, 2, 4, 5.86, 5.92, 6] },
  reference: 'Glaisher 1871; DLMF 7.2, https://dlmf.nist.gov/7.2',

  float32(src, dst, length) {
    if (bySimd32('erf32', src, dst, length)) return;
    eachByCubics(ERF_CUBICS, settled, src, dst, length);
  },

  float64(src, dst, length) {
    if (bySimd64('erf64', errorFunction, src, dst, length)) return;
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = errorFunction(x);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },
});

/** The family, in the order that it is listed in. */
export const GAUSSIAN = { gelu, geluTanh, quickGelu, erf } as const;
