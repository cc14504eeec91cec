import type { Place } from '../../../errors.js';
import type { Layout, Node, Region } from '../messages/message.js';
import { refusal } from '../refuse.js';

/** apache-arrow, like most implementations, counts rows in 32 bits. */
export const MOST_ROWS = 2 ** 31 - 1;

/** What is to be read next: an index into each of the layout's lists of numbers. */
export interface LayoutPlace {
  readonly node: number;
  readonly region: number;
  readonly variadic: number;
}

const BEGIN: LayoutPlace = { node: 0, region: 0, variadic: 0 };

/**
 * Hands out the nodes and regions of a layout in their order, each held against what it must be before anything is
 * made of it: metadata may say anything.
 */
export class LayoutReader {
  readonly #layout: Layout;
  readonly #bodyLength: number;
  readonly #where: Place;
  #node: number;
  #region: number;
  #variadic: number;

  /** @param from  where another reader of the layout has stood */
  constructor(layout: Layout, bodyLength: number, where: Place, from: LayoutPlace = BEGIN) {
    this.#layout = layout;
    this.#bodyLength = bodyLength;
    this.#where = where;
    this.#node = from.node;
    this.#region = from.region;
    this.#variadic = from.variadic;
  }

  get place(): LayoutPlace {
    return { node: this.#node, region: this.#region, variadic: this.#variadic };
  }

  node(): Node {
    const { nodes } = this.#layout;
    if (this.#node >= nodes.length) this.refuse('the batch has fewer columns than its schema');
    const length = nodes[this.#node++]!;
    const nullCount = nodes[this.#node++]!;
    if (length < 0 || length > MOST_ROWS) this.refuse('a length is out of range', length);
    if (nullCount < 0 || nullCount > length) {
      this.refuse('a null count is out of range', nullCount, `0 to ${length}`);
    }
    return { length, nullCount };
  }

  /** Where the next buffer lies, which is inside the body. */
  region(): Region {
    const { regions } = this.#layout;
    if (this.#region >= regions.length) this.refuse('the batch has fewer buffers than its schema');
    const offset = regions[this.#region++]!;
    const length = regions[this.#region++]!;
    if (offset >= 0 && length >= 0 && offset + length <= this.#bodyLength) {
      return { offset, length };
    }
    const got = `bytes ${offset} to ${offset + length}`;
    return this.refuse('a buffer lies outside the body', got, `0 to ${this.#bodyLength}`);
  }

  /** How many data buffers the next column of a view type has. */
  variadicCount(): number {
    const count = this.#layout.variadicCounts[this.#variadic++] ?? 0;
    if (count < 0 || count > this.#layout.regions.length / 2) {
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

  tooShort(got: number, size: number): never {
    return this.refuse('a buffer is too short', got, `at least ${size} bytes`);
  }

  wrongNullCount(got: number, expected: number): never {
    return this.refuse('the null count is not that of the bitmap', got, `${expected}`);
  }

  fallingOffsets(type: unknown): never {
    return this.refuse(`the offsets of a column of ${type} fall, or end beyond its values`);
  }
}
