/**
 * What an ordinary row (`rows.ts`) has no room for, of the few states that need it: 120 bytes each.
 *
 *     5 doubles   count and times in units of what the row holds of them, NaN, +∞, −∞
 *     1 int64     top, where it is out of the row's range
 *     17 words    the fifth words of limbs 0 and 1, and limbs 2, 3 and 4
 */

/** Where the doubles are. */
export const COUNTS = 0;
export const TIMES = 1;
export const NANS = 2;
export const INFINITIES = 3;
export const MINUS_INFINITIES = 4;
/** Among the words: the fifth words of limbs 0 and 1, and the first of limb 2. */
export const FIFTHS = 12;
export const LOWER_LIMBS = 14;

const TOP = 5;
const DOUBLES = 15;
const WORDS = 2 * DOUBLES;
const SEGMENT_BITS = 10;
const SEGMENT = 2 ** SEGMENT_BITS;

interface Segment {
  readonly doubles: Float64Array;
  readonly tops: BigInt64Array;
  readonly words: Uint32Array;
}

export class WideRows {
  readonly #segments: Segment[] = [];
  #size = 0;

  /** A new row of zeros; numbers begin with 1. */
  make(): number {
    if (this.#size === this.#segments.length * SEGMENT) {
      const buffer = new ArrayBuffer(SEGMENT * DOUBLES * 8);
      this.#segments.push({
        doubles: new Float64Array(buffer),
        tops: new BigInt64Array(buffer),
        words: new Uint32Array(buffer),
      });
    }
    this.#size++;
    return this.#size;
  }

  double(row: number, at: number): number {
    return this.#of(row).doubles[DOUBLES * this.#within(row) + at]!;
  }

  setDouble(row: number, at: number, value: number): void {
    this.#of(row).doubles[DOUBLES * this.#within(row) + at] = value;
  }

  top(row: number): bigint {
    return this.#of(row).tops[DOUBLES * this.#within(row) + TOP]!;
  }

  setTop(row: number, top: bigint): void {
    this.#of(row).tops[DOUBLES * this.#within(row) + TOP] = top;
  }

  /** The words of a row's segment; the row's own begin at `wordsAt`. */
  words(row: number): Uint32Array {
    return this.#of(row).words;
  }

  wordsAt(row: number): number {
    return WORDS * this.#within(row);
  }

  clear(): void {
    this.#segments.length = 0;
    this.#size = 0;
  }

  get bytes(): number {
    return this.#segments.length * SEGMENT * DOUBLES * 8;
  }

  #of(row: number): Segment {
    return this.#segments[(row - 1) >> SEGMENT_BITS]!;
  }

  #within(row: number): number {
    return (row - 1) & (SEGMENT - 1);
  }
}
