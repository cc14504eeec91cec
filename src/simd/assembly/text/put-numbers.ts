/** Numbers of a list to text, with commas between them. */
import { putShortest } from './print';
import { isRounded, putDouble, putSingle } from './print-rounded';

const COMMA: u8 = 0x2c;

/** Returns the end; 0 where one is NaN or infinite, which JSON has no number for. */
export function putDoubles(at: usize, from: usize, count: i32): usize {
  const rounds = isRounded();
  let to = at;
  for (let i: i32 = 0; i < count; i++) {
    if (i > 0) store<u8>(to++, COMMA);
    const value = load<f64>(from + 8 * usize(i));
    if (!isFinite(value)) return 0;
    to = rounds ? putDouble(to, value) : putShortest(to, value);
  }
  return to;
}

/** As `putDoubles`. */
export function putSingles(at: usize, from: usize, count: i32): usize {
  let to = at;
  for (let i: i32 = 0; i < count; i++) {
    if (i > 0) store<u8>(to++, COMMA);
    const value = load<f32>(from + 4 * usize(i));
    if (!isFinite(value)) return 0;
    to = putSingle(to, value);
  }
  return to;
}
