import { bySimd32, bySimd64 } from '../simd/elementwise.js';
import {
  squareplus as smoothRoot,
  squareplusNarrow,
  squareplusSlope,
} from '../simd/functions/algebraic.js';
import { eachByCubics } from '../simd/functions/cubics.js';
import {
  LOG_SIGMOID_CUBICS,
  logSigmoidFar,
  SOFTPLUS_CUBICS,
  softplusFar,
} from '../simd/functions/curves32.js';
import { PER_LN2 } from '../simd/functions/exp-table.js';
import { gate } from '../simd/functions/gated.js';
import {
  reciprocalRest,
  softplus as smooth,
  softplusNarrow,
  unitSoftplus,
} from '../simd/functions/softplus.js';
import { defineActivation, POSITIVE } from './activation.js';

/** Of squareplus: its square root is of a moderate sum. */
const WIDTH = {
  check: (value: unknown): value is number => value === 0 || POSITIVE.check(value),
  expected: `0, or ${POSITIVE.expected}`,
} as const;

export const softplus = defineActivation({
  name: 'softplus',
  aliases: [],
  summary: 'A smooth relu, whose derivative is the sigmoid.',
  formula: 'ln(1 + exp(beta · x)) / beta',
  parameters: {
    beta: {
      default: 1,
      ...POSITIVE,
      summary: 'The sharpness of the bend: 1 in every library; relu as it grows.',
    },
  },
  domain: 'ℝ',
  range: '(0, ∞); rounds to 0 at the end',
  monotone: true,
  derivative: {
    formula: 'σ(beta · x)',
    tolerance: 2,
    apply: (x, { beta }) => gate(x, beta),
  },
  specialValues: {
    negativeInfinity: '0',
    positiveInfinity: '+∞',
    nan: 'NaN',
    negativeZero: '0.6931471805599453 (ln 2 / beta)',
  },
  drawback: 'Costs an exponential and a logarithm, and is nowhere 0, so that nothing is sparse.',
  // 0.59 where the result is a normal number; a subnormal one is rounded twice.
  tolerance: { float32: 0.53, float64: 0.76 },
  probability: false,
  conventions: {
    torch: {
      name: 'nn.functional.softplus',
      note: 'torch returns x where beta · x > 20, an error of up to 2e-9; here it is right everywhere',
    },
    jax: { name: 'nn.softplus' },
    keras: { name: 'softplus' },
    onnx: { name: 'Softplus' },
    tfjs: { name: 'softplus' },
  },
  oracle: {
    expression: 'log1p(exp(beta * x)) / beta',
    values: [{ beta: 0.3 }, { beta: 7 }],
    near: [-745.13, -708, -103.97, -88.7, -40, -36, -20, 20, 34.2, 36.7, 40],
  },
  reference:
    'Dugas, Bengio, Bélisle, Nadeau & Garcia 2001, https://proceedings.neurips.cc/paper/2000/hash/44968aece94f667e4095002d140b5896-Abstract.html',

  float32(src, dst, length, { beta }) {
    const rate = beta * PER_LN2;
    const loop = beta === 1 ? 'unitSoftplus32' : 'softplus32';
    if (bySimd32(loop, src, dst, length, rate, 1 / beta)) return;
    if (beta === 1) {
      eachByCubics(SOFTPLUS_CUBICS, softplusFar, src, dst, length);
      return;
    }
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = softplusNarrow(x, rate, 1 / beta);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },

  float64(src, dst, length, { beta }) {
    const per = 1 / beta;
    const perLow = reciprocalRest(beta, per);
    const one = (x: number) => (beta === 1 ? unitSoftplus(x) : smooth(x, beta, per, perLow));
    const done =
      beta === 1
        ? bySimd64('softplus64', one, src, dst, length)
        : bySimd64('scaledSoftplus64', one, src, dst, length, beta, per, perLow);
    if (done) return;
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = beta === 1 ? unitSoftplus(x) : smooth(x, beta, per, perLow);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },
});

export const logSigmoid = defineActivation({
  name: 'logSigmoid',
  aliases: [],
  summary: 'The logarithm of the sigmoid: the log-likelihood of yes.',
  formula: '−ln(1 + exp(−x))',
  parameters: {},
  domain: 'ℝ',
  range: '(−∞, 0); rounds to −0 at the end',
  monotone: true,
  derivative: {
    formula: 'σ(−x)',
    tolerance: 2,
    apply: (x) => gate(-x, 1),
  },
  specialValues: {
    negativeInfinity: '−∞',
    positiveInfinity: '−0',
    nan: 'NaN',
    negativeZero: '−0.6931471805599453 (−ln 2)',
  },
  drawback: 'Not bounded below: one sure mistake outweighs a batch. It stands in losses.',
  // 0.59 where the result is a normal number; a subnormal one is rounded twice.
  tolerance: { float32: 0.53, float64: 0.76 },
  probability: false,
  conventions: {
    torch: { name: 'nn.functional.logsigmoid' },
    jax: { name: 'nn.log_sigmoid' },
    keras: { name: 'log_sigmoid' },
    tfjs: { name: 'logSigmoid' },
  },
  oracle: {
    expression: '-log1p(exp(-x))',
    near: [745.13, 708, 103.97, 88.7, 40, 36, 20, -20, -34.2, -36.7, -40],
  },
  reference: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.logsigmoid.html',

  float32(src, dst, length) {
    if (bySimd32('logSigmoid32', src, dst, length)) return;
    eachByCubics(LOG_SIGMOID_CUBICS, logSigmoidFar, src, dst, length);
  },

  float64(src, dst, length) {
    if (bySimd64('logSigmoid64', (x) => -unitSoftplus(-x), src, dst, length)) return;
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = -unitSoftplus(-x);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },
});

export const squareplus = defineActivation({
  name: 'squareplus',
  aliases: [],
  summary: 'A smooth relu without an exponential.',
  formula: '(x + √(x² + b)) / 2',
  parameters: {
    b: {
      default: 4,
      ...WIDTH,
      summary:
        'The width of the bend: 4 in JAX and Keras, which gives softplus’s curvature at 0; 0 is relu.',
    },
  },
  domain: 'ℝ',
  range: '(0, ∞) for b > 0; [0, ∞) for b = 0',
  monotone: true,
  derivative: {
    formula: '(1 + x / √(x² + b)) / 2',
    tolerance: 4,
    apply: (x, { b }) => squareplusSlope(x, b),
  },
  specialValues: {
    negativeInfinity: '0',
    positiveInfinity: '+∞',
    nan: 'NaN',
    negativeZero: '1 (√b / 2)',
  },
  drawback:
    'Its negative tail falls like b / 4|x|, far more slowly than softplus’s, so that nothing is sparse.',
  tolerance: { float32: 0.51, float64: 0.51 },
  probability: false,
  conventions: { jax: { name: 'nn.squareplus' }, keras: { name: 'squareplus' } },
  oracle: {
    expression: '(x + sqrt(x * x + b)) / 2',
    values: [{ b: 0.01 }, { b: 0 }],
    near: [-1e8, -2, 2, 1e8],
  },
  reference: 'Barron 2021, https://arxiv.org/abs/2112.11687',

  float32(src, dst, length, { b }) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = squareplusNarrow(x, b);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },

  float64(src, dst, length, { b }) {
    for (let i = 0; i < length; i++) {
      const x = src[i]!;
      const y = smoothRoot(x, b);
      dst[i] = Number.isNaN(y) ? Number.NaN : y;
    }
  },
});

/** The family, in the order that it is listed in. */
export const SOFTPLUS = { softplus, logSigmoid, squareplus } as const;
