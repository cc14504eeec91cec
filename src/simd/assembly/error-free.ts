/** The twins of ../error-free.ts. */

const SPLITTER = memory.data<f64>([134217729.0, 134217729.0], 16);

/** a + b − sum, for sum = a + b rounded. */
@inline
export function sumError(a: v128, b: v128, sum: v128): v128 {
  const bPart = f64x2.sub(sum, a);
  return f64x2.add(f64x2.sub(a, f64x2.sub(sum, bPart)), f64x2.sub(b, bPart));
}

/** The leading 26 bits of x. */
@inline
export function leadingHalf(x: v128): v128 {
  const scaled = f64x2.mul(v128.load(SPLITTER), x);
  return f64x2.sub(scaled, f64x2.sub(scaled, x));
}
