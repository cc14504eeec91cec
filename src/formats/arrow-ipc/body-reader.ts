import type { Place } from '../../errors.js';
import { countOnes } from './count-ones.js';
import type { Layout, Node, Region } from './message.js';
import { refusal } from './refuse.js';

/** apache-arrow, like most implementations, counts rows in 32 bits. */
export const MOST_ROWS = 2 ** 31 - 1;

/** What makes typed arrays; the `ArrayType` of a data type is one. */
export interface ArrayMaker<T> {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): T;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
}

/**
 * Hands out the nodes and buffers of a body in their order, each held against what it must be before anything is
 * made of it: metadata may say anything.
 */
export class BodyReader {
  readonly #layout: Layout;
  readonly #body: Uint8Array;
  readonly #where: Place;
  #node = 0;
  #region = 0;
  #variadic = 0;

  constructor(layout: Layout, body: Uint8Array, where: Place) {
    this.#layout = layout;
    this.#body = body;
    this.#where = where;
  }

  node(): Node {
    const node = this.#layout.nodes[this.#node++];
    if (node === undefined) return this.refuse('the batch has fewer columns than its schema');
    const { length, nullCount } = node;
    if (length < 0 || length > MOST_ROWS) this.refuse('a length is out of range', length);
    if (nullCount < 0 || nullCount > length) {
      this.refuse('a null count is out of range', nullCount, `0 to ${length}`);
    }
    return node;
  }

  /** The next buffer as bytes, as many as the metadata say. */
  bytes(): Uint8Array {
    const region = this.#layout.regions[this.#region++];
    if (region === undefined) return this.refuse('the batch has fewer buffers than its schema');
    this.#checkRegion(region);
    return this.#body.subarray(region.offset, region.offset + region.length);
  }

  /** The next buffer as `count` elements; without a copy, unless it lies askew in memory. */
  array<T>(ArrayType: ArrayMaker<T>, count: number): T {
    const width = ArrayType.BYTES_PER_ELEMENT;
    const bytes = this.#atLeast(count * width);
    if (count === 0) return new ArrayType(0);
    const even = bytes.byteOffset % width === 0 ? bytes : bytes.slice(0, count * width);
    return new ArrayType(even.buffer, even.byteOffset, count);
  }

  /** The next buffer as a bitmap of `count` bits. */
  bits(count: number): Uint8Array {
    const size = Math.ceil(count / 8);
    return this.#atLeast(size).subarray(0, size);
  }

  /** The next buffer as a validity bitmap; undefined where nothing is null. */
  validity({ length, nullCount }: Node): Uint8Array | undefined {
    const bytes = this.bytes();
    if (bytes.length === 0 && nullCount === 0) return undefined;
    const size = Math.ceil(length / 8);
    if (bytes.length < size) this.#tooShort(bytes.length, size);
    const nulls = length - countOnes(bytes, length);
    if (nulls !== nullCount) {
      this.refuse('the null count is not that of the bitmap', nullCount, `${nulls}`);
    }
    return nulls === 0 ? undefined : bytes.subarray(0, size);
  }

  /** How many data buffers the next column of a view type has. */
  variadicCount(): number {
    const count = this.#layout.variadicCounts[this.#variadic++] ?? 0;
    if (count < 0 || count > this.#layout.regions.length) {
      this.refuse('a count of data buffers is out of range', count);
    }
    return count;
  }

  /** Refuses what no column has asked for. */
  finish(): void {
    const { nodes, regions } = this.#layout;
    if (this.#node < nodes.length) this.refuse('the batch has more columns than its schema');
    if (this.#region < regions.length) this.refuse('the batch has more buffers than its schema');
  }

  refuse(what: string, got?: unknown, expected?: string): never {
    throw refusal({
      what,
      ...(got === undefined ? {} : { got }),
      ...(expected === undefined ? {} : { expected }),
      ...this.#where,
    });
  }

  #atLeast(size: number): Uint8Array {
    const bytes = this.bytes();
    if (bytes.length < size) this.#tooShort(bytes.length, size);
    return bytes;
  }

  #tooShort(got: number, size: number): never {
    return this.refuse('a buffer is too short', got, `at least ${size} bytes`);
  }

  #checkRegion({ offset, length }: Region): void {
    const size = this.#body.length;
    if (offset >= 0 && length >= 0 && offset + length <= size) return;
    const got = `bytes ${offset} to ${offset + length}`;
    this.refuse('a buffer lies outside the body', got, `0 to ${size}`);
  }
}
