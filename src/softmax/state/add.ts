import type { Floats } from '../../simd/floats.js';
import { anchoredQuotients } from '../../simd/rows/anchored.js';
import { addToBins, BINS_CAPACITY, emptyBins, firstExponent } from './bins.js';
import type { ExactState } from './exact-state.js';
import { checkCount, checkValues } from './exact-state.js';
import { exponentialOf, LONE } from './exponential.js';
import { crown, raise } from './grow.js';
import { limbOf } from './limbs.js';
import { largestBelow, scan } from './scan.js';
import type { SimdBins } from './simd-bins.js';
import { addBlock, SIMD_BLOCK, scanBlock, simdBinsFor } from './simd-bins.js';

/** Elements that are taken at once: their quotients stay in the first cache. */
const PIECE = 1024;
const piece = new Float64Array(PIECE);
const highs = new Float64Array(PIECE);
const lows = new Float64Array(PIECE);
const zeros = new Float64Array(PIECE);

/**
 * Adds values to a state. The state depends on the multiset of all values that were added, and on nothing else.
 *
 * @param values  any doubles, or floats where the state is of float width 32
 * @throws TypeError where the values are of another width; LimitError, and the state is as before, beyond 2⁵³ values
 */
export function add(state: ExactState, values: Floats): void {
  checkValues('addToState', state, values);
  checkCount('addToState', state.count, values.length);
  const simd = simdBinsFor(state.scaling);
  let held = 0;
  for (let from = 0; from < values.length; from += SIMD_BLOCK) {
    const part = values.subarray(from, from + SIMD_BLOCK);
    if (held + part.length > BINS_CAPACITY) {
      emptyBins(state.words);
      held = 0;
    }
    if (simd === undefined || !addNear(state, part, simd)) addParts(state, part);
    held += part.length;
  }
  emptyBins(state.words);
}

/** A block by SIMD; false, and nothing is done, where it is not for it. */
function addNear(state: ExactState, part: Floats, simd: SimdBins): boolean {
  if (!scanBlock(simd, part)) return false;
  const { max, second, none } = simd.found();
  state.count += part.length;
  state.minusInfinities += none;
  const finite = part.length - none;
  if (finite === 0) return true;
  // How often the maximum comes is known when the block has been added.
  if (max > state.max) crown(state, max, 0);
  const other = max === state.max ? second : max;
  if (other === Number.NEGATIVE_INFINITY) {
    state.times += finite;
    return true;
  }
  raise(state, limbOf(exponentialOf(other, state.scaling)!.k));
  state.times += addBlock(simd, part, state.max, firstExponent(state.top!));
  return true;
}

/** The same without SIMD, of any values. */
function addParts(state: ExactState, part: Floats): void {
  for (let from = 0; from < part.length; from += PIECE) {
    const x = part.subarray(from, from + PIECE);
    if (x instanceof Float64Array) addPiece(state, x, x.length);
    else {
      piece.set(x);
      addPiece(state, piece, x.length);
    }
  }
}

function addPiece(state: ExactState, x: Float64Array, count: number): void {
  const found = scan(x, count);
  state.count += count;
  state.nans += found.nans;
  state.infinities += found.infinities;
  state.minusInfinities += found.minusInfinities;
  if (found.times === 0) return;
  let second = found.second;
  if (found.max > state.max) crown(state, found.max, found.times);
  else if (found.max === state.max) state.times += found.times;
  else second = found.max;
  if (second === Number.NEGATIVE_INFINITY) return;
  const { scaling } = state;
  const plain = scaling.temperature === 1;
  if (!plain) anchoredQuotients(x, 0, count, 0, scaling, highs, lows);
  const quotients = plain ? x : highs;
  let exponential = exponentialOf(second, scaling);
  if (exponential === undefined && second > 0) {
    // The second is too large to count, but smaller ones may.
    second = largestBelow(x, quotients, count, LONE);
    exponential = exponentialOf(second, scaling);
  }
  if (exponential === undefined) return;
  raise(state, limbOf(exponential.k));
  addToBins(x, quotients, plain ? zeros : lows, count, state.max, second, state.top!, scaling);
}
