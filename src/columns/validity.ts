import type { Data, Type } from 'apache-arrow';

/** By its number, so that a lane, which has no columns of Arrow, loads no Arrow for a class of bits. */
const NULL_TYPE: Type.Null = 1;

/**
 * Which slots of a column hold a value: Arrow's validity bitmap, read right for slices.
 *
 * A column in which nothing is null has no `Validity`: every function that makes one returns `undefined` then, so
 * that kernels take their fast path by one test. The bitmap is the truth; a stated null count is never believed
 * (apache-arrow writes −1 for "unknown", and a file may state anything).
 */
export class Validity {
  private constructor(
    private readonly bits: Uint8Array,
    private readonly offset: number,
    readonly length: number,
    /** How many slots are null; at least 1. */
    readonly nullCount: number,
  ) {}

  /** The validity of a column; everything is null in a column of Arrow's null type. */
  static from(data: Data): Validity | undefined {
    const { length, offset, nullBitmap } = data;
    if (length === 0) return undefined;
    if (data.type.typeId === NULL_TYPE) return Validity.of(length, () => false);
    if (!nullBitmap || nullBitmap.length === 0) return undefined;
    const bits = padded(nullBitmap, (offset + length + 7) >>> 3);
    return Validity.view(bits, offset, length);
  }

  /** The validity of `length` slots by a predicate on their index. */
  static of(length: number, isValid: (index: number) => boolean): Validity | undefined {
    let valid = 0;
    while (valid < length && isValid(valid)) valid++;
    if (valid === length) return undefined; // mostly, and then no bitmap is made
    const bits = new Uint8Array(bitmapBytes(length));
    setBits(bits, 0, valid);
    for (let i = valid; i < length; i++) if (isValid(i)) bits[i >> 3]! |= 1 << (i & 7);
    return Validity.view(bits, 0, length);
  }

  /** Null where `marks` has `mark`. */
  static unmarked(marks: Uint8Array, mark: number): Validity | undefined {
    const { length } = marks;
    const bits = new Uint8Array(bitmapBytes(length));
    for (let i = 0; i < length; i++) if (marks[i] !== mark) bits[i >> 3]! |= 1 << (i & 7);
    return Validity.view(bits, 0, length);
  }

  /** The validity of `length` slots by a bitmap that starts at bit 0, which it keeps. */
  static ofBitmap(bits: Uint8Array, length: number): Validity | undefined {
    return Validity.view(bits, 0, length);
  }

  /** Valid where all of `parts` are: a row over several columns is null where any of them is. */
  static every(parts: readonly (Validity | undefined)[], length: number): Validity | undefined {
    const known = parts.filter((part) => part !== undefined);
    if (known.length <= 1) return known[0];
    const bits = known[0]!.toBitmap();
    for (const part of known.slice(1)) {
      const other = part.toBitmap();
      for (let i = 0; i < bits.length; i++) bits[i]! &= other[i]!;
    }
    return Validity.view(bits, 0, length);
  }

  /** The validities of columns laid end to end; `undefined` parts are all valid. */
  static concat(
    parts: readonly { readonly validity: Validity | undefined; readonly length: number }[],
  ): Validity | undefined {
    if (parts.every((part) => part.validity === undefined)) return undefined;
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    const bits = new Uint8Array(bitmapBytes(length));
    let at = 0;
    for (const part of parts) {
      if (part.validity) copyBits(part.validity.bits, part.validity.offset, bits, at, part.length);
      else setBits(bits, at, part.length);
      at += part.length;
    }
    return Validity.view(bits, 0, length);
  }

  private static view(bits: Uint8Array, offset: number, length: number): Validity | undefined {
    const nullCount = length - countBits(bits, offset, length);
    return nullCount === 0 ? undefined : new Validity(bits, offset, length, nullCount);
  }

  isValid(index: number): boolean {
    const at = this.offset + index;
    return ((this.bits[at >> 3]! >> (at & 7)) & 1) === 1;
  }

  /** Calls `visit` with the index of every null slot, rising. Runs of valid slots cost a byte each. */
  eachNull(visit: (index: number) => void): void {
    const end = this.offset + this.length;
    for (let at = this.offset; at < end; at++) {
      const byte = this.bits[at >> 3]!;
      if (byte === 0xff) at |= 7;
      else if (((byte >> (at & 7)) & 1) === 0) visit(at - this.offset);
    }
  }

  /** Writes `value` into every null slot of `values`. */
  fillNulls(values: Float32Array | Float64Array | Int32Array | Uint8Array, value: number): void {
    const { bits, offset } = this;
    const end = offset + this.length;
    for (let at = offset; at < end; at = (at | 7) + 1) {
      // The nulls from this bit to the end of its byte, or of the column, as ones from bit 0 on.
      let nulls =
        ((~bits[at >> 3]! & 0xff) >> (at & 7)) & (end - at < 8 ? (1 << (end - at)) - 1 : 0xff);
      for (; nulls !== 0; nulls &= nulls - 1) {
        values[at - offset + 31 - Math.clz32(nulls & -nulls)] = value;
      }
    }
  }

  /** The part from `begin` up to `end`. */
  slice(begin: number, end: number): Validity | undefined {
    return Validity.view(this.bits, this.offset + begin, end - begin);
  }

  /** A fresh bitmap that starts at bit 0, padded with zeros to a multiple of 8 bytes, as Arrow wants it. */
  toBitmap(): Uint8Array {
    const bits = new Uint8Array(bitmapBytes(this.length));
    copyBits(this.bits, this.offset, bits, 0, this.length);
    return bits;
  }
}

/** The bytes of a bitmap of `length` bits, padded to 8. */
export function bitmapBytes(length: number): number {
  return Math.ceil(length / 64) * 8;
}

/** Copies `length` bits of `src` from bit `from` to bit `to` of `dst`, whose bits there must be 0. */
export function copyBits(
  src: Uint8Array,
  from: number,
  dst: Uint8Array,
  to: number,
  length: number,
): void {
  let i = 0;
  const single = (end: number) => {
    for (; i < end; i++) {
      const bit = (src[(from + i) >> 3]! >> ((from + i) & 7)) & 1;
      dst[(to + i) >> 3]! |= bit << ((to + i) & 7);
    }
  };
  single(Math.min(length, -to & 7)); // up to a whole byte of the destination
  const shift = (from + i) & 7;
  if (shift === 0) {
    const whole = (length - i) >> 3;
    dst.set(src.subarray((from + i) >> 3, ((from + i) >> 3) + whole), (to + i) >> 3);
    i += whole * 8;
  }
  for (; i + 8 <= length; i += 8) {
    const at = (from + i) >> 3;
    dst[(to + i) >> 3] = (src[at]! >> shift) | (src[at + 1]! << (8 - shift));
  }
  single(length);
}

/** Sets `length` bits from bit `to` on. */
export function setBits(dst: Uint8Array, to: number, length: number): void {
  const end = to + length;
  for (let at = to; at < end; ) {
    if ((at & 7) === 0 && at + 8 <= end) {
      dst[at >> 3] = 0xff;
      at += 8;
    } else {
      dst[at >> 3]! |= 1 << (at & 7);
      at++;
    }
  }
}

/** How many of `length` bits are set, from bit `offset` on. */
function countBits(bits: Uint8Array, offset: number, length: number): number {
  const end = offset + length;
  let count = 0;
  let at = offset;
  for (; at < end && (at & 7) !== 0; at++) count += (bits[at >> 3]! >> (at & 7)) & 1;
  for (; at + 8 <= end; at += 8) count += ONES[bits[at >> 3]!]!;
  for (; at < end; at++) count += (bits[at >> 3]! >> (at & 7)) & 1;
  return count;
}

/** The number of ones in each byte. */
const ONES = Uint8Array.from({ length: 256 }, (_, byte) => {
  let ones = 0;
  for (let rest = byte; rest > 0; rest >>= 1) ones += rest & 1;
  return ones;
});

/** `bits` with at least `bytes` bytes: what a bitmap is short of is null, as apache-arrow reads it. */
function padded(bits: Uint8Array, bytes: number): Uint8Array {
  if (bits.length >= bytes) return bits;
  const longer = new Uint8Array(bytes);
  longer.set(bits);
  return longer;
}
