const MEBI = 1 << 20;
/** A batch holds at most so much text, and the record that passes it. */
export const BATCH_BYTES = 2 * MEBI;

/** Where a batch ends: with the last of its rows or of its bytes. */
export interface BatchLimits {
  readonly rows: number;
  readonly bytes: number;
  /** With fewer rows than these a batch may hold more bytes: so many. */
  readonly fewRows: number;
  readonly bytesOfFew: number;
}

/**
 * A column costs as much as many cells, whatever is in it: where a record has very many, a batch of 2 MiB would hold few
 * rows. So batches of wide tables go on to 32 rows, or 256 bytes a column. Those of a few long cells do not.
 */
export function batchLimits(rows: number, columns: number): BatchLimits {
  const bytesOfFew = Math.min(Math.max(BATCH_BYTES, BYTES_A_COLUMN * columns), MOST_BYTES);
  return { rows, bytes: BATCH_BYTES, fewRows: FEW_ROWS, bytesOfFew };
}

/** The rows that batches of wide tables go on to. */
export const FEW_ROWS = 32;
const BYTES_A_COLUMN = 256;
const MOST_BYTES = 32 * MEBI;
