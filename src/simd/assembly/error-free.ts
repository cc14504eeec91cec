/** a + b − sum, for sum = a + b rounded: the twin of `sumError` in ../error-free.ts. */
@inline
export function sumError(a: v128, b: v128, sum: v128): v128 {
  const bPart = f64x2.sub(sum, a);
  return f64x2.add(f64x2.sub(a, f64x2.sub(sum, bPart)), f64x2.sub(b, bPart));
}
