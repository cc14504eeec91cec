/** Bytes that can be read anywhere: a file, a blob, a memory. */
export interface RandomAccess {
  /** In bytes. */
  readonly size: number;
  /**
   * `length` bytes from `position` on, fewer only where they end before. A buffer of its own for each call, for
   * record batches keep views of it; or, where it is large enough and that is less work, `into`.
   */
  read(position: number, length: number, into?: Uint8Array): Promise<Uint8Array>;
}
