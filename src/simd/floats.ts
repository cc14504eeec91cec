/** The two element types that the kernels work on, each in its own loops. */
export type Floats = Float32Array | Float64Array;

/** Zeros in an array of the same class. */
export function emptyLike<T extends ArrayLike<number | bigint>>(like: T, length: number): T {
  // Every typed array is made so.
  return new (like.constructor as new (length: number) => T)(length);
}
