import { type RecordBatch, Schema } from 'apache-arrow';
import { newField, recordBatch } from '../../../columns/batches.js';
import type { Slabs } from '../../../columns/slabs.js';
import { type BatchLimits, batchLimits } from '../batch-limits.js';
import type { BatchFiller } from '../builders/batch-filler.js';
import { appendAll, type Misfit } from '../builders/misfit.js';
import type { Cells } from '../cells.js';
import { countLines, RowLines } from '../row-lines.js';
import { cellError } from './cell-error.js';
import type { PlannedColumn } from './column-plan.js';

/** The columns of the batch that is being made. */
export class BatchColumns {
  readonly columns: readonly PlannedColumn[];
  readonly #schema: Schema;
  readonly #limits: BatchLimits;
  readonly #slabs: Slabs;
  readonly #filler: BatchFiller | undefined;
  #lines = new RowLines();
  /** Rows of the stream that are in builders or were emitted. */
  #built = 0;
  #rows = 0;
  #bytes = 0;
  #batches = 0;

  /**
   * @param slabs  where the columns have their memory
   * @param filler  what reads rows for the columns, beside the scanner
   */
  constructor(
    columns: readonly PlannedColumn[],
    slabs: Slabs,
    metadata: ReadonlyMap<string, string>,
    mostRows: number,
    filler?: BatchFiller,
  ) {
    const fields = columns.map(({ name, builder, metadata: own }) =>
      newField(name, builder.type, true, own),
    );
    this.columns = columns;
    this.#schema = new Schema(fields, new Map(metadata));
    this.#slabs = slabs;
    this.#filler = filler;
    this.#limits = batchLimits(mostRows, columns.length);
  }

  get built(): number {
    return this.#built;
  }
  /** The line that a row of the stream begins with, as far as it is remembered. */
  lineOf(row: number): number | undefined {
    return this.#lines.of(row);
  }
  /** Whether the batch may hold more bytes than others. */
  get #isWide(): boolean {
    const { rows, bytes, fewRows, bytesOfFew } = this.#limits;
    return bytesOfFew > bytes && this.#rows < Math.min(rows, fewRows);
  }
  /** Rows and bytes that the batch has room for at least: where there is none of either it is full. */
  get roomRows(): number {
    const { rows, fewRows } = this.#limits;
    return (this.#isWide ? Math.min(rows, fewRows) : rows) - this.#rows;
  }
  get roomBytes(): number {
    const { bytes, bytesOfFew } = this.#limits;
    return (this.#isWide ? bytesOfFew : bytes) - this.#bytes;
  }
  get full(): boolean {
    return this.roomRows <= 0 || this.roomBytes <= 0;
  }
  /** Whether a batch is still to be made, for its rows or because there has been none. */
  get due(): boolean {
    return this.#rows > 0 || this.#batches === 0;
  }

  /** Begins anew, before a row of the stream. */
  reset(row: number): void {
    this.#filler?.flush();
    for (const { builder } of this.columns) builder.finish();
    this.#built = row;
    this.#lines = new RowLines();
    this.#rows = this.#bytes = this.#batches = 0;
  }

  /**
   * Appends rows that have so many bytes and lines, and begin with `line`.
   *
   * @throws DataError, FormatError for the earliest field that does not fit its column
   */
  append(cells: Cells, bytes: number, line: number, lines: number): void {
    this.#filler?.flush();
    const builders = this.columns.map(({ builder }) => builder);
    this.#check(appendAll(builders, cells), cells.bytes, cells.starts[0], line);
    this.#lines.add(
      this.#built,
      cells.rows,
      line,
      lines === cells.rows ? undefined : linesOf(cells),
    );
    this.#count(cells.rows, bytes);
  }

  /** As `append`, for the rows that a filler has read. */
  appendFilled(filler: BatchFiller, line: number): void {
    if (filler.rows === 0) return;
    this.#check(filler.append(), filler.memory, filler.from, line);
    const lines = filler.lines === filler.rows ? undefined : filler.rowLines.slice();
    this.#lines.add(this.#built, filler.rows, line, lines);
    this.#count(filler.rows, filler.bytes);
  }

  cut(): RecordBatch {
    this.#filler?.flush();
    this.#slabs.nextBatch(); // where builders take room for the next one
    const children = this.columns.map(({ builder }) => builder.finish());
    const batch = recordBatch(this.#schema, children, this.#rows);
    this.#batches++;
    this.#rows = this.#bytes = 0;
    return batch;
  }

  #check(found: Misfit | undefined, bytes: Uint8Array, lineStart: number, line: number): void {
    if (found === undefined) return;
    const row = this.#built + found.row;
    throw cellError({ ...found, row, bytes, lineStart, line }, this.columns[found.column]);
  }

  #count(rows: number, bytes: number): void {
    this.#built += rows;
    this.#rows += rows;
    this.#bytes += bytes;
  }
}

/** The line of each row, counted from that of the first. */
function linesOf({ bytes, starts, width, rows }: Cells): Int32Array {
  const lines = new Int32Array(rows);
  for (let row = 1, at = starts[0]!; row < rows; row++) {
    const start = starts[row * width]!;
    lines[row] = lines[row - 1]! + countLines(bytes, at, start);
    at = start;
  }
  return lines;
}
