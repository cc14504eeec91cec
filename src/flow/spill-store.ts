/**
 * Room for bytes outside of memory, such as temporary files. Synchronous, as operators are: a stream that is spilled and
 * read again stays synchronous.
 */
export interface SpillStore {
  /** A new, empty place. */
  create(): Spill;
}

/** A place for one run of bytes: written first, read afterwards. */
export interface Spill {
  /** Adds bytes at the end; they have been taken when it returns, and the array may be used again. */
  write(bytes: Uint8Array): void;
  /** All bytes from the beginning, in chunks of any size, which the caller may keep. Also more than once. */
  read(): Iterable<Uint8Array>;
  /** Gives the place back. It may be called at any moment, and again; nothing is written or read after it. */
  delete(): void;
}
