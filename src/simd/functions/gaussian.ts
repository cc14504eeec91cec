/**
 * The error function, and gelu, x times the normal distribution's share below x: in doubles, from the grid of `normal-table.ts`.
 *
 *     erf(a + h) = erf a + slope · h + slope · h · mean       slope · h exact, as slope and the head of h have 26 bits
 *     gelu(x) = x − x · Q(x), for x < 0: x · Q(−x)            Q in two parts of which the first has 26 bits, as the head of x
 *
 * Below −10 gelu is the product of `erfc.ts`, right to the last subnormal; 1 + erf loses all of it by x = −9.
 */

import * as table from './erf-table.js';
import { geluTail } from './erfc.js';
import { leadingHalf } from './error-free.js';
import { TO_128THS } from './logistic-table.js';
import {
  DENSITIES,
  ERF_PAIRS,
  ERF_SLOPES,
  makeErf,
  makeTail,
  meanDensity,
  TAIL_PAIRS,
} from './normal-table.js';

// The module's own constants: see exp.ts.
const ERFS = ERF_PAIRS;
const SLOPES = ERF_SLOPES;
const TAILS = TAIL_PAIRS;
const DENSITY = DENSITIES;
const TO_STEPS = TO_128THS;
const LEAD = table.ERF_LEAD;

/** From here on erf is 1 to the last bit. */
const ERF_REACH = 6;
/** What the grid has of the tail; gelu is x from there on. */
const TAIL_REACH = 10;
/** Products of smaller numbers have no exact errors. */
const TINY = 2 ** -900;

/** erf x; ±∞ → ±1, ±0 → ±0, NaN → NaN. Error ≤ 0.63 ulp. */
export function erf(x: number): number {
  const z = Math.abs(x);
  if (!(z > TINY)) return x * LEAD;
  if (SLOPES[0] === 0) makeErf();
  const limited = Math.min(z, ERF_REACH);
  const a = limited + TO_STEPS - TO_STEPS;
  const at = ((a * 128) & 1023) << 1;
  const d = limited - a;
  const m = (a + 0.5 * d) * (d + d);
  const mean = meanDensity(-(d * (a + 0.25 * d)), m * m, 2 * (d * d));
  const slope = SLOPES[at]!;
  const dHead = leadingHalf(d);
  const main = slope * dHead;
  const rest = SLOPES[at + 1]!;
  const small = slope * (d - dHead) + rest * d + (slope + rest) * d * mean;
  const grid = ERFS[at]!;
  const sum = grid + main;
  const y = sum + (main - (sum - grid) + (small + ERFS[at + 1]!));
  return x < 0 ? -y : y;
}

/** x/2 · (1 + erf(x/√2)); 0 with the sign of x where that underflows, also at −∞. Error ≤ 0.57 ulp, 0.76 in the subnormals. */
export function gelu(x: number): number {
  if (x > TAIL_REACH) return x;
  if (!(x > -TAIL_REACH)) return geluTail(x);
  const z = Math.abs(x);
  if (!(z > TINY)) return x / 2;
  if (TAILS[0] === 0) makeTail();
  const a = z + TO_STEPS - TO_STEPS;
  const at = (a * 128) & 2047;
  const h = z - a;
  const half = 0.5 * h;
  const m = h * (a + half);
  const change = DENSITY[at]! * h;
  const fall = change + change * meanDensity(-(half * (a + 0.25 * h)), m * m, h * h);
  const head = TAILS[2 * at]!;
  const zHead = leadingHalf(z);
  const main = zHead * head;
  const low = (z - zHead) * head + z * (TAILS[2 * at + 1]! - fall);
  if (x < 0) return -(main + low);
  const less = z - main;
  return less + (z - less - main - low);
}
