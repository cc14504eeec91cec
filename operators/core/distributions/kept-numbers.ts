import { ByteQueue } from '../../../src/distributions/spilled/byte-queue.js';
import type { Spill, SpillStore } from '../../../src/flow/spill-store.js';

/**
 * The numbers of the groups of all rows, four bytes each, from the first pass to the second: there no key has to be looked
 * up again. Batches come and go in one order; those without rows may be left out.
 */
export interface KeptNumbers {
  /** Takes the numbers of a batch. */
  add(numbers: Uint32Array): void;
  /** Those of the next batch, which has so many rows. */
  next(rows: number): Uint32Array;
}

const NONE = new Uint32Array(0);

/** In memory. */
export class HeldNumbers implements KeptNumbers {
  #batches: Uint32Array[] = [];
  #given = 0;

  /** Holds the array itself. */
  add(numbers: Uint32Array): void {
    if (numbers.length > 0) this.#batches.push(numbers);
  }

  next(rows: number): Uint32Array {
    if (rows === 0) return NONE;
    const numbers = this.#batches[this.#given]!; // each batch has been added
    this.#batches[this.#given++] = NONE; // and is let go of
    return numbers;
  }
}

/** In a store, in a place that is made when there is something for it. */
export class SpilledNumbers implements KeptNumbers {
  readonly #store: SpillStore;
  #spill: Spill | undefined;
  #bytes: ByteQueue | undefined;

  constructor(store: SpillStore) {
    this.#store = store;
  }

  add({ buffer, byteOffset, byteLength }: Uint32Array): void {
    if (byteLength === 0) return;
    this.#spill ??= this.#store.create();
    this.#spill.write(new Uint8Array(buffer, byteOffset, byteLength));
  }

  /** @throws FormatError where the store has not given back what it was given */
  next(rows: number): Uint32Array {
    if (rows === 0) return NONE;
    this.#bytes ??= new ByteQueue(this.#spill!.read()[Symbol.iterator]()); // its rows have been added
    return new Uint32Array(this.#bytes.takeAll(Uint32Array.BYTES_PER_ELEMENT * rows).buffer);
  }

  /** Gives the place back. */
  delete(): void {
    this.#spill?.delete();
  }
}
