/**
 * The second pass where every value has a maximum and a logarithm of its own: the steps, and the bits, of `../apply.ts`.
 */
import type { Scaling } from '../../../simd/anchored.js';
import { anchoredQuotients } from '../../../simd/anchored.js';
import { logProbability, probability } from '../probability.js';

/** Values that are taken at once. */
export const PIECE = 512;

const high = new Float64Array(1);
const low = new Float64Array(1);

/** Puts probabilities in the places of values, each at most its anchor. */
export function probabilities(
  values: Float64Array,
  count: number,
  anchors: Float64Array,
  logHighs: Float64Array,
  logLows: Float64Array,
  scaling: Scaling,
): void {
  for (let j = 0; j < count; j++) {
    anchoredQuotients(values, j, 1, anchors[j]!, scaling, high, low);
    values[j] = probability(high[0]!, low[0]!, logHighs[j]!, logLows[j]!);
  }
}

/** Their logarithms. */
export function logProbabilities(
  values: Float64Array,
  count: number,
  anchors: Float64Array,
  logHighs: Float64Array,
  logLows: Float64Array,
  scaling: Scaling,
): void {
  for (let j = 0; j < count; j++) {
    anchoredQuotients(values, j, 1, anchors[j]!, scaling, high, low);
    values[j] = logProbability(high[0]!, low[0]!, logHighs[j]!, logLows[j]!);
  }
}
