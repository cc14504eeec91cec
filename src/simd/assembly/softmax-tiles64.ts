/** Softmax of short rows, turned into tiles of two rows abreast and back: for T = 1. */
import { keep, putBack } from './beyond';
import { columns, divideStrip } from './softmax-columns64';
import { STRIP } from './softmax-strip64';

const TILES_SIZE: i32 = 8192;
/** With room for what `gather` writes behind the last class of the last: for two strips in turn. */
const TILES = memory.data(2 * (8192 + 64), 16);
const OTHER: usize = 8192 + 64;

/** Rows of one width, from 1 to 64, end to end; read up to a row and 8 bytes beyond the last. */
export function softmaxTiles64(src: usize, dst: usize, rows: i32, width: i32): void {
  const tile = <usize>width << 4;
  const end = dst + <usize>rows * (tile >> 1);
  const beyond = (tile >> 1) + 16;
  keep(end, beyond);
  const most = min(STRIP, TILES_SIZE / (width << 4));
  const groups = (rows + 1) >> 1;
  let tiles = TILES;
  let before = 0;
  for (let first = 0; first < groups; first += most) {
    const count = min(most, groups - first);
    for (let g = 0; g < count; g++, src += tile) gather(src, tiles + <usize>g * tile, width);
    const others = tiles === TILES ? TILES + OTHER : TILES;
    if (before > count) divideStrip(others, before, width, tile, 16);
    columns(tiles, tiles, first, count, rows, width, tile, 16, 16, before === count ? others : 0);
    dst = scatterStrip(others, dst, before, width);
    tiles = others;
    before = count;
  }
  tiles = tiles === TILES ? TILES + OTHER : TILES;
  divideStrip(tiles, before, width, tile, 16);
  scatterStrip(tiles, dst, before, width);
  putBack(end, beyond);
}

/** Tiles into rows; returns where they end. */
@inline
function scatterStrip(tiles: usize, dst: usize, groups: i32, width: i32): usize {
  const tile = <usize>width << 4;
  const end = dst + <usize>groups * tile;
  for (; dst < end; tiles += tile, dst += tile) scatter(tiles, dst, width);
  return end;
}

/** Two rows into a tile. */
@inline
export function gather(src: usize, tile: usize, width: i32): void {
  const bytes = <usize>width << 3;
  const end = tile + (<usize>width << 4);
  for (; tile < end; tile += 32, src += 16) {
    const a = v128.load(src);
    const b = v128.load(src + bytes);
    v128.store(tile, v128.shuffle<i64>(a, b, 0, 2));
    v128.store(tile, v128.shuffle<i64>(a, b, 1, 3), 16);
  }
}

/** A tile into two rows, from the last classes to the first: what is written behind a row is then written over. */
@inline
export function scatter(tile: usize, dst: usize, width: i32): void {
  const bytes = <usize>width << 3;
  const last = <usize>((width - 1) & ~1);
  let p = tile + (last << 4);
  let q = dst + (last << 3);
  for (; p >= tile; p -= 32, q -= 16) {
    const a = v128.load(p);
    const b = v128.load(p, 16);
    v128.store(q, v128.shuffle<i64>(a, b, 0, 2));
    v128.store(q + bytes, v128.shuffle<i64>(a, b, 1, 3));
  }
}
