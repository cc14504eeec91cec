import { DataError } from '../../errors.js';
import type { CsvRowsOptions } from './csv-rows-options.js';

type Row = string[];

/** Which of the parsed rows are emitted: counts them, and holds them to one width. */
export class RowShape {
  /** The error of a row that `take` stopped at. */
  failure: DataError | undefined;
  /** The row of data that comes next, from 0; the header is none. */
  nextRow = 0;
  readonly #operator: string;
  readonly #options: CsvRowsOptions;
  readonly #last: number;
  #toSkip: number;
  #header: 'none' | 'emit' | 'drop';
  #width: number | undefined;

  constructor(operator: string, options: CsvRowsOptions) {
    const { headers = false, renameHeaders, skipLines = 0, skipRows = 0, maxRows } = options;
    this.#operator = operator;
    this.#options = options;
    this.#toSkip = skipLines;
    this.#last = skipRows + (maxRows ?? Number.POSITIVE_INFINITY);
    this.#header = headers === true ? 'emit' : headers !== false && renameHeaders ? 'drop' : 'none';
  }

  /** No row will be emitted any more. */
  get full(): boolean {
    return this.nextRow >= this.#last && this.#header === 'none';
  }

  /** What is emitted before any row of the file: the names that the options give. */
  opening(): Row[] {
    const { headers } = this.#options;
    if (headers === undefined || typeof headers === 'boolean') return [];
    this.#width = headers.length;
    return [[...headers]];
  }

  take(rows: readonly Row[]): Row[] {
    const taken: Row[] = [];
    for (const row of rows) {
      if (this.full || this.failure !== undefined) break;
      const shaped = this.#shape(row);
      if (shaped !== undefined) taken.push(shaped);
    }
    return taken;
  }

  #shape(row: Row): Row | undefined {
    if (this.#options.ignoreEmpty === true && isEmpty(row)) return undefined;
    if (this.#toSkip > 0) {
      this.#toSkip--;
      return undefined;
    }
    // fast-csv gives a blank line no field at all; in a file of one column it is the empty field.
    if (row.length === 0 && this.#width !== 1) return undefined;
    const fields = row.length === 0 ? [''] : row;
    this.#width ??= fields.length;
    if (fields.length !== this.#width) {
      this.failure = this.#ragged(fields.length, this.#width);
      return undefined;
    }
    return this.#count(fields);
  }

  #count(row: Row): Row | undefined {
    const header = this.#header;
    this.#header = 'none';
    if (header !== 'none') return header === 'emit' ? row : undefined;
    return this.nextRow++ < (this.#options.skipRows ?? 0) ? undefined : row;
  }

  #ragged(fields: number, width: number): DataError {
    return new DataError({
      operator: this.#operator,
      what: `a row has ${fields === 1 ? '1 field' : `${fields} fields`}`,
      row: this.nextRow,
      expected: `${width}, as the first row has`,
    });
  }
}

function isEmpty(row: Row): boolean {
  return row.every((field) => field.trim() === '');
}
