/** Powers of ten, as far as they are words. */
const TENS = memory.data<u64>([
  1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000,
  1000000000000, 10000000000000, 100000000000000, 1000000000000000, 10000000000000000,
  100000000000000000, 1000000000000000000, 10000000000000000000,
]);

/** 10ⁿ, for n from 0 to 19. */
@inline
export function tenTo(n: i32): u64 {
  return load<u64>(TENS + (usize(n) << 3));
}

/** How many digits a number above 0 has. */
@inline
export function countDigits(value: u64): i32 {
  const atLeast = ((64 - i32(clz(value))) * 1233) >> 12; // bits · log₁₀ 2
  return atLeast + i32(value >= tenTo(atLeast));
}
