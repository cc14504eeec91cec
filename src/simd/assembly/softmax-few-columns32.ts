/**
 * Sums and probabilities of up to eight columns, in one loop: the divider works on the sums of the next four rows while
 * these are scaled. A function for each width: as branches of one, they would be folded into a loop that asks for the width.
 */
import { EXPONENTIALS, LEAST_WORD, scaled } from './softmax-strip32';

const ONES = memory.data<f64>([1.0, 1.0], 16);
const NOTHING = memory.data<f64>([0.0, 0.0], 16);

export const MOST_FEW: i32 = 8;

/** EXPONENTIALS of `groups` of four rows to probabilities; returns what `allNearWords` asks for. */
export function divideFew(dst: usize, stride: usize, groups: i32, width: i32): v128 {
  if (width === 1) return divideOne(dst, stride, groups);
  if (width === 2) return divideTwo(dst, stride, groups);
  if (width === 3) return divideThree(dst, stride, groups);
  if (width === 4) return divideFour(dst, stride, groups);
  if (width === 5) return divideFive(dst, stride, groups);
  if (width === 6) return divideSix(dst, stride, groups);
  if (width === 7) return divideSeven(dst, stride, groups);
  return divideEight(dst, stride, groups);
}

function divideOne(dst: usize, stride: usize, groups: i32): v128 {
  return divide(dst, stride, groups, 1);
}

function divideTwo(dst: usize, stride: usize, groups: i32): v128 {
  return divide(dst, stride, groups, 2);
}

function divideThree(dst: usize, stride: usize, groups: i32): v128 {
  return divide(dst, stride, groups, 3);
}

function divideFour(dst: usize, stride: usize, groups: i32): v128 {
  return divide(dst, stride, groups, 4);
}

function divideFive(dst: usize, stride: usize, groups: i32): v128 {
  return divide(dst, stride, groups, 5);
}

function divideSix(dst: usize, stride: usize, groups: i32): v128 {
  return divide(dst, stride, groups, 6);
}

function divideSeven(dst: usize, stride: usize, groups: i32): v128 {
  return divide(dst, stride, groups, 7);
}

function divideEight(dst: usize, stride: usize, groups: i32): v128 {
  return divide(dst, stride, groups, 8);
}

/** The group behind the last is summed too, whatever lies there. */
@inline
function divide(dst: usize, stride: usize, groups: i32, width: i32): v128 {
  const across = <usize>width << 5;
  const end = EXPONENTIALS + <usize>groups * across;
  const one = v128.load(ONES);
  const least = i32x4.splat(LEAST_WORD);
  let worst = v128.load(NOTHING);
  let sums = sumAbreast(EXPONENTIALS, width);
  let others = sumAbreast(EXPONENTIALS + 16, width);
  let lower = f64x2.div(one, sums);
  let upper = f64x2.div(one, others);
  for (let e = EXPONENTIALS; e < end; e += across, dst += 16) {
    worst = i32x4.max_u(worst, i32x4.sub(v128.shuffle<i32>(sums, others, 1, 3, 5, 7), least));
    sums = sumAbreast(e + across, width);
    others = sumAbreast(e + across + 16, width);
    const nextLower = f64x2.div(one, sums);
    const nextUpper = f64x2.div(one, others);
    v128.store(dst, scaled(e, lower, upper));
    if (width > 1) v128.store(dst + stride, scaled(e + 32, lower, upper));
    if (width > 2) v128.store(dst + 2 * stride, scaled(e + 64, lower, upper));
    if (width > 3) v128.store(dst + 3 * stride, scaled(e + 96, lower, upper));
    if (width > 4) v128.store(dst + 4 * stride, scaled(e + 128, lower, upper));
    if (width > 5) v128.store(dst + 5 * stride, scaled(e + 160, lower, upper));
    if (width > 6) v128.store(dst + 6 * stride, scaled(e + 192, lower, upper));
    if (width > 7) v128.store(dst + 7 * stride, scaled(e + 224, lower, upper));
    lower = nextLower;
    upper = nextUpper;
  }
  return worst;
}

/** The sums of two rows, each in its four lanes of classes. */
@inline
function sumAbreast(e: usize, width: i32): v128 {
  let a = v128.load(e);
  if (width === 1) return a;
  let b = v128.load(e, 32);
  if (width > 4) a = f64x2.add(a, v128.load(e, 128));
  if (width > 5) b = f64x2.add(b, v128.load(e, 160));
  if (width > 2) {
    let c = v128.load(e, 64);
    if (width > 6) c = f64x2.add(c, v128.load(e, 192));
    a = f64x2.add(a, c);
  }
  if (width > 3) {
    let d = v128.load(e, 96);
    if (width > 7) d = f64x2.add(d, v128.load(e, 224));
    b = f64x2.add(b, d);
  }
  return f64x2.add(a, b);
}
