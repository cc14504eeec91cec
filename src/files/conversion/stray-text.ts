import type { RecordBatch } from 'apache-arrow';
import { columnAt } from '../../columns/batches.js';
import { numeralHint } from '../../columns/numeral-hint.js';
import { cellsOf, eachCell, isText, parseCell } from '../../columns/text.js';
import { Validity } from '../../columns/validity.js';
import { DataError, printable, SchemaError } from '../../errors.js';
import type { FormatName } from '../file-kind.js';

/**
 * An operator that asks for numbers says of a text column only that it is one. In a CSV it is one because of some cell
 * that is no number. This watches the input for the first batch of a CSV, whose cells decide the columns' types, and
 * makes of such an error one that names the first such cell, or says the option that reads the column as numbers.
 */
export class StrayText {
  readonly #firstRow: number;
  #isText = false;
  #first: RecordBatch | undefined;

  /** @param firstRow  the first batch's place in the file */
  constructor(firstRow: number) {
    this.#firstRow = firstRow;
  }

  readonly onFormat = (format: FormatName): void => {
    this.#isText ||= format === 'csv' || format === 'tsv';
  };

  readonly onBatch = (batch: RecordBatch): void => {
    if (this.#isText) this.#first ??= batch;
  };

  explain(error: unknown): unknown {
    const first = this.#first;
    if (first === undefined || !(error instanceof SchemaError)) return error;
    const { operator, column } = error.report;
    const index = first.schema.fields.findIndex(
      ({ name, type }) => name === column && isText(type),
    );
    if (column === undefined || index < 0) return error;
    const cell = firstStray(first, index);
    // Numbers can be read from raw cells: then the complaint is another one.
    if (cell === undefined && cellsOf(first.schema.fields[index]!) !== undefined) return error;
    if (cell === undefined) {
      const expected = `numbers; --type ${printable(column)}=float64 reads its cells as such (digits beyond 64 bits are text unless that is said)`;
      return new SchemaError({ ...error.report, expected, cause: error });
    }
    return new DataError({
      operator,
      what: 'the cell holds no number',
      got: cell.text,
      column,
      row: this.#firstRow + cell.row,
      expected: `a number, or nothing; because of this cell the column is text${numeralHint(cell.text)}`,
      cause: error,
    });
  }
}

function firstStray(batch: RecordBatch, index: number): { text: string; row: number } | undefined {
  const data = columnAt(batch, index);
  const validity = Validity.from(data);
  let stray: { text: string; row: number } | undefined;
  eachCell(data, (bytes, start, end, row) => {
    if (stray !== undefined || validity?.isValid(row) === false) return;
    if (parseCell('text', bytes, start, end) !== undefined) return;
    stray = { text: Buffer.from(bytes.subarray(start, end)).toString(), row };
  });
  return stray;
}
