/** Pieces of memory that are laid end to end. Where they lie stands in a table of 32-bit words. */
import { falls } from './offsets';

/** Two words a piece: its address and its length. */
export function copyPieces(table: usize, count: i32, to: usize): void {
  for (const end = table + (<usize>count << 3); table < end; table += 8) {
    const length = <usize>load<u32>(table, 4);
    memory.copy(to, load<u32>(table), length);
    to += length;
  }
}

/**
 * Texts of several columns. Four words a column: the address of its offsets, how many texts, the address of their bytes, and how
 * many those are.
 *
 * @param offsets  takes those of all texts, from 0 on
 * @returns how many bytes there are behind `values`; −1 where offsets are negative, fall, or end beyond their bytes
 */
export function joinTexts32(table: usize, count: i32, offsets: usize, values: usize): i32 {
  return joinTexts<i32>(table, count, offsets, values);
}

export function joinTexts64(table: usize, count: i32, offsets: usize, values: usize): i32 {
  return joinTexts<i64>(table, count, offsets, values);
}

@inline
function joinTexts<T>(table: usize, count: i32, offsets: usize, values: usize): i32 {
  let size: T = 0;
  store<T>(offsets, 0);
  offsets += sizeof<T>();
  for (const end = table + (<usize>count << 4); table < end; table += 16) {
    const rows = <usize>load<u32>(table, 4);
    // The buffer of offsets may be left out where there is no text.
    if (rows == 0) continue;
    const from = <usize>load<u32>(table);
    const first = load<T>(from);
    if (!shifted<T>(from + sizeof<T>(), rows, offsets, size - first)) return -1;
    const last = load<T>(from + rows * sizeof<T>());
    if (first < 0 || last > <T>load<i32>(table, 12)) return -1;
    offsets += rows * sizeof<T>();
    memory.copy(values + <usize>size, <usize>load<u32>(table, 8) + <usize>first, <usize>(last - first));
    size += last - first;
  }
  return <i32>size;
}

/** Writes offsets with something added to each; whether none is negative or less than the one before, which stands before the first as well. */
@inline
function shifted<T>(from: usize, count: usize, to: usize, shift: T): bool {
  const end = from + count * sizeof<T>();
  const shifts = v128.splat<T>(shift);
  let fallen = v128.splat<T>(0);
  for (; from + 16 <= end; from += 16, to += 16) {
    fallen = v128.or(fallen, falls<T>(from));
    v128.store(to, v128.add<T>(v128.load(from), shifts));
  }
  for (; from < end; from += sizeof<T>(), to += sizeof<T>()) {
    const next = load<T>(from);
    fallen = v128.or(fallen, v128.splat<T>(next | (next - load<T>(from - sizeof<T>()))));
    store<T>(to, next + shift);
  }
  return v128.bitmask<T>(fallen) == 0;
}
