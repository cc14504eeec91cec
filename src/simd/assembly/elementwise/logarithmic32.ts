/** Logarithms of float32. */
import { each32 } from './each32';
import { Log, Log1p, Logit } from './log-ratio';

export function log32(src: usize, dst: usize, count: i32): void {
  each32<Log>(src, dst, count);
}

export function log1pOf32(src: usize, dst: usize, count: i32): void {
  each32<Log1p>(src, dst, count);
}

export function logit32(src: usize, dst: usize, count: i32): void {
  each32<Logit>(src, dst, count);
}
