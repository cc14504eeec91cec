/** Whether every byte is ASCII; reads up to 15 bytes behind the end, which are zeros. */
export function isAscii(start: usize, end: usize): bool {
  let bits = i8x16.splat(0);
  for (let at = start; at < end; at += 16) bits = v128.or(bits, v128.load(at));
  return i8x16.bitmask(bits) == 0;
}
