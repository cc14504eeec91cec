/** Softmax of short rows, turned into tiles of four rows abreast and back: for T = 1. */
import { columns } from './softmax-columns32';
import { STRIP } from './softmax-strip32';

const TILES_SIZE: i32 = 8192;
/** With room for what `gather` writes behind the last class of the last. */
const TILES = memory.data(8192 + 64, 16);

/** Rows of one width, from 1 to 64, end to end; read and written up to three rows and 12 bytes beyond the last. */
export function softmaxTiles32(src: usize, dst: usize, rows: i32, width: i32): void {
  const tile = <usize>width << 4;
  const most = min(STRIP, TILES_SIZE / (width << 4));
  const groups = (rows + 3) >> 2;
  for (let first = 0; first < groups; first += most) {
    const count = min(most, groups - first);
    for (let g = 0; g < count; g++, src += tile) gather(src, TILES + <usize>g * tile, width);
    columns(TILES, TILES, first, count, rows, width, tile, 16);
    for (let g = 0; g < count; g++, dst += tile) scatter(TILES + <usize>g * tile, dst, width);
  }
}

/** Four rows into a tile. */
@inline
function gather(src: usize, tile: usize, width: i32): void {
  const bytes = <usize>width << 2;
  const end = tile + (<usize>width << 4);
  for (; tile < end; tile += 64, src += 16) {
    const a = v128.load(src);
    const b = v128.load(src + bytes);
    const c = v128.load(src + 2 * bytes);
    const d = v128.load(src + 3 * bytes);
    turn(a, b, c, d, tile, 16);
  }
}

/** A tile into four rows, from the last classes to the first: what is written behind a row is then written over. */
@inline
function scatter(tile: usize, dst: usize, width: i32): void {
  const bytes = <usize>width << 2;
  const last = <usize>((width - 1) & ~3);
  let p = tile + (last << 4);
  let q = dst + (last << 2);
  for (; p >= tile; p -= 64, q -= 16) {
    turn(v128.load(p), v128.load(p, 16), v128.load(p, 32), v128.load(p, 48), q, bytes);
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
