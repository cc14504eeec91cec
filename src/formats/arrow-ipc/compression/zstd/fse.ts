import { damaged } from '../damaged.js';

/** A table of finite state entropy: what a state stands for, and where the next one comes from. */
export interface FseTable {
  readonly log: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
  readonly bases: Uint16Array;
}

/** How often each symbol comes, in parts of 2^log; −1 is less than once. */
export interface Distribution {
  readonly log: number;
  readonly counts: Int16Array;
}

/**
 * The decoding table of a distribution: symbols are spread over the states by a fixed stride, those of less than once
 * from the end.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8878#section-4.1.1
 */
export function fseTable({ log, counts }: Distribution): FseTable {
  const size = 1 << log;
  const symbols = spread(counts, size);
  const next = Uint16Array.from(counts, (count) => Math.max(count, 1));
  const bits = new Uint8Array(size);
  const bases = new Uint16Array(size);
  for (let state = 0; state < size; state++) {
    const occurrence = next[symbols[state]!]!++;
    bits[state] = log - (31 - Math.clz32(occurrence));
    bases[state] = (occurrence << bits[state]!) - size;
  }
  return { log, symbols, bits, bases };
}

function spread(counts: Int16Array, size: number): Uint8Array {
  const symbols = new Uint8Array(size);
  let high = size;
  for (let symbol = 0; symbol < counts.length; symbol++) {
    if (counts[symbol] === -1) symbols[--high] = symbol;
  }
  const stride = (size >> 1) + (size >> 3) + 3;
  let at = 0;
  for (let symbol = 0; symbol < counts.length; symbol++) {
    for (let i = 0; i < counts[symbol]!; i++) {
      symbols[at] = symbol;
      do at = (at + stride) & (size - 1);
      while (at >= high);
    }
  }
  return symbols;
}

/** The table of one symbol that takes no bits. */
export function oneSymbol(symbol: number): FseTable {
  return {
    log: 0,
    symbols: Uint8Array.of(symbol),
    bits: new Uint8Array(1),
    bases: new Uint16Array(1),
  };
}

/**
 * A distribution as it is written before its codes.
 *
 * @param mostLog    the most accurate that it may be
 * @param mostSymbol the largest symbol that it may give
 * @throws DamagedError
 * @see https://www.rfc-editor.org/rfc/rfc8878#section-4.1.1
 */
export function readDistribution(
  source: Uint8Array,
  begin: number,
  mostLog: number,
  mostSymbol: number,
): Distribution & { readonly end: number } {
  let bit = begin * 8;
  const take = (count: number) => {
    const at = bit >> 3;
    const word = (source[at] ?? 0) | ((source[at + 1] ?? 0) << 8) | ((source[at + 2] ?? 0) << 16);
    bit += count;
    return (word >>> ((bit - count) & 7)) & ((1 << count) - 1);
  };
  const log = take(4) + 5;
  if (log > mostLog) damaged('an entropy table is too accurate');
  const counts = new Int16Array(mostSymbol + 1);
  let symbol = 0;
  let left = 1 << log;
  while (left > 0) {
    if (symbol > mostSymbol) damaged('an entropy table has too many symbols');
    const count = takeCount(take, left + 1, () => bit--) - 1;
    left -= Math.abs(count);
    counts[symbol++] = count;
    if (count !== 0) continue;
    for (let more = 3; more === 3; symbol += more) more = take(2);
  }
  const end = (bit + 7) >> 3;
  if (left < 0 || symbol > mostSymbol + 1 || end > source.length) {
    damaged('an entropy table is cut off');
  }
  return { log, counts, end };
}

/** A number from 0 to `most`: the small ones, which need not all the bits, are written in one less. */
function takeCount(take: (count: number) => number, most: number, giveBack: () => void): number {
  const width = 32 - Math.clz32(most);
  const value = take(width);
  const short = (1 << width) - 1 - most;
  const low = value & ((1 << (width - 1)) - 1);
  if (low < short) {
    giveBack();
    return low;
  }
  return value >= 1 << (width - 1) ? value - short : value;
}
