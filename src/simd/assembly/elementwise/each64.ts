/**
 * The loop of element-wise functions of float64. A function is a class that is called on no object, and inlined. It goes in
 * two steps, of which the first leaves two or three numbers for each element:
 *
 *     near(x)                  where the function holds; pairs of which one is not near are listed (see undone.ts), for the
 *                              portable functions, which know the special values
 *     first(x, src)            numbers left; `src` is where the pair x was read
 *     second(x, p, src)
 *     third(x, p, q, src)      (see parts.ts where there is none)
 *     at(x, p, q, r, part, src)   the function of x and those numbers; `part` is where the first was put
 *
 * A machine looks so many operations ahead and no further: half of the chain at a time, for some elements, is a sixth
 * faster than all of it. All of an iteration is computed before anything is stored, for up to then the compiler loads each
 * constant once.
 */
import { keep, putBack } from '../beyond';
import { leave } from '../undone';

/** Bytes of elements whose parts are there before the first is computed. */
const TILE: usize = 1024;
/** The room of one part, with some for what an iteration does too much. */
const PLANE: usize = 1088;
const PLANES = memory.data(3264, 16);

/** `count` elements; up to seven behind are read, and put back where they are written. */
@inline
export function each64<F>(src: usize, dst: usize, count: i32): void {
  const end = src + (<usize>count << 3);
  const behind = dst + (<usize>count << 3);
  keep(behind, 32);
  let near = i64x2.splat(-1);
  let to = dst;
  for (let from = src; from < end; from += TILE) {
    const stop = min(from + TILE, end);
    let part = PLANES;
    for (let at = from; at < stop; at += 64, part += 64) near = v128.and(near, prepare<F>(at, part));
    part = PLANES;
    for (let at = from; at < stop; at += 32, part += 32, to += 32) compute<F>(at, part, to);
  }
  putBack(behind, 32);
  if (i64x2.bitmask(near) != 3) list<F>(src, count);
}

/** The parts of eight elements; whether all are near. */
@inline
function prepare<F>(src: usize, to: usize): v128 {
  if (!changetype<F>(0).isLong()) return prepareFour<F>(src, to);
  const near = prepareTwo<F>(src, to);
  return v128.and(near, prepareTwo<F>(src + 32, to + 32));
}

@inline
function prepareFour<F>(src: usize, to: usize): v128 {
  const f = changetype<F>(0);
  const a = v128.load(src);
  const b = v128.load(src, 16);
  const c = v128.load(src, 32);
  const d = v128.load(src, 48);
  const aFirst = f.first(a, src);
  const bFirst = f.first(b, src + 16);
  const cFirst = f.first(c, src + 32);
  const dFirst = f.first(d, src + 48);
  const aSecond = f.second(a, aFirst, src);
  const bSecond = f.second(b, bFirst, src + 16);
  const cSecond = f.second(c, cFirst, src + 32);
  const dSecond = f.second(d, dFirst, src + 48);
  const near = v128.and(v128.and(f.near(a), f.near(b)), v128.and(f.near(c), f.near(d)));
  put(to, aFirst, bFirst);
  put(to + 32, cFirst, dFirst);
  put(to + PLANE, aSecond, bSecond);
  put(to + PLANE + 32, cSecond, dSecond);
  return near;
}

@inline
function prepareTwo<F>(src: usize, to: usize): v128 {
  const f = changetype<F>(0);
  const a = v128.load(src);
  const b = v128.load(src, 16);
  const aFirst = f.first(a, src);
  const bFirst = f.first(b, src + 16);
  const aSecond = f.second(a, aFirst, src);
  const bSecond = f.second(b, bFirst, src + 16);
  const near = v128.and(f.near(a), f.near(b));
  if (f.hasThird()) {
    const aThird = f.third(a, aFirst, aSecond, src);
    const bThird = f.third(b, bFirst, bSecond, src + 16);
    put(to + 2 * PLANE, aThird, bThird);
  }
  put(to, aFirst, bFirst);
  put(to + PLANE, aSecond, bSecond);
  return near;
}

@inline
function put(to: usize, a: v128, b: v128): void {
  v128.store(to, a);
  v128.store(to, b, 16);
}

@inline
function compute<F>(src: usize, part: usize, dst: usize): void {
  const y = computed<F>(src, part);
  const z = computed<F>(src + 16, part + 16);
  v128.store(dst, y);
  v128.store(dst, z, 16);
}

@inline
function computed<F>(src: usize, part: usize): v128 {
  const f = changetype<F>(0);
  const q = v128.load(part, PLANE);
  const r = f.hasThird() ? v128.load(part, 2 * PLANE) : q;
  return f.at(v128.load(src), v128.load(part), q, r, part, src);
}

@inline
function list<F>(src: usize, count: i32): void {
  for (let i = 0; i < count; i += 2, src += 16) {
    if (i64x2.bitmask(changetype<F>(0).near(v128.load(src))) != 3) leave(i);
  }
}
