/** Bytes that can be read anywhere: a file, a blob, a memory. */
export interface RandomAccess {
  /** In bytes. */
  readonly size: number;
  /**
   * `length` bytes from `position` on, fewer only where they end before. A buffer of its own for each call, for
   * record batches keep views of it.
   */
  read(position: number, length: number): Promise<Uint8Array>;
}
