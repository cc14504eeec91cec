/** What a state wants to know of a block before it adds it. */

export interface Scanned {
  /** The largest finite element; −∞ where there is none. */
  max: number;
  /** How often it is there; 0 where there is none. */
  times: number;
  /** The largest finite element but `max`; −∞ where there is none. */
  second: number;
  nans: number;
  infinities: number;
  minusInfinities: number;
}

const found: Scanned = {
  max: 0,
  times: 0,
  second: 0,
  nans: 0,
  infinities: 0,
  minusInfinities: 0,
};

/** Of the first `count` elements. The result is this module's own, and good until the next call. */
export function scan(x: Float64Array, count: number): Readonly<Scanned> {
  let max = Number.NEGATIVE_INFINITY;
  let second = Number.NEGATIVE_INFINITY;
  let times = 0;
  let nans = 0;
  let infinities = 0;
  let minusInfinities = 0;
  for (let j = 0; j < count; j++) {
    const v = x[j]!;
    if (v < max) {
      if (v > second) second = v;
      else if (v === Number.NEGATIVE_INFINITY) minusInfinities++;
    } else if (v === max) {
      if (v === Number.NEGATIVE_INFINITY) minusInfinities++;
      else times++;
    } else if (v > max) {
      if (v === Number.POSITIVE_INFINITY) infinities++;
      else {
        second = max;
        max = v;
        times = 1;
      }
    } else nans++;
  }
  found.max = max;
  found.times = times;
  found.second = second;
  found.nans = nans;
  found.infinities = infinities;
  found.minusInfinities = minusInfinities;
  return found;
}

/** The largest element whose quotient is below `limit`; −∞ where there is none. */
export function largestBelow(
  x: Float64Array,
  quotients: Float64Array,
  count: number,
  limit: number,
): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < count; j++) {
    const v = x[j]!;
    if (v > largest && quotients[j]! < limit) largest = v;
  }
  return largest;
}
