/** The parameters of the function that runs, each in both lanes. */
const PARAMETERS = memory.data(4 * 16, 16);

@inline
export function setParameter(index: usize, value: f64): void {
  v128.store(PARAMETERS + (index << 4), f64x2.splat(value));
}

@inline
export function parameter(index: usize): v128 {
  return v128.load(PARAMETERS + (index << 4));
}
