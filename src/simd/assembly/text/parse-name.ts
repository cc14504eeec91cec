/** The names of the numbers that are none of digits, as src/numerals/parse.ts tells them. */

const PLUS: u32 = 0x2b;
const MINUS: u32 = 0x2d;
const LOWERCASE: u64 = 0x2020202020202020;
/** `nan`, `inf` and `infinity` in lowercase, the first letter lowest. */
const NAN_NAME: u64 = 0x6e616e;
const INF_NAME: u64 = 0x666e69;
const INFINITY_NAME: u64 = 0x7974696e69666e69;

/** Puts the number that the bytes name, in any case and with any sign; false where they name none. */
export function putName(at: usize, start: usize, end: usize): bool {
  const sign: u32 = load<u8>(start);
  const first = start + usize(sign == MINUS || sign == PLUS);
  const length = end - first;
  if (length != 3 && length != 8) return false;
  const kept: u64 = length == 3 ? 0xffffff : 0xffffffffffffffff;
  // The bit tells the case of a letter, and no other byte becomes one by it.
  const name = (load<u64>(first) | LOWERCASE) & kept;
  if (name == NAN_NAME) store<f64>(at, NaN);
  else if (name == INF_NAME || name == INFINITY_NAME) store<f64>(at, sign == MINUS ? -Infinity : Infinity);
  else return false;
  return true;
}
