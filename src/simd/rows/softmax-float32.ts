/**
 * Softmax of one row in single precision: p[c] = exp(x[c]/T) / Σ exp(x[k]/T), computed in doubles (`exp-fine.ts`) and
 * rounded to float32 once.
 *
 * *Near rows* need no maximum: doubles hold exp(x/T) for |x/T| ≤ 690, and what lies beyond is taken as ±690. Whether
 * that was right the sum tells: if it is below e^690 nothing was above, and if it is above 2¹⁵⁵ · e^−690 whatever was
 * below has a probability that rounds to 0. All other rows are *far* and computed again, as (x − max)/T. Which of the
 * two depends on T and the row's own values only.
 *
 * Exponentials are summed in four lanes, class c in lane c mod 4, which costs n · 2⁻⁵⁵ at most. A probability is
 * e · (1/S), rounded to float32; that is the only rounding of a subnormal one.
 *
 * Error: an exponential is within 2⁻³²·³ of exact, and a probability takes over its own and the sum's: 0.51 ulp.
 *
 * NaN makes the sum NaN. +∞ makes it too large and nothing but −∞ too small for a near row, and both NaN in a far one.
 */
import { expFine } from '../functions/exp-fine.js';
import { FINE_STEPS_PER_UNIT } from '../functions/exp-table.js';

const REACH = 690;
/** e^690 is 2^995.5. */
const LEAST_SUM = 2 ** -840;
const MOST_SUM = 2 ** 995;
/** Within it, REACH · T is a normal float32. */
const MILD = 2 ** 60;
/** (x − max) times it is beyond REACH unless it is 0, and not NaN then. */
const STEEPEST = 2 ** 1000;

/** Elements whose exponentials are kept; those of longer rows are computed twice. A multiple of the lanes. */
const BLOCK = 4096;

/** In steps. */
const FARTHEST = -REACH * 370;

const { fround } = Math;
const exponentials = new Float64Array(BLOCK);
const lanes = new Float64Array(4);

/** What a temperature makes of a row: steps of ln2/256 a unit, and the floats between which a near row is. */
export interface Scaling32 {
  /** T itself. */
  readonly temperature: number;
  readonly steps: number;
  /** As `steps`; NaN where T is so small or so large that no row is near. */
  readonly nearSteps: number;
  readonly lowest: number;
  readonly highest: number;
}

export function scaling32(temperature: number): Scaling32 {
  const steps = Math.min(FINE_STEPS_PER_UNIT / temperature, STEEPEST);
  const mild = temperature <= MILD && temperature >= 1 / MILD;
  const highest = mild ? fround(REACH * temperature) : 0;
  return { temperature, steps, nearSteps: mild ? steps : Number.NaN, lowest: -highest, highest };
}

/**
 * Elements start … end − 1 of `src` into the same places of `dst`, which may be `src`. False where the row has no
 * distribution (a NaN, a +∞, nothing but −∞, or no element); it is all NaN then.
 */
export function softmaxRow32(
  src: Float32Array,
  dst: Float32Array,
  start: number,
  end: number,
  scaling: Scaling32,
): boolean {
  const near = nearSum32(src, start, end, scaling);
  if (isNear32(near)) {
    divide(src, dst, start, end, Number.NaN, scaling, 1 / near);
    return true;
  }
  const max = maximum32(src, start, end);
  const far = sumOf(src, start, end, max, scaling);
  if (!(far > 0)) {
    dst.fill(Number.NaN, start, end);
    return false;
  }
  divide(src, dst, start, end, max, scaling, 1 / far);
  return true;
}

/** The sum of exponentials of elements start … end − 1, if `isNear32` says that it is that of a near row. */
export function nearSum32(
  src: Float32Array,
  start: number,
  end: number,
  scaling: Scaling32,
): number {
  return sumOf(src, start, end, Number.NaN, scaling);
}

/** `nearSum32` with −∞ in place of element `first`. */
export function nearSumWithout32(
  src: Float32Array,
  start: number,
  end: number,
  first: number,
  scaling: Scaling32,
): number {
  return sumOf(src, start, end, Number.NaN, scaling, first);
}

export function isNear32(sum: number): boolean {
  return sum > LEAST_SUM && sum < MOST_SUM;
}

/** The largest element; NaN where there is one, −∞ where there is no element. */
export function maximum32(src: Float32Array, start: number, end: number): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let i = start; i < end; i++) {
    max = Math.max(max, src[i]!);
  }
  return max;
}

/** The sum of a near row's exponentials where `max` is NaN, else of a far one's; of the near, one may be left `out`. */
function sumOf(
  src: Float32Array,
  start: number,
  end: number,
  max: number,
  scaling: Scaling32,
  out = -1,
): number {
  lanes[0] = lanes[1] = lanes[2] = lanes[3] = 0;
  for (let from = start; from < end; from += BLOCK) {
    const count = Math.min(BLOCK, end - from);
    exponentiate(src, from, count, max, scaling);
    if (from <= out && out < from + count) {
      exponentials[out - from] = expFine(scaling.lowest * scaling.nearSteps);
    }
    for (let j = 0; j < count; j++) lanes[j & 3] = lanes[j & 3]! + exponentials[j]!;
  }
  return lanes[0] + lanes[2] + (lanes[1] + lanes[3]);
}

function divide(
  src: Float32Array,
  dst: Float32Array,
  start: number,
  end: number,
  max: number,
  scaling: Scaling32,
  inverse: number,
): void {
  for (let from = start; from < end; from += BLOCK) {
    const count = Math.min(BLOCK, end - from);
    if (end - start > BLOCK) exponentiate(src, from, count, max, scaling);
    for (let j = 0; j < count; j++) dst[from + j] = exponentials[j]! * inverse;
  }
}

function exponentiate(
  src: Float32Array,
  from: number,
  count: number,
  max: number,
  scaling: Scaling32,
): void {
  if (Number.isNaN(max)) {
    const { nearSteps, lowest, highest } = scaling;
    for (let j = 0; j < count; j++) {
      const x = Math.min(Math.max(src[from + j]!, lowest), highest);
      exponentials[j] = expFine(x * nearSteps);
    }
  } else {
    const { steps } = scaling;
    for (let j = 0; j < count; j++) {
      exponentials[j] = expFine(Math.max((src[from + j]! - max) * steps, FARTHEST));
    }
  }
}
