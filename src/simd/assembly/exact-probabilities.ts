/**
 * The twin of the second pass, ../../softmax/state/apply.ts, for temperatures that are not scaled. Where the number of
 * elements is odd, one more is read and written.
 */
import { sumError } from './error-free';
import { quotientLow, RECIPROCAL } from './exact-exponential';
import { firstRound, head64, restOfPair64, roundGrowth64, secondRound, steps64 } from './exp64';

/** max, and the parts of ln Σ exp((x[k] − max)/T). */
const ANCHOR = memory.data(48, 16);
const REACH = memory.data<f64>([-750.0, -750.0], 16);
/** 2^256, as bits to add to a head's; and what takes it off. */
const BIAS = memory.data<u64>([256 << 52, 256 << 52], 16);
const UNBIAS = memory.data<f64>([8.636168555094445e-78, 8.636168555094445e-78], 16);

export function setAnchor(max: f64, logHigh: f64, logLow: f64): void {
  v128.store(ANCHOR, f64x2.splat(max));
  v128.store(ANCHOR, f64x2.splat(logHigh), 16);
  v128.store(ANCHOR, f64x2.splat(logLow), 32);
}

/** Probabilities in the places of the elements. */
export function exactProbabilities64(at: usize, count: i32): void {
  if (load<f64>(RECIPROCAL) == 1) probabilities(at, count, 0, true);
  else probabilities(at, count, 0, false);
}

/** The same, where each element has an anchor of its own: `stride` bytes behind it are max, then the logarithm's parts. */
export function exactProbabilitiesEach64(at: usize, count: i32, stride: usize): void {
  if (load<f64>(RECIPROCAL) == 1) probabilities(at, count, stride, true);
  else probabilities(at, count, stride, false);
}

/** `stride` 0: the one anchor is meant. */
@inline
function probabilities(at: usize, count: i32, stride: usize, plain: bool): void {
  const end = at + (<usize>count << 3);
  let anchor = stride == 0 ? ANCHOR : at + stride;
  const next: usize = stride == 0 ? 16 : stride;
  const step: usize = stride == 0 ? 0 : 16;
  for (; at < end; at += 16, anchor += step) {
    const minus = f64x2.neg(v128.load(anchor));
    const minusLog = f64x2.neg(v128.load(anchor + next));
    const x = v128.load(at);
    const d = f64x2.add(x, minus);
    let y = d;
    let yLow = sumError(x, minus, d);
    if (!plain) {
      const reciprocal = v128.load(RECIPROCAL);
      y = f64x2.mul(d, reciprocal);
      const low = f64x2.mul(d, v128.load(RECIPROCAL, 16));
      yLow = quotientLow<f64>(d, y, f64x2.add(low, f64x2.mul(yLow, reciprocal)));
    }
    const given = f64x2.add(y, minusLog);
    const low = f64x2.sub(yLow, v128.load(anchor + 2 * next));
    const rest = f64x2.add(sumError(y, minusLog, given), low);
    const z = f64x2.pmax(given, v128.load(REACH));
    const zLow = v128.and(rest, f64x2.ge(given, v128.load(REACH)));
    const steps = steps64(z);
    const one = firstRound(steps);
    const two = secondRound(steps);
    const head = head64(steps, one, two, v128.load(BIAS));
    const growth = roundGrowth64(restOfPair64(z, zLow, steps), one, two);
    const e = f64x2.add(head, f64x2.mul(head, growth));
    v128.store(at, f64x2.mul(e, v128.load(UNBIAS)));
  }
}
