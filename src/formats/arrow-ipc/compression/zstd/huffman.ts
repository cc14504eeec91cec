import { damaged } from '../damaged.js';
import { BackwardBits, MARGIN } from './bits.js';
import { fseTable, readDistribution } from './fse.js';

const LONGEST_CODE = 11;
const MOST_WEIGHTS = 255;

/** Codes looked up by their first `log` bits. */
export interface HuffmanTable {
  readonly log: number;
  /** A symbol, and 256 times the length of its code. */
  readonly codes: Uint16Array;
}

/**
 * The table of codes whose weights stand at `begin`.
 *
 * @throws DamagedError
 * @see https://www.rfc-editor.org/rfc/rfc8878#section-4.2.1
 */
export function readHuffman(
  source: Uint8Array,
  begin: number,
): { readonly table: HuffmanTable; readonly end: number } {
  const head = source[begin];
  if (head === undefined) return damaged('a Huffman table is cut off');
  const isDirect = head >= 128;
  const count = head - 127;
  const end = begin + 1 + (isDirect ? (count + 1) >> 1 : head);
  if (end > source.length) damaged('a Huffman table is cut off');
  const bytes = source.subarray(begin + 1, end);
  const weights = isDirect ? directWeights(bytes, count) : codedWeights(bytes);
  return { table: tableOf(weights), end };
}

function directWeights(bytes: Uint8Array, count: number): number[] {
  return Array.from({ length: count }, (_, i) => (bytes[i >> 1]! >> (i % 2 === 0 ? 4 : 0)) & 15);
}

/** Two states in turn, until the bits are used up; what the states then stand for are the last two weights. */
function codedWeights(bytes: Uint8Array): number[] {
  const { end, ...distribution } = readDistribution(bytes, 0, 6, 15);
  const { log, symbols, bits: widths, bases } = fseTable(distribution);
  const bits = new BackwardBits(bytes.subarray(end));
  const states: [number, number] = [bits.take(log), bits.take(log)];
  const weights: number[] = [];
  for (let turn = 0; weights.length < MOST_WEIGHTS; turn ^= 1) {
    const state = states[turn]!;
    weights.push(symbols[state]!);
    states[turn] = bases[state]! + bits.take(widths[state]!);
    if (bits.left >= 0) continue;
    weights.push(symbols[states[turn ^ 1]!]!);
    return weights;
  }
  return damaged('a Huffman table has too many weights');
}

/** The last symbol's weight is not written: it is what makes the codes complete. */
function tableOf(weights: number[]): HuffmanTable {
  const sum = weights.reduce((total, weight) => total + (weight > 0 ? 2 ** (weight - 1) : 0), 0);
  if (sum === 0) damaged('a Huffman table without codes');
  const log = 32 - Math.clz32(sum);
  const rest = 2 ** log - sum;
  if (log > LONGEST_CODE || weights.length > MOST_WEIGHTS || (rest & (rest - 1)) !== 0) {
    damaged('the weights of a Huffman table make no codes');
  }
  return filled([...weights, 32 - Math.clz32(rest)], log);
}

/** Codes go to symbols by rising weight, those of one weight by rising symbol. */
function filled(weights: readonly number[], log: number): HuffmanTable {
  const codes = new Uint16Array(1 << log);
  let at = 0;
  for (let weight = 1; weight <= log; weight++) {
    for (let symbol = 0; symbol < weights.length; symbol++) {
      if (weights[symbol] !== weight) continue;
      const next = at + 2 ** (weight - 1);
      codes.fill(symbol | ((log + 1 - weight) << 8), at, next);
      at = next;
    }
  }
  return { log, codes };
}

/** Decodes one stream of codes that fills `target` and uses up `bytes` just so. */
export function decodeHuffman(table: HuffmanTable, bytes: Uint8Array, target: Uint8Array): void {
  const bits = new BackwardBits(bytes);
  for (let i = decodePairs(table, bits, target); i < target.length; i++) {
    const code = table.codes[bits.peek(table.log)]!;
    target[i] = code;
    bits.left -= code >> 8;
  }
  if (bits.left !== 0) damaged('a stream of literals does not end where it should');
}

/** Bits of two codes at most; a word has them wherever in a byte it begins. */
const PAIR = 2 * LONGEST_CODE;

/** Two symbols for each word that is loaded, as long as there are bits for the longest two; returns how many symbols. */
function decodePairs({ log, codes }: HuffmanTable, bits: BackwardBits, target: Uint8Array): number {
  const { view } = bits;
  const mask = (1 << log) - 1;
  let { left } = bits;
  let i = 0;
  for (; left >= PAIR && i + 1 < target.length; i += 2) {
    const at = left - PAIR + MARGIN * 8;
    const word = view.getInt32(at >> 3, true) >>> (at & 7);
    const one = codes[(word >>> (PAIR - log)) & mask]!;
    const other = codes[(word >>> (PAIR - log - (one >> 8))) & mask]!;
    target[i] = one;
    target[i + 1] = other;
    left -= (one >> 8) + (other >> 8);
  }
  bits.left = left;
  return i;
}
