/** A typed array's class. */
export interface ElementClass<T> {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): T;
  new (buffer: ArrayBuffer, offset: number, length: number): T;
}

const FIRST_BYTES = 1 << 12;
const MOST_BYTES = 1 << 16;
/** Longer arrays have buffers of their own. */
const SHORT_BYTES = 1 << 10;

/**
 * Memory for the many short columns of a batch: a buffer costs more than the few numbers of a column. Columns of one batch
 * share buffers, those of two never do, so that whoever transfers what a batch lies in takes nothing from another.
 */
export class Slabs {
  #slab = new ArrayBuffer(0);
  #at = 0;
  #size = FIRST_BYTES;

  /** What is taken from now on is another batch's. */
  nextBatch(): void {
    this.#at = this.#slab.byteLength;
    this.#size = FIRST_BYTES;
  }

  /** Zeros. */
  take<T>(Class: ElementClass<T>, length: number): T {
    const bytes = Class.BYTES_PER_ELEMENT * length;
    if (bytes > SHORT_BYTES) return new Class(length);
    if (this.#at + bytes > this.#slab.byteLength) this.#begin();
    const at = this.#at;
    this.#at = at + Math.ceil(bytes / 8) * 8;
    return new Class(this.#slab, at, length);
  }

  /** Twice the last one, for a batch may have few columns. */
  #begin(): void {
    this.#slab = new ArrayBuffer(this.#size);
    this.#at = 0;
    this.#size = Math.min(2 * this.#size, MOST_BYTES);
  }
}
