/**
 * Probabilities of a row, rounded to a whole number of quanta, down or up, so that the numbers add up (the method of largest
 * remainders; Hamilton 1792, of seats).
 *
 * With a quantum of 1/N and the row's own sum S, class c has x[c] = N · p[c]/S quanta, and Σ x = N. All are rounded down;
 * what is missing, Σ (x − ⌊x⌋), is a whole number below the number of classes, and the classes with the largest
 * remainders get one more each. So each differs from x by less than one quantum; a class with nothing keeps 0; and the
 * order stays: of p[a] > p[b] the one has at least as many quanta, for where ⌊x⌋ is equal its remainder is larger.
 *
 * x is a double-double: it tells apart whatever p tells apart, and remainders are right to 2⁻⁵⁰.
 */

import type { Floats } from '../../simd/floats.js';
import { leadingHalf, productError, sumError } from '../../simd/functions/error-free.js';
import { Remainders } from './remainders.js';

/**
 * Elements start … end − 1 of `src`, a row, into the same places of `dst`.
 *
 * @returns false where the row is no distribution, and stays as it is
 */
export function roundRow(
  src: Floats,
  dst: Floats,
  start: number,
  end: number,
  units: number,
): boolean {
  if (!take(src, start, end)) {
    if (src !== dst) for (let i = start; i < end; i++) dst[i] = src[i]!;
    return false;
  }
  const missing = roundDown(end - start, units);
  row.put(dst, start, end - start, missing, units);
  return true;
}

/** Σ p of the row, as a pair: in variables of a module doubles would be objects, new ones for each row. */
const rowSum = new Float64Array(2);

/** Takes a row, and its sum; false where it is no distribution. */
function take(src: Floats, start: number, end: number): boolean {
  makeRoom(end - start);
  let total = 0;
  let low = 0;
  for (let i = start, c = 0; i < end; i++, c++) {
    const p = src[i]! + 0; // of −0, too
    if (!(p >= 0)) return false;
    probabilities[c] = p;
    const next = total + p;
    low += sumError(total, p, next);
    total = next;
  }
  rowSum[0] = total;
  rowSum[1] = low;
  return total >= 0.5 && total <= 2;
}

let probabilities = new Float64Array(256);
/** The row's quanta and remainders. */
const row = new Remainders();

function makeRoom(classes: number): void {
  if (probabilities.length >= classes) return;
  const length = Math.max(classes, 2 * probabilities.length);
  probabilities = new Float64Array(length);
  row.makeRoom(length);
}

/** ⌊x⌋ and the remainder of every class; returns how many quanta are missing. */
function roundDown(classes: number, units: number): number {
  const { counts, large, small } = row;
  const sum = rowSum[0]!;
  const sumLow = rowSum[1]!;
  const ratio = units / sum;
  const back = ratio * sum;
  const ratioLow = (units - back - productError(ratio, sum, back) - ratio * sumLow) / sum;
  const ratioHead = leadingHalf(ratio);
  const ratioTail = ratio - ratioHead;
  let missing = units;
  for (let c = 0; c < classes; c++) {
    const p = probabilities[c]!;
    const x = ratio * p;
    // As `productError`, with the halves of the ratio made once.
    const head = leadingHalf(p);
    const tail = p - head;
    const lost = x - ratioHead * head - ratioTail * head - ratioHead * tail;
    const xLow = ratioTail * tail - lost + ratioLow * p;
    let count = Math.floor(x);
    let rest = x - count;
    // x may be a whole number, or next to one, and the lower part take it beyond.
    const step = Math.floor(rest + xLow);
    if (step !== 0) {
      count += step;
      rest -= step;
    }
    counts[c] = count;
    large[c] = rest;
    small[c] = xLow;
    missing -= count;
  }
  return missing | 0; // fewer than there are classes
}
