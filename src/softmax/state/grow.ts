/**
 * The steps by which a state grows: each leaves it what its definition (`exact-state.ts`) says of the values so far.
 */
import { emptyBins } from './bins.js';
import type { ExactState } from './exact-state.js';
import { exponentialOf } from './exponential.js';
import { addMultiple, EXPONENTS, LIMBS, limbOf, lower } from './limbs.js';

/** Makes `max`, which is larger, the maximum, and the old one one of the others. */
export function crown(state: ExactState, max: number, times: number): void {
  const { max: old, times: oldTimes } = state;
  state.max = max + 0; // +0, where −0 and 0 are alike
  state.times = times;
  if (oldTimes > 0) addOther(state, old, oldTimes);
}

/** Adds a value that is not the maximum, `times` times. */
export function addOther(state: ExactState, value: number, times: number): void {
  const exponential = exponentialOf(value, state.scaling);
  if (exponential === undefined) return;
  const { k, high, low } = exponential;
  raise(state, limbOf(k));
  const below = state.top! - limbOf(k);
  if (below >= LIMBS) return;
  addMultiple(state.words, Number(below), Number(k & BigInt(EXPONENTS - 1)), high, low, times);
}

/** Makes the window begin with limb `top`, unless it begins higher. Bins that are full of the lower one are emptied. */
export function raise(state: ExactState, top: bigint): void {
  if (state.top === undefined) state.top = top;
  if (top <= state.top) return;
  emptyBins(state.words);
  const steps = top - state.top;
  lower(state.words, steps < LIMBS ? Number(steps) : LIMBS);
  state.top = top;
}
