/** The upper half of a product of 64 by 64 bits, which WebAssembly has no instruction for. */
@inline
export function mulHigh(a: u64, b: u64): u64 {
  const al = a & 0xffffffff;
  const ah = a >> 32;
  const bl = b & 0xffffffff;
  const bh = b >> 32;
  const low = al * bl;
  const cross = ah * bl + (low >> 32);
  const other = al * bh + (cross & 0xffffffff);
  return ah * bh + (cross >> 32) + (other >> 32);
}
