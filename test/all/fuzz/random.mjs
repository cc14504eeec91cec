/** Numbers that a seed determines, so that a case can be run again by its number alone (splitmix32). */
export function randomOf(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  const below = (limit) => Math.floor((next() / 2 ** 32) * limit);
  const pick = (list) => list[below(list.length)];
  return { next, below, pick };
}
