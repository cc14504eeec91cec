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

/** a·b − product, for product = a·b rounded. */
@inline
export function productError(a: v128, b: v128, product: v128): v128 {
  const aHigh = leadingHalf(a);
  const bHigh = leadingHalf(b);
  const aLow = f64x2.sub(a, aHigh);
  const bLow = f64x2.sub(b, bHigh);
  const rest = f64x2.sub(f64x2.sub(product, f64x2.mul(aHigh, bHigh)), f64x2.mul(aLow, bHigh));
  return f64x2.sub(f64x2.mul(aLow, bLow), f64x2.sub(rest, f64x2.mul(aHigh, bLow)));
}
