type Floats = Float32Array | Float64Array;

/** Memory for numbers that are made of a column's, of which each is to be written. */
export interface NumberRoom {
  /** `length` elements of the type of `like`, and beside it where there is place. */
  floats(like: Floats, length: number): Floats;
}

/** As many floats as there are values; fresh where there is no room. */
export function floatsBeside(
  { buffer, length }: { readonly buffer: ArrayBufferLike; readonly length: number },
  width: 32 | 64,
  room: NumberRoom | undefined,
): Floats {
  const like = width === 32 ? new Float32Array(buffer, 0, 0) : new Float64Array(buffer, 0, 0);
  return room?.floats(like, length) ?? new (width === 32 ? Float32Array : Float64Array)(length);
}
