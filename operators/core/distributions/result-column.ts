import type { Data, DataType, Field, RecordBatch } from 'apache-arrow';
import type { At, Floats } from '../../../src/columns/numbers.js';
import { provenance } from '../../../src/columns/provenance.js';
import type { FloatWidth, Placement, Result } from '../../../src/columns/selection/placement.js';
import type { Columns } from '../../../src/columns/selection/select.js';
import { Validity } from '../../../src/columns/validity.js';
import { floatData, floatType, listData, listType } from '../../../src/columns/write.js';
import { DataError } from '../../../src/errors.js';
import { emptyLike } from '../../../src/simd/floats.js';
import type { DistributionFunction } from '../distribution-function.js';
import type { Counts, RowRules } from '../policies.js';
import { mayHoldNull } from '../rows/row-source.js';
import type { FinishedColumn } from './finished-column.js';
import { ColumnReader, NULL, type Readings, type ValueColumn } from './value-columns.js';

/** What is to be made of values under the state of their distribution; everything is checked. */
export interface ResultPlan {
  readonly operator: string;
  readonly fn: DistributionFunction;
  readonly columns: Columns;
  readonly placement: Placement;
  readonly temperature: number;
  readonly where: string | undefined;
  /** The key columns; undefined: the whole stream is a distribution. */
  readonly by: readonly string[] | undefined;
  readonly rules: RowRules;
  /** What the values of a column are read as: it has to be what the state is of. */
  widthOf(column: ValueColumn): 32 | 64;
}

/** What is known of one batch. */
export interface Circumstances {
  /** 1 for rows whose results are null. */
  readonly out: Uint8Array | undefined;
  /** Of each row the slot of its group; undefined: there is one for all. */
  readonly slots: Uint32Array | undefined;
  readonly finished: FinishedColumn;
  /** Hears of nulls. */
  readonly counts: Counts;
}

const ONE_FOR_ALL = new Uint32Array(0);

/** One column of results. */
export class ResultColumn {
  readonly #plan: ResultPlan;
  readonly #column: ValueColumn;
  readonly #reader: ColumnReader;
  readonly #float: FloatWidth;

  constructor(plan: ResultPlan, column: ValueColumn) {
    const { fn, rules, placement } = plan;
    this.#plan = plan;
    this.#column = column;
    this.#reader = new ColumnReader(column, plan.widthOf(column), fn.negates, rules);
    this.#float = placement.float ?? (column.float === 64 ? 64 : 32);
  }

  /** What is known of the results before there is data. */
  result(masked: boolean): Result {
    const { field, positions } = this.#column;
    const { fn, rules, where, by, temperature } = this.#plan;
    const element = floatType(this.#float);
    const canBeNull = rules.degenerate === 'null';
    const axis = by === undefined ? { axis: 'stream' } : { axis: 'group', by };
    const metadata = provenance({ function: fn.name, ...axis, temperature, where });
    // A dropped key makes its row null.
    const nullable = mayHoldNull(field) || masked || by !== undefined;
    if (positions === undefined)
      return { type: element, nullable: nullable || canBeNull, metadata };
    const child = field.type.children[0] as Field;
    const type: DataType = listType(field.type, element, canBeNull || child.nullable);
    return { type, nullable, metadata };
  }

  /** @param hear  is told the values that results are made of */
  run(
    batch: RecordBatch,
    at: At,
    { out, slots = ONE_FOR_ALL, finished, counts }: Circumstances,
    hear?: (values: Floats) => void,
  ): Data {
    const readings = this.#reader.read(batch, at, out, counts);
    const src = this.#reader.filled(readings);
    hear?.(src);
    const dst = emptyLike(src, src.length);
    const none = this.#apply(finished, src, dst, slots, at);
    return this.#toData(readings, dst, none);
  }

  #apply(
    finished: FinishedColumn,
    src: Floats,
    dst: Floats,
    slots: Uint32Array,
    { operator, batch, row }: At,
  ): Uint8Array | undefined {
    try {
      return finished.apply(src, dst, slots);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      // Kernels know the place within the batch alone.
      const { got, row: index = 0, expected = '' } = error.report;
      const what = 'a value that the first pass has not met';
      const place = { column: this.#column.name, batch, row: row + index };
      throw new DataError({ operator, what, got, ...place, expected, cause: error });
    }
  }

  /** In the column's layout; null slots hold 0. */
  #toData({ rows, size, lists, marks, out }: Readings, dst: Floats, none?: Uint8Array): Data {
    const isNull = (i: number) => marks?.[i] === NULL || none?.[i] === 1;
    const someNull = marks !== undefined || none !== undefined;
    if (lists === undefined) {
      return floatData(
        dst,
        this.#float,
        someNull ? Validity.of(rows, (i) => !isNull(i)) : undefined,
      );
    }
    const isOut = (row: number) => out !== undefined && out[row] === 1;
    for (let row = 0; row < rows; row++) if (isOut(row)) dst.fill(0, row * size, (row + 1) * size);
    // What is in a null cell is no null itself.
    const isThere = (i: number) => isOut(Math.floor(i / size)) || !isNull(i);
    const elements = someNull ? Validity.of(dst.length, isThere) : undefined;
    const cells = out === undefined ? undefined : Validity.of(rows, (row) => !isOut(row));
    return listData(lists, floatData(dst, this.#float, elements), cells);
  }
}
