import type { Data, DataType, Field, RecordBatch } from 'apache-arrow';
import type { At, Floats } from '../../src/columns/numbers.js';
import {
  type FloatWidth,
  type Placement,
  planAssembly,
  type Result,
} from '../../src/columns/placement.js';
import { provenance } from '../../src/columns/provenance.js';
import type { Columns } from '../../src/columns/select.js';
import { Validity } from '../../src/columns/validity.js';
import { floatData, floatType, listData, listType } from '../../src/columns/write.js';
import type { ColumnState, SoftmaxState } from '../../src/distributions/softmax-state.js';
import { DataError, oneOf, SchemaError, SelectionError } from '../../src/errors.js';
import type { DistributionFunction } from './distribution-function.js';
import { FinishedColumn } from './finished-column.js';
import { chooseRowMask, maskedRows } from './masked-rows.js';
import { type BatchOperator, type Context, overBatches } from './over-batches.js';
import type { Hooks, RowRules } from './policies.js';
import { mayHoldNull } from './row-source.js';
import { emptyLike } from './scratch.js';
import {
  ColumnReader,
  chooseValues,
  NULL,
  type Readings,
  type ValueColumn,
} from './value-columns.js';

/** What the second pass over a stream is told; everything is checked. */
export interface SecondPass {
  readonly operator: string;
  readonly fn: DistributionFunction;
  readonly columns: Columns;
  readonly placement: Placement;
  readonly where: string | undefined;
  readonly rules: RowRules;
  /** What the values of a column are read as: it has to be what the state is of. */
  widthOf(column: ValueColumn): 32 | 64;
}

/** Hears of the values of each batch before results are made of them. */
export interface Witness {
  rows(at: At, count: number): void;
  values(column: number, values: Floats): void;
}

/** Gives every value its result under the state of all. */
export function secondPass(
  pass: SecondPass,
  state: SoftmaxState,
  hooks: Hooks,
  witness?: Witness,
): BatchOperator {
  const { operator, placement, rules } = pass;
  return overBatches(operator, hooks, (schema, context) => {
    const { counts } = context;
    const chosen = chooseValues(schema, pass.columns, operator);
    const mask = chooseRowMask(schema, pass.where, operator);
    const stages = chosen.map((column) => new Stage(pass, state, column, context));
    const results = stages.map((stage) => stage.result(mask !== undefined));
    const assembly = planAssembly(operator, schema, chosen, results, placement);
    return (batch, at) => {
      witness?.rows(at, batch.numRows);
      const out = maskedRows(mask, batch, rules, at, counts);
      const data = stages.map((stage, index) =>
        stage.run(batch, at, out, (values) => witness?.values(index, values)),
      );
      return assembly.assemble(batch, data);
    };
  });
}

/** One column of the second pass. */
class Stage {
  readonly #pass: SecondPass;
  readonly #state: SoftmaxState;
  readonly #column: ValueColumn;
  readonly #context: Context;
  readonly #reader: ColumnReader;
  readonly #finished: FinishedColumn;
  readonly #float: FloatWidth;

  constructor(pass: SecondPass, state: SoftmaxState, column: ValueColumn, context: Context) {
    const { operator, fn, rules, placement } = pass;
    const width = pass.widthOf(column);
    const columnState = stateOf(state, column, width, operator);
    this.#pass = pass;
    this.#state = state;
    this.#column = column;
    this.#context = context;
    this.#reader = new ColumnReader(column, width, state.negates, rules);
    this.#finished = new FinishedColumn(operator, fn, columnState, rules, context.counts);
    this.#float = placement.float ?? (column.float === 64 ? 64 : 32);
  }

  /** What is known of the results before there is data. */
  result(masked: boolean): Result {
    const { field, positions } = this.#column;
    const { fn, rules, where } = this.#pass;
    const element = floatType(this.#float);
    const canBeNull = rules.degenerate === 'null';
    const { temperature } = this.#state;
    const metadata = provenance({ function: fn.name, axis: 'stream', temperature, where });
    const nullable = mayHoldNull(field) || masked;
    if (positions === undefined)
      return { type: element, nullable: nullable || canBeNull, metadata };
    const child = field.type.children[0] as Field;
    const type: DataType = listType(field.type, element, canBeNull || child.nullable);
    return { type, nullable, metadata };
  }

  run(
    batch: RecordBatch,
    at: At,
    out: Uint8Array | undefined,
    witness: (values: Floats) => void,
  ): Data {
    const readings = this.#reader.read(batch, at, out, this.#context.counts);
    const src = this.#reader.filled(readings);
    witness(src);
    const dst = emptyLike(src, src.length);
    this.#apply(src, dst, at);
    return this.#toData(readings, dst);
  }

  #apply(src: Floats, dst: Floats, { batch, row }: At): void {
    try {
      this.#finished.apply(src, dst);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      // Kernels know the place within the batch alone.
      const { got, row: index = 0, expected = '' } = error.report;
      const what = 'a value that the first pass has not met';
      const place = { column: this.#column.name, batch, row: row + index };
      const { operator } = this.#pass;
      throw new DataError({ operator, what, got, ...place, expected, cause: error });
    }
  }

  /** In the column's layout; null slots hold 0. */
  #toData({ rows, size, lists, marks, out }: Readings, dst: Floats): Data {
    const finished = this.#finished;
    const isOut = (row: number) => out !== undefined && out[row] === 1;
    if (lists === undefined) {
      const none = finished.isNull(0);
      const isValid = (row: number) => !none && (marks === undefined || marks[row] !== NULL);
      return floatData(dst, this.#float, Validity.of(rows, isValid));
    }
    for (let row = 0; row < rows; row++) if (isOut(row)) dst.fill(0, row * size, (row + 1) * size);
    const positions = Array.from({ length: size }, (_, position) => finished.isNull(position));
    const someNull = marks !== undefined || positions.includes(true);
    const isChild = (i: number) =>
      isOut(Math.floor(i / size)) || !(marks?.[i] === NULL || positions[i % size]!);
    const child = floatData(
      dst,
      this.#float,
      someNull ? Validity.of(dst.length, isChild) : undefined,
    );
    return listData(
      lists,
      child,
      Validity.of(rows, (row) => !isOut(row)),
    );
  }
}

/**
 * The state that stands for a column.
 *
 * @throws SelectionError where there is none, SchemaError where it is one of another shape or width
 */
function stateOf(
  { columns }: SoftmaxState,
  { name, positions }: ValueColumn,
  width: 32 | 64,
  operator: string,
): ColumnState {
  const state = columns.find((column) => column.name === name);
  if (state === undefined) {
    const names = columns.map((column) => column.name);
    const expected = names.length === 0 ? 'a state of some column' : oneOf(names, name);
    const what = 'the state knows no such column';
    throw new SelectionError({ operator, what, column: name, expected });
  }
  if (state.positions === positions && state.width === width) return state;
  throw new SchemaError({
    operator,
    what: 'the state is of other values',
    got: shapeOf(positions, width),
    column: name,
    expected: shapeOf(state.positions, state.width),
  });
}

function shapeOf(positions: number | undefined, width: 32 | 64): string {
  const each = `float${width}`;
  return positions === undefined ? each : `lists of ${positions} ${each}`;
}
