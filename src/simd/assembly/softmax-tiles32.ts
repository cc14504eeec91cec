/** Softmax of short near rows, turned into columns and back. */
import { keep, putBack } from './beyond';
import { columns, heightOf } from './softmax-columns32';

/** A strip of rows of up to 64 classes, as columns. */
const TILES = memory.data(64 * 16 * 4 + 8192, 16);

/** Rows of one width, from 1 to 64, end to end; read up to three rows and 12 bytes beyond the last. */
export function softmaxTiles32(src: usize, dst: usize, rows: i32, width: i32): void {
  const height = heightOf(width);
  const bytes = <usize>width << 2;
  const end = dst + <usize>rows * bytes;
  const beyond = 3 * bytes + 16;
  keep(end, beyond);
  for (let first = 0; first < rows; first += height) {
    const count = min(height, rows - first);
    const stride = <usize>((count + 3) & ~3) << 2;
    const from = src + <usize>first * bytes;
    for (let at: usize = 0; at < stride; at += 16) {
      gather(from + (at >> 2) * bytes, TILES + at, width, stride);
    }
    columns(TILES, TILES, first, count, width, stride);
    const to = dst + <usize>first * bytes;
    for (let at: usize = 0; at < stride; at += 16) {
      scatter(TILES + at, to + (at >> 2) * bytes, width, stride);
    }
  }
  putBack(end, beyond);
}

/** Four rows into columns. */
@inline
function gather(src: usize, tile: usize, width: i32, stride: usize): void {
  const bytes = <usize>width << 2;
  const end = tile + <usize>width * stride;
  for (; tile < end; tile += 4 * stride, src += 16) {
    const a = v128.load(src);
    const b = v128.load(src + bytes);
    const c = v128.load(src + 2 * bytes);
    const d = v128.load(src + 3 * bytes);
    turn(a, b, c, d, tile, stride);
  }
}

/** Columns into four rows, from the last classes to the first: what is written behind a row is then written over. */
@inline
function scatter(tile: usize, dst: usize, width: i32, stride: usize): void {
  const bytes = <usize>width << 2;
  const last = <usize>((width - 1) & ~3);
  let p = tile + last * stride;
  let q = dst + (last << 2);
  for (; p >= tile; p -= 4 * stride, q -= 16) {
    const a = v128.load(p);
    const b = v128.load(p + stride);
    const c = v128.load(p + 2 * stride);
    const d = v128.load(p + 3 * stride);
    turn(a, b, c, d, q, bytes);
  }
}

/** Stores the columns of a 4 × 4 matrix of rows a, b, c, d, `stride` bytes apart. */
@inline
function turn(a: v128, b: v128, c: v128, d: v128, dst: usize, stride: usize): void {
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(dst, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(dst + stride, v128.shuffle<i64>(ab, cd, 1, 3));
  v128.store(dst + 2 * stride, v128.shuffle<i64>(abHigh, cdHigh, 0, 2));
  v128.store(dst + 3 * stride, v128.shuffle<i64>(abHigh, cdHigh, 1, 3));
}
