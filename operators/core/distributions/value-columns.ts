import { DataType, type RecordBatch, type Schema } from 'apache-arrow';
import { type Lists, readLists } from '../../../src/columns/lists.js';
import { type At, type Floats, readNumbers, sourceWidth } from '../../../src/columns/numbers.js';
import type { FloatWidth } from '../../../src/columns/selection/placement.js';
import { type Chosen, type Columns, chooseColumns } from '../../../src/columns/selection/select.js';
import type { Validity } from '../../../src/columns/validity.js';
import { DataError, printable, SchemaError } from '../../../src/errors.js';
import type { Counts, ElementRules } from '../policies.js';
import { Scratch } from '../scratch.js';

/** A column whose values are a distribution that runs down the stream; a FixedSizeList is one for each position. */
export interface ValueColumn extends Chosen {
  /** The width of its floats; 64 where it holds integers or text. */
  readonly float: FloatWidth;
  /** Of a FixedSizeList; undefined for a scalar column. */
  readonly positions: number | undefined;
}

/** @throws SelectionError where no column matches, SchemaError for other lists and for columns without numbers */
export function chooseValues(
  schema: Schema,
  columns: Columns,
  operator: string,
): readonly ValueColumn[] {
  return chooseColumns(schema, columns, operator).map((column) => {
    const { type } = column.field;
    const { float = 64, list } = sourceWidth(column.field, operator);
    if (!list) return { ...column, float, positions: undefined };
    if (DataType.isFixedSizeList(type)) return { ...column, float, positions: type.listSize };
    const what = 'cells of different lengths have no positions that run down the stream';
    const got = printable(String(type));
    const expected = 'a scalar column, or a FixedSizeList';
    throw new SchemaError({ operator, what, got, column: column.name, expected });
  });
}

/** Of an element: it counts, its result is null, or it is as good as not there. */
export const COUNTS = 0;
export const NULL = 1;
export const MASKED = 2;

/** One column of one batch. */
export interface Readings {
  readonly rows: number;
  /** Elements of each row; 1 for a scalar column. */
  readonly size: number;
  /** Row by row; what does not count may hold anything. They may be the column's own memory. */
  readonly values: Floats;
  /** Of each element what it is; undefined: all count. */
  readonly marks: Uint8Array | undefined;
  /** 1 for rows whose result is null as a whole: null cells, and what a mask takes out. */
  readonly out: Uint8Array | undefined;
  /** undefined for a scalar column. */
  readonly lists: Lists | undefined;
}

/** Reads one column of every batch; the buffers are used again for each. */
export class ColumnReader {
  readonly #scratch = new Scratch();

  constructor(
    readonly column: ValueColumn,
    readonly width: 32 | 64,
    /** Whether values are negated, as for softmin. */
    private readonly negates: boolean,
    private readonly rules: ElementRules,
  ) {}

  /**
   * @param out  1 for rows that a mask takes out; they are not judged
   * @param counts  hears of nulls
   * @throws DataError for a null where the policy says so, and as `readNumbers`
   */
  read(batch: RecordBatch, at: At, out: Uint8Array | undefined, counts: Counts): Readings {
    const { column, width } = this;
    if (column.positions === undefined) {
      const { values, validity } = readNumbers(batch, column, width, at);
      const shape = { rows: batch.numRows, size: 1, out, lists: undefined };
      return this.#judged({ ...shape, values: this.#signed(values) }, validity, at, counts);
    }
    const lists = readLists(batch, column, width, at);
    const { values, validity } = lists.numbers;
    const shape = { rows: batch.numRows, size: column.positions, lists };
    const all = this.#withoutCells(lists.validity, batch.numRows, out, at, counts);
    return this.#judged({ ...shape, out: all, values: this.#signed(values) }, validity, at, counts);
  }

  /** All elements, with −∞ for those that do not count. */
  filled({ values, marks }: Readings): Floats {
    if (marks === undefined) return values;
    const filled = this.#scratch.floats(1, values, values.length);
    for (let i = 0; i < values.length; i++) {
      filled[i] = marks[i] === COUNTS ? values[i]! : Number.NEGATIVE_INFINITY;
    }
    return filled;
  }

  /** The elements of a position whose results are not null, in order. */
  present({ rows, size, values, marks }: Readings, position: number): Floats {
    if (size === 1 && marks === undefined) return values;
    const present = this.#scratch.floats(2, values, rows);
    let count = 0;
    for (let row = 0, i = position; row < rows; row++, i += size) {
      const mark = marks === undefined ? COUNTS : marks[i];
      if (mark !== NULL) present[count++] = mark === COUNTS ? values[i]! : Number.NEGATIVE_INFINITY;
    }
    return present.subarray(0, count);
  }

  #signed(values: Floats): Floats {
    if (!this.negates) return values;
    const negated = this.#scratch.floats(0, values, values.length);
    for (let i = 0; i < values.length; i++) negated[i] = -values[i]!;
    return negated;
  }

  #withoutCells(
    cells: Validity | undefined,
    rows: number,
    out: Uint8Array | undefined,
    at: At,
    counts: Counts,
  ): Uint8Array | undefined {
    if (cells === undefined) return out;
    const all = out?.slice() ?? new Uint8Array(rows);
    cells.eachNull((row) => {
      if (all[row] === 1) return;
      all[row] = 1;
      counts.nulls += 1;
      if (this.rules.nulls === 'error') throw this.#nullAt(row, at, 'a null cell', 'a list');
    });
    return all;
  }

  #judged(
    shape: Omit<Readings, 'marks'>,
    validity: Validity | undefined,
    at: At,
    counts: Counts,
  ): Readings {
    const { rows, size, out } = shape;
    if (out === undefined && validity === undefined) return { ...shape, marks: undefined };
    const marks = new Uint8Array(rows * size);
    for (let row = 0; out !== undefined && row < rows; row++) {
      if (out[row] === 1) marks.fill(NULL, row * size, (row + 1) * size);
    }
    validity?.eachNull((i) => {
      if (marks[i] === NULL) return;
      counts.nulls += 1;
      const row = Math.floor(i / size);
      if (this.rules.nulls === 'error') throw this.#nullAt(row, at, 'a null', 'a number');
      marks[i] = this.rules.nulls === 'mask' ? MASKED : NULL;
    });
    return { ...shape, marks };
  }

  #nullAt(index: number, { operator, batch, row }: At, what: string, expected: string): DataError {
    const place = { column: this.column.name, batch, row: row + index };
    return new DataError({ operator, what, ...place, expected });
  }
}
