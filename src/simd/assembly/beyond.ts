/** What lies behind an output may be somebody else's: kernels that write beyond keep it, and put it back. */

/** Three rows of the widest tile of float32, and 16 bytes. */
const KEPT = memory.data(800, 16);

/** At least `bytes` from `at` on, at most as many as KEPT has. */
export function keep(at: usize, bytes: usize): void {
  copy(at, KEPT, bytes);
}

export function putBack(at: usize, bytes: usize): void {
  copy(KEPT, at, bytes);
}

@inline
function copy(src: usize, dst: usize, bytes: usize): void {
  for (const end = src + bytes; src < end; src += 16, dst += 16) v128.store(dst, v128.load(src));
}
