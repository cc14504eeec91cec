import type { RecordBatch } from 'apache-arrow';
import type { BatchFiller } from '../builders/batch-filler.js';
import { ColumnFiller } from '../builders/column-filler.js';
import { WideFiller } from '../builders/wide-filler.js';
import type { ReadPlan } from '../options.js';
import type { Scanner } from '../scan/scanner.js';
import type { BatchColumns } from './batch-columns.js';
import type { PlannedColumn } from './column-plan.js';

/** Fewer bytes are left to the scanner: what the text engine reads has to be copied, and a part of it again. */
const FEWEST_BYTES = 1 << 12;
/** Guesses at what a row takes, and a field of it. */
const ROW_BYTES = 256;
const FIELD_BYTES = 32;

/** Undefined where the engine has to leave all to the scanner. Records that it reads are shorter than the limits. */
export function fillerOf(
  columns: readonly PlannedColumn[],
  { delimiter, maxFieldBytes, maxRecordBytes }: ReadPlan,
): BatchFiller | undefined {
  const builders = columns.map(({ builder }) => builder);
  const filler = ColumnFiller.of(builders, delimiter) ?? WideFiller.of(builders, delimiter);
  const isShort =
    filler !== undefined && filler.textBytes <= Math.min(maxFieldBytes, maxRecordBytes);
  return isShort ? filler : undefined;
}

/** Whether the text engine may read what the scanner has not scanned. */
export function canFill(scanner: Scanner): boolean {
  return scanner.pending >= FEWEST_BYTES && scanner.atBorder();
}

/**
 * Reads as many records as the text engine can, where none are kept, and gives the batches that are full.
 *
 * @returns whether what is left is to wait for more bytes; else the scanner has to go on
 */
export function* fillBatches(
  scanner: Scanner,
  columns: BatchColumns,
  filler: BatchFiller,
): Generator<RecordBatch, boolean, undefined> {
  const rowBytes = Math.max(ROW_BYTES, FIELD_BYTES * columns.columns.length);
  while (canFill(scanner)) {
    if (scanner.pending < filler.fewestBytes && !scanner.ended) return true;
    const before = scanner.pending;
    // A batch of few rows must not cost a copy of all that follows it.
    const text = scanner.rest.subarray(0, FEWEST_BYTES + rowBytes * columns.roomRows);
    const stopped = fill(text.subarray(0, filler.textBytes), scanner, columns, filler);
    const used = before - scanner.pending;
    if (columns.full) yield columns.cut();
    else if (stopped === 'odd' || used === 0) return false;
    else if (isLittle(scanner.pending, used)) return !scanner.ended;
  }
  return false;
}

/** The part of a record at the end of the bytes is copied again with what follows. */
function isLittle(rest: number, used: number): boolean {
  return rest < Math.max(FEWEST_BYTES, used / 4);
}

/** Reads what the scanner has next, until the batch is full or the engine finds no further record. */
function fill(
  text: Uint8Array,
  scanner: Scanner,
  columns: BatchColumns,
  filler: BatchFiller,
): 'cut' | 'odd' {
  filler.load(text);
  for (let from = 0; ; from = filler.used) {
    const stopped = filler.fill(from, columns.roomRows, columns.roomBytes);
    columns.appendFilled(filler, scanner.line);
    scanner.pass(filler.used - from, filler.lines);
    if (stopped !== 'filled') return stopped;
    if (columns.full) return 'cut';
  }
}
