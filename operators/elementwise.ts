// Generated from src/activations by tools/generate-elementwise.ts: change the table, not this file.
import { type ActivateOptions, activate } from './activate.js';
import type { BatchOperator } from './core/over-batches.js';

/**
 * A rectifier that lets a little of what is negative through.
 *
 *     x where x ≥ 0, else negativeSlope · x
 *
 * Domain ℝ; range ℝ for negativeSlope > 0; [0, ∞) for negativeSlope ≤ 0; derivative 1 where x ≥ 0, else negativeSlope (at 0 by convention).
 * −∞ gives −∞ (+∞ for negativeSlope < 0, NaN for negativeSlope 0); +∞ gives +∞; NaN gives NaN; −0 gives −0.
 * Within 0.51 ulp in Float32, 0.5 ulp in Float64.
 * Columns, lists, widths, nulls and errors are as `activate` says.
 *
 * @param options.negativeSlope  a finite number, default 0.01. The slope for x < 0: 0.01 in JAX, PyTorch and ONNX; 0.2 in the functions of Keras and TensorFlow, 0.3 in TensorFlow.js’s layer.
 * @see Maas, Hannun & Ng 2013, https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf
 */
export function leakyRelu(options: ActivateOptions<'leakyRelu'>): BatchOperator {
  return activate('leakyRelu', options);
}

/**
 * Another name of `leakyRelu`. A rectifier that lets a little of what is negative through.
 *
 *     x where x ≥ 0, else negativeSlope · x
 *
 * Domain ℝ; range ℝ for negativeSlope > 0; [0, ∞) for negativeSlope ≤ 0; derivative 1 where x ≥ 0, else negativeSlope (at 0 by convention).
 * −∞ gives −∞ (+∞ for negativeSlope < 0, NaN for negativeSlope 0); +∞ gives +∞; NaN gives NaN; −0 gives −0.
 * Within 0.51 ulp in Float32, 0.5 ulp in Float64.
 * Columns, lists, widths, nulls and errors are as `activate` says.
 *
 * @param options.negativeSlope  a finite number, default 0.01. The slope for x < 0: 0.01 in JAX, PyTorch and ONNX; 0.2 in the functions of Keras and TensorFlow, 0.3 in TensorFlow.js’s layer.
 * @see Maas, Hannun & Ng 2013, https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf
 */
export function lrelu(options: ActivateOptions<'lrelu'>): BatchOperator {
  return activate('lrelu', options);
}

/**
 * A straight line through the origin; with slope 1 the value itself.
 *
 *     slope · x
 *
 * Domain ℝ; range ℝ (for slope ≠ 0); derivative slope.
 * −∞ gives −∞ (+∞ for slope < 0, NaN for slope 0); +∞ gives +∞ (−∞ for slope < 0, NaN for slope 0); NaN gives NaN; −0 gives −0 (0 for slope < 0).
 * Within 0.51 ulp in Float32, 0.5 ulp in Float64.
 * Columns, lists, widths, nulls and errors are as `activate` says.
 *
 * @param options.slope  a finite number, default 1. The factor.
 * @see https://keras.io/api/layers/activations/#linear-function
 */
export function linear(options: ActivateOptions<'linear'>): BatchOperator {
  return activate('linear', options);
}

/**
 * Another name of `linear`. A straight line through the origin; with slope 1 the value itself.
 *
 *     slope · x
 *
 * Domain ℝ; range ℝ (for slope ≠ 0); derivative slope.
 * −∞ gives −∞ (+∞ for slope < 0, NaN for slope 0); +∞ gives +∞ (−∞ for slope < 0, NaN for slope 0); NaN gives NaN; −0 gives −0 (0 for slope < 0).
 * Within 0.51 ulp in Float32, 0.5 ulp in Float64.
 * Columns, lists, widths, nulls and errors are as `activate` says.
 *
 * @param options.slope  a finite number, default 1. The factor.
 * @see https://keras.io/api/layers/activations/#linear-function
 */
export function identity(options: ActivateOptions<'identity'>): BatchOperator {
  return activate('identity', options);
}

/**
 * The rectified linear unit: what is positive passes, the rest is 0.
 *
 *     max(0, x)
 *
 * Domain ℝ; range [0, ∞); derivative 1 where x > 0, else 0 (at 0 by convention).
 * −∞ gives 0; +∞ gives +∞; NaN gives NaN; −0 gives −0.
 * Within 0 ulp in Float32, 0 ulp in Float64.
 * Columns, lists, widths, nulls and errors are as `activate` says.
 *
 * @see Nair & Hinton 2010, https://icml.cc/Conferences/2010/papers/432.pdf
 */
export function relu(options: ActivateOptions<'relu'>): BatchOperator {
  return activate('relu', options);
}

/**
 * The logistic curve: a logit becomes the probability of yes.
 *
 *     1 / (1 + exp(−x))
 *
 * Domain ℝ; range (0, 1); rounds to 0 and 1 at the ends; derivative σ(x) · (1 − σ(x)).
 * −∞ gives 0; +∞ gives 1; NaN gives NaN; −0 gives 0.5.
 * Within 0.51 ulp in Float32, 0.76 ulp in Float64.
 * Columns, lists, widths, nulls and errors are as `activate` says.
 *
 * @see Verhulst 1838; Rumelhart, Hinton & Williams 1986, https://doi.org/10.1038/323533a0
 */
export function sigmoid(options: ActivateOptions<'sigmoid'>): BatchOperator {
  return activate('sigmoid', options);
}

/**
 * Another name of `sigmoid`. The logistic curve: a logit becomes the probability of yes.
 *
 *     1 / (1 + exp(−x))
 *
 * Domain ℝ; range (0, 1); rounds to 0 and 1 at the ends; derivative σ(x) · (1 − σ(x)).
 * −∞ gives 0; +∞ gives 1; NaN gives NaN; −0 gives 0.5.
 * Within 0.51 ulp in Float32, 0.76 ulp in Float64.
 * Columns, lists, widths, nulls and errors are as `activate` says.
 *
 * @see Verhulst 1838; Rumelhart, Hinton & Williams 1986, https://doi.org/10.1038/323533a0
 */
export function logistic(options: ActivateOptions<'logistic'>): BatchOperator {
  return activate('logistic', options);
}

/**
 * Another name of `sigmoid`. The logistic curve: a logit becomes the probability of yes.
 *
 *     1 / (1 + exp(−x))
 *
 * Domain ℝ; range (0, 1); rounds to 0 and 1 at the ends; derivative σ(x) · (1 − σ(x)).
 * −∞ gives 0; +∞ gives 1; NaN gives NaN; −0 gives 0.5.
 * Within 0.51 ulp in Float32, 0.76 ulp in Float64.
 * Columns, lists, widths, nulls and errors are as `activate` says.
 *
 * @see Verhulst 1838; Rumelhart, Hinton & Williams 1986, https://doi.org/10.1038/323533a0
 */
export function expit(options: ActivateOptions<'expit'>): BatchOperator {
  return activate('expit', options);
}

/**
 * The hyperbolic tangent: a sigmoid centred on 0.
 *
 *     (exp(x) − exp(−x)) / (exp(x) + exp(−x))
 *
 * Domain ℝ; range (−1, 1); rounds to −1 and 1 at the ends; derivative 1 − tanh(x)².
 * −∞ gives −1; +∞ gives 1; NaN gives NaN; −0 gives −0.
 * Within 0.51 ulp in Float32, 0.52 ulp in Float64.
 * Columns, lists, widths, nulls and errors are as `activate` says.
 *
 * @see LeCun, Bottou, Orr & Müller 1998, https://doi.org/10.1007/3-540-49430-8_2
 */
export function tanh(options: ActivateOptions<'tanh'>): BatchOperator {
  return activate('tanh', options);
}
