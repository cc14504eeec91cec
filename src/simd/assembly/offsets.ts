/** Offsets of values of variable size: n + 1 of them, of which none is negative or less than the one before. */

export function areRising32(from: usize, count: i32): bool {
  return areRising<i32>(from, count);
}

export function areRising64(from: usize, count: i32): bool {
  return areRising<i64>(from, count);
}

/** The sign of a lane, once it is set, says that something is wrong: no branch in the loop. */
@inline
function areRising<T>(from: usize, count: i32): bool {
  if (count == 0) return true;
  const end = from + (<usize>count) * sizeof<T>();
  let fallen = v128.splat<T>(load<T>(from));
  let fallen2 = fallen;
  for (from += sizeof<T>(); from + 32 <= end; from += 32) {
    fallen = v128.or(fallen, falls<T>(from));
    fallen2 = v128.or(fallen2, falls<T>(from + 16));
  }
  if (from + 16 <= end) {
    fallen = v128.or(fallen, falls<T>(from));
    from += 16;
  }
  for (; from < end; from += sizeof<T>()) {
    const next = load<T>(from);
    fallen = v128.or(fallen, v128.splat<T>(next | (next - load<T>(from - sizeof<T>()))));
  }
  return v128.bitmask<T>(v128.or(fallen, fallen2)) == 0;
}

/** Negative in the lanes of offsets that are negative, or less than the one before. */
@inline
export function falls<T>(at: usize): v128 {
  const next = v128.load(at);
  return v128.or(next, v128.sub<T>(next, v128.load(at - sizeof<T>())));
}
