/** Columns of several bodies of bytes, laid end to end: by one call a column where all lie in one room. */
import { simdAt } from './engine.js';
import { lastOffset, type Offsets } from './last-offset.js';
import { BLOCK_CAPACITY, INPUT, type SimdExports } from './wasm.js';

/** What the table has for a body: at most two places, each with a number. */
const WORDS = 4;
const MOST_BODIES = BLOCK_CAPACITY / (4 * WORDS);

/**
 * A table of what lies where in each body. It is filled for one column, and carried out before it is filled for the next. All that
 * it names has to lie inside the bodies.
 */
export class Pieces {
  readonly #bodies: readonly Uint8Array[];
  /** That of the room in which all bodies lie. */
  readonly #simd: SimdExports | undefined;
  readonly #table: Int32Array;
  /** Where each body begins in the room; 0 elsewhere. */
  readonly #starts: Int32Array;

  constructor(bodies: readonly Uint8Array[]) {
    const words = WORDS * bodies.length;
    this.#bodies = bodies;
    this.#simd = simdOf(bodies);
    this.#starts = new Int32Array(bodies.length);
    if (this.#simd === undefined) this.#table = new Int32Array(words);
    else {
      this.#table = new Int32Array(this.#simd.memory.buffer, INPUT, words);
      for (let i = 0; i < bodies.length; i++) this.#starts[i] = bodies[i]!.byteOffset;
    }
  }

  /** The piece of a body lies at `offset`. */
  place(body: number, offset: number, length: number): void {
    this.#table[2 * body] = this.#starts[body]! + offset;
    this.#table[2 * body + 1] = length;
  }

  /** Copies all pieces to memory that is as long as they are. */
  copyTo(to: Uint8Array): void {
    const { length } = this.#bodies;
    const simd = this.#simdFor(to);
    if (simd !== undefined) {
      simd.copyPieces(INPUT, length, to.byteOffset);
      return;
    }
    let at = 0;
    for (let i = 0; i < length; i++) {
      const piece = this.#piece(i, this.#table[2 * i]!, this.#table[2 * i + 1]!);
      to.set(piece, at);
      at += piece.length;
    }
  }

  /** The offsets of `rows` texts of a body lie at `offsets`, their bytes at `values`, `limit` of them. */
  placeTexts(body: number, rows: number, offsets: number, values: number, limit: number): void {
    const table = this.#table;
    const start = this.#starts[body]!;
    table[4 * body] = start + offsets;
    table[4 * body + 1] = rows;
    table[4 * body + 2] = start + values;
    table[4 * body + 3] = limit;
  }

  /**
   * Copies all texts, with offsets from 0 on.
   *
   * @param values  as long as all the bytes that were named
   * @returns how many bytes of them are texts; undefined where offsets are negative, fall, or end beyond their bytes
   */
  joinTexts(offsets: Offsets, values: Uint8Array): number | undefined {
    const simd = offsets.buffer === values.buffer ? this.#simdFor(values) : undefined;
    if (simd === undefined) return this.#joinTexts(offsets, values);
    const join = offsets instanceof Int32Array ? simd.joinTexts32 : simd.joinTexts64;
    const size = join(INPUT, this.#bodies.length, offsets.byteOffset, values.byteOffset);
    return size < 0 ? undefined : size;
  }

  #joinTexts(offsets: Offsets, values: Uint8Array): number | undefined {
    const table = this.#table;
    const to = wordsOf(offsets);
    const step = offsets.BYTES_PER_ELEMENT / 4;
    to.fill(0);
    let [at, size] = [step, 0];
    for (let i = 0; i < this.#bodies.length; i++) {
      const rows = table[4 * i + 1]!;
      // The buffer of offsets may be left out where there is no text.
      if (rows === 0) continue;
      const own = this.#offsets(i, table[4 * i]!, rows, offsets);
      const last = lastOffset(own, table[4 * i + 3]!);
      if (last === undefined) return undefined;
      const first = Number(own[0]);
      at = shift(wordsOf(own), size - first, to, at, step);
      values.set(this.#piece(i, table[4 * i + 2]! + first, last - first), size);
      size += last - first;
    }
    return size;
  }

  #simdFor({ buffer }: Uint8Array): SimdExports | undefined {
    return this.#simd?.memory.buffer === buffer ? this.#simd : undefined;
  }

  #piece(body: number, place: number, length: number): Uint8Array {
    const at = place - this.#starts[body]!;
    return this.#bodies[body]!.subarray(at, at + length);
  }

  /** A copy where they lie askew in memory. */
  #offsets(body: number, place: number, rows: number, like: Offsets): Offsets {
    const Maker = like.constructor as OffsetsMaker;
    const width = like.BYTES_PER_ELEMENT;
    const bytes = this.#piece(body, place, (rows + 1) * width);
    const even = bytes.byteOffset % width === 0 ? bytes : new Uint8Array(bytes);
    return new Maker(even.buffer, even.byteOffset, rows + 1);
  }
}

/** What makes offsets of bytes. */
interface OffsetsMaker {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): Offsets;
}

function simdOf(bodies: readonly Uint8Array[]): SimdExports | undefined {
  const room = bodies[0]?.buffer;
  if (room === undefined || bodies.length > MOST_BODIES) return undefined;
  const simd = simdAt(room);
  return simd !== undefined && bodies.every(({ buffer }) => buffer === room) ? simd : undefined;
}

/**
 * Writes offsets with something added to each, and returns where they end. Of those of 64 bits (`step` 2) only the lower words are
 * looked at: what is joined is small, and bigints cost ten times as much.
 */
function shift(from: Int32Array, by: number, to: Int32Array, at: number, step: number): number {
  for (let i = step; i < from.length; i += step, at += step) to[at] = from[i]! + by;
  return at;
}

function wordsOf({ buffer, byteOffset, byteLength }: Offsets): Int32Array {
  return new Int32Array(buffer, byteOffset, byteLength / 4);
}
