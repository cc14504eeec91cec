import { bySimd32, bySimd64 } from '../simd/elementwise.js';
import { eachByCubics } from '../simd/functions/cubics.js';
import { SIGMOID_CUBICS, settled, sigmoidFar, TANH_CUBICS } from '../simd/functions/curves32.js';
import { sigmoid as logistic } from '../simd/functions/sigmoid.js';
import { tanh as tangent } from '../simd/functions/tanh.js';
import { defineActivation } from './activation.js';

export const sigmoid = defineActivation({
  name: 'sigmoid',
  aliases: ['logistic', 'expit'],
  summary: 'The logistic curve: a logit becomes the probability of yes.',
  formula: '1 / (1 + exp(−x))',
  parameters: {},
  domain: 'ℝ',
  range: '(0, 1); rounds to 0 and 1 at the ends',
  monotone: true,
  derivative: {
    formula: 'σ(x) · (1 − σ(x))',
    tolerance: 2,
    // 1 − σ(x) is σ(−x), which does not cancel for large x.
    apply: (x) => logistic(x) * logistic(-x),
  },
  specialValues: { negativeInfinity: '0', positiveInfinity: '1', nan: 'NaN', negativeZero: '0.5' },
  drawback:
    'Saturates at both ends, where the gradient vanishes (at most 1/4 anywhere), and its outputs are not centred on 0. It stands at the output of binary and multi-label classifiers.',
  // 0.57 where the result is a normal number; a subnormal one is rounded twice.
  tolerance: { float32: 0.53, float64: 0.76 },
  probability: true,
  conventions: {
    torch: { name: 'sigmoid' },
    jax: { name: 'nn.sigmoid' },
    keras: { name: 'sigmoid' },
    onnx: { name: 'Sigmoid' },
    tfjs: { name: 'sigmoid' },
  },
  oracle: {
    expression: '1 / (1 + exp(-x))',
    near: [-745.13, -103.97, -36, 36.7, 37.5, 16.6, 0.03125],
  },
  reference: 'Verhulst 1838; Rumelhart, Hinton & Williams 1986, https://doi.org/10.1038/323533a0',

  float32(src, dst, length) {
    if (bySimd32('sigmoid32', src, dst, length)) return;
    eachByCubics(SIGMOID_CUBICS, sigmoidFar, src, dst, length);
  },

  float64(src, dst, length) {
    if (bySimd64('sigmoid64', logistic, src, dst, length)) return;
    for (let i = 0; i < length; i++) {
      const y = logistic(src[i]!);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },
});

export const tanh = defineActivation({
  name: 'tanh',
  aliases: [],
  summary: 'The hyperbolic tangent: a sigmoid centred on 0.',
  formula: '(exp(x) − exp(−x)) / (exp(x) + exp(−x))',
  parameters: {},
  domain: 'ℝ',
  range: '(−1, 1); rounds to −1 and 1 at the ends',
  monotone: true,
  derivative: {
    formula: '1 − tanh(x)²',
    tolerance: 3,
    // = 4 σ(2x) σ(−2x), which does not cancel for large |x|.
    apply: (x) => 4 * logistic(2 * x) * logistic(-2 * x),
  },
  specialValues: { negativeInfinity: '−1', positiveInfinity: '1', nan: 'NaN', negativeZero: '−0' },
  drawback:
    'Saturates at both ends, where the gradient vanishes, though it is centred on 0 and four times as steep as sigmoid there.',
  tolerance: { float32: 0.8, float64: 0.55 },
  probability: false,
  conventions: {
    torch: { name: 'tanh' },
    jax: { name: 'nn.tanh' },
    keras: { name: 'tanh' },
    onnx: { name: 'Tanh' },
    tfjs: { name: 'tanh' },
  },
  oracle: { expression: 'tanh(x)', near: [-19.06, 19.25, 9.01, 0.0054, 0.015625] },
  reference: 'LeCun, Bottou, Orr & Müller 1998, https://doi.org/10.1007/3-540-49430-8_2',

  float32(src, dst, length) {
    if (bySimd32('tanh32', src, dst, length)) return;
    eachByCubics(TANH_CUBICS, settled, src, dst, length);
  },

  float64(src, dst, length) {
    if (bySimd64('tanh64', tangent, src, dst, length)) return;
    for (let i = 0; i < length; i++) {
      const y = tangent(src[i]!);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },
});

/** The family, in the order that it is listed in. */
export const SIGMOIDAL = { sigmoid, tanh } as const;
