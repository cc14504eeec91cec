/** Where bytes end: a file beside its target, a device, a pipe. Calls do not overlap, but for `abort`. */
export interface ByteSink {
  /** Settles (at once: undefined) when the chunks have been taken and, but by one that `keeps` them, may be used again, or fails with a FileError. */
  write(chunks: readonly Uint8Array[]): void | Promise<void>;
  /** Everything is in its place when it settles: for a regular file, on the disk and under its name. */
  close(): Promise<void>;
  /** As if nothing had been written, as far as the target allows; also with a write pending. */
  abort(): Promise<void>;
  /** Whether many small chunks are as welcome as few: it gathers them itself. */
  readonly gathers?: boolean;
  /** Whether chunks are read after `write` has settled, as a stream may hand them on as they are. */
  readonly keeps?: boolean;
  /** Written so far. */
  readonly bytes: number;
}
