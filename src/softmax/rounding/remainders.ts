/**
 * A row of whole numbers with what they were rounded down by, and the method of largest remainders.
 *
 * Remainders are counted in buckets, from which follows where the last one lies that is rounded up; only in that bucket
 * they are compared. So it takes linear time for the remainders of probabilities, and n log n for any.
 */

import type { Floats } from '../../simd/floats.js';
import { sumError } from '../../simd/functions/error-free.js';

/** For one remainder that is 1 there is a bucket of its own. */
const MOST_BUCKETS = 256;
/** So few are chosen one after the other. */
const FEW = 16;

/** How many remainders there are in each bucket. */
const held = new Int32Array(MOST_BUCKETS + 1);

export class Remainders {
  /** Whole numbers, of at most 2⁵³. */
  counts = new Float64Array(MOST_BUCKETS);
  /** Remainders of at least 0 and at most 1, as sums of two. */
  large = new Float64Array(MOST_BUCKETS);
  small = new Float64Array(MOST_BUCKETS);
  #buckets = new Uint16Array(MOST_BUCKETS);
  #candidates = new Uint32Array(MOST_BUCKETS);

  makeRoom(classes: number): void {
    if (this.counts.length >= classes) return;
    const length = Math.max(classes, 2 * this.counts.length);
    this.counts = new Float64Array(length);
    this.large = new Float64Array(length);
    this.small = new Float64Array(length);
    this.#buckets = new Uint16Array(length);
    this.#candidates = new Uint32Array(length);
  }

  /**
   * Puts the counts over `units`, 1 more for the `missing` ones with the largest remainders, the earlier ones of equals;
   * `missing` is at most `length`.
   */
  put(dst: Floats, start: number, length: number, missing: number, units: number): void {
    const { counts } = this;
    const buckets = this.#buckets;
    const candidates = this.#candidates;
    this.#fillBuckets(length);
    let last = length <= FEW ? FEW : MOST_BUCKETS;
    let rest = missing;
    while (rest > held[last]!) rest -= held[last--]!;
    let found = 0;
    // Without branches on what nobody can foretell.
    for (let c = 0; c < length; c++) {
      const bucket = buckets[c]!;
      dst[start + c] = (counts[c]! + (bucket > last ? 1 : 0)) / units;
      candidates[found] = c;
      found += bucket === last ? 1 : 0;
    }
    if (rest < found) this.#bringForward(found, rest);
    for (let i = 0; i < rest; i++) {
      const c = candidates[i]!;
      dst[start + c] = (counts[c]! + 1) / units;
    }
  }

  #fillBuckets(length: number): void {
    const { large, small } = this;
    const buckets = this.#buckets;
    const most = length <= FEW ? FEW : MOST_BUCKETS;
    for (let bucket = 0; bucket <= most; bucket++) held[bucket] = 0;
    for (let c = 0; c < length; c++) {
      const bucket = ((large[c]! + small[c]!) * most) | 0;
      buckets[c] = bucket;
      held[bucket]!++;
    }
  }

  /** Brings the `most` candidates with the largest remainders to the front; they stand in rising order. */
  #bringForward(found: number, most: number): void {
    const candidates = this.#candidates;
    if (this.#areEqual(found)) return;
    if (found > FEW) {
      candidates.subarray(0, found).sort((a, b) => this.#compare(a, b));
      return;
    }
    for (let i = 0; i < most; i++) {
      let best = i;
      for (let k = i + 1; k < found; k++) {
        if (this.#compare(candidates[k]!, candidates[best]!) < 0) best = k;
      }
      const chosen = candidates[best]!;
      candidates[best] = candidates[i]!;
      candidates[i] = chosen;
    }
  }

  #areEqual(found: number): boolean {
    const candidates = this.#candidates;
    const first = candidates[0]!;
    let i = 1;
    while (i < found && this.#difference(candidates[i]!, first) === 0) i++;
    return i === found;
  }

  /** Below 0 where `a` comes before `b`: by falling remainders; by their places where those are equal. */
  #compare(a: number, b: number): number {
    return this.#difference(b, a) || a - b;
  }

  /** Of two remainders; 0 if they are equal. */
  #difference(a: number, b: number): number {
    const { large, small } = this;
    const high = large[a]! + small[a]!;
    const other = large[b]! + small[b]!;
    if (high !== other) return high - other;
    return sumError(large[a]!, small[a]!, high) - sumError(large[b]!, small[b]!, other);
  }
}
