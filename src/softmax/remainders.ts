/** Whole numbers with what they were rounded down by, of at least 0 and at most 1, each a pair of doubles. */
export interface Remainders {
  counts: Float64Array;
  high: Float64Array;
  low: Float64Array;
}

const BUCKETS = 256;
const held = new Int32Array(BUCKETS);

/**
 * Adds 1 to the `missing` counts with the largest remainders, the earlier ones of equals; `missing` is at most `length`.
 *
 * Remainders are counted in buckets, from which follows where the last one lies; only that bucket is sorted. So it takes
 * linear time for the remainders of probabilities, and n log n for any.
 */
export function roundUpLargest(row: Remainders, length: number, missing: number): void {
  const { counts, high } = row;
  held.fill(0);
  for (let i = 0; i < length; i++) held[bucketOf(high[i]!)]!++;
  let last = BUCKETS - 1;
  let rest = missing;
  while (rest > held[last]!) rest -= held[last--]!;
  const candidates = new Uint32Array(held[last]!);
  let found = 0;
  for (let i = 0; i < length; i++) {
    const bucket = bucketOf(high[i]!);
    if (bucket > last) counts[i]!++;
    else if (bucket === last) candidates[found++] = i;
  }
  if (rest < found) candidates.sort(byRemainder(row));
  for (let i = 0; i < rest; i++) counts[candidates[i]!]!++;
}

function bucketOf(remainder: number): number {
  return Math.min(BUCKETS - 1, (remainder * BUCKETS) | 0);
}

/** Places by falling remainders; by themselves where those are equal. */
function byRemainder({ high, low }: Remainders): (a: number, b: number) => number {
  return (a, b) => high[b]! - high[a]! || low[b]! - low[a]! || a - b;
}
