import type { RecordBatch, Schema } from 'apache-arrow';
import { columnAt } from '../../../columns/batches.js';
import { sharedText } from '../shared-text.js';
import type { ByteSink } from './byte-sink.js';
import { type CellForm, type CellWriter, cellWriter } from './cell-writer.js';
import { ColumnRows, FEWEST_ROWS } from './column-rows.js';
import { engineColumn } from './engine-column.js';
import { StripedRows } from './striped-rows.js';

/** How the rows of all batches are written. */
export interface RowLayout {
  readonly schema: Schema;
  readonly forms: readonly CellForm[];
  readonly newline: string;
}

/** The rows of a batch that has columns: by the text engine, and cell by cell where that leaves rows. */
export class BatchRows {
  readonly #batch: RecordBatch;
  readonly #layout: RowLayout;
  readonly #columns: ColumnRows | StripedRows | undefined;
  #writers: readonly CellWriter[] | undefined;

  constructor(batch: RecordBatch, layout: RowLayout) {
    this.#batch = batch;
    this.#layout = layout;
    this.#columns = columnsOf(batch, layout);
  }

  /**
   * Writes rows from `first` on, until the sink holds `full` bytes or a little more.
   *
   * @returns the row to go on with
   */
  write(first: number, out: ByteSink, full: number): number {
    const { numRows } = this.#batch;
    if (this.#columns === undefined) return this.#writeCells(first, numRows, out, full);
    const next = this.#columns.write(first, numRows, out, full);
    if (next > first) return next;
    return this.#writeCells(first, Math.min(first + FEWEST_ROWS, numRows), out, full);
  }

  #writeCells(first: number, end: number, out: ByteSink, full: number): number {
    const { forms, newline, schema } = this.#layout;
    const delimiter = forms[0]!.quoting.delimiter;
    this.#writers ??= forms.map((form, i) =>
      cellWriter(columnAt(this.#batch, i), schema.fields[i]!, form),
    );
    let row = first;
    for (; row < end && out.length < full; row++) {
      for (let column = 0; column < this.#writers.length; column++) {
        if (column > 0) out.byte(delimiter);
        this.#writers[column]!(row, out);
      }
      out.ascii(newline);
    }
    return row;
  }
}

function columnsOf(
  batch: RecordBatch,
  { schema, forms, newline }: RowLayout,
): ColumnRows | StripedRows | undefined {
  const shared = sharedText();
  if (shared === undefined || forms.length === 0) return undefined;
  const columns = forms.map((form, i) => engineColumn(columnAt(batch, i), schema.fields[i]!, form));
  const Rows = ColumnRows.fits(forms.length) ? ColumnRows : StripedRows;
  return new Rows(shared, columns, {
    delimiter: forms[0]!.quoting.delimiter,
    newline,
    nullTexts: forms.map(({ nullText }) => nullText),
    precision: forms[0]!.precision,
    significant: forms[0]!.significant,
  });
}
