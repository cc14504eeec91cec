import { productError, sumError } from '../simd/functions/error-free.js';

/**
 * A neuron before its activation: w₁·x₁ + … + wₙ·xₙ + bias.
 *
 * Products and sums are carried with their rounding errors, which are added at the end (Dot2 of Ogita, Rump & Oishi
 * 2005, doi:10.1137/030601818): the result is that of twice the precision, rounded once. It is within 0.5 ulp, and
 * (n + 1)² · 2⁻¹⁰⁵ · (Σ|wᵢ·xᵢ| + |bias|) for what cancels, as long as no factor is above 2⁹⁹⁶; products below 2⁻⁹⁶⁹
 * may each be off by 2⁻¹⁰⁷³. Where something overflows or is infinite, it is the plain sum in order.
 *
 * @param inputs  as many as weights
 */
export function neuron(inputs: Float64Array, weights: Float64Array, bias: number): number {
  let sum = bias;
  let error = 0;
  for (let i = 0; i < weights.length; i++) {
    const [w, x] = [weights[i]!, inputs[i]!];
    const product = w * x;
    const next = sum + product;
    error += sumError(sum, product, next) + productError(w, x, product);
    sum = next;
  }
  const result = sum + error;
  return Number.isFinite(result) ? result : plainNeuron(inputs, weights, bias);
}

/** An infinite or very large factor makes NaN of the errors, though not of the sum. */
function plainNeuron(inputs: Float64Array, weights: Float64Array, bias: number): number {
  let sum = bias;
  for (let i = 0; i < weights.length; i++) sum += weights[i]! * inputs[i]!;
  return Number.isNaN(sum) ? Number.NaN : sum;
}
