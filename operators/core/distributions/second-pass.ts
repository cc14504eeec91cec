import type { RecordBatch } from 'apache-arrow';
import type { At } from '../../../src/columns/numbers.js';
import { planAssembly } from '../../../src/columns/selection/placement.js';
import type { ColumnState, SoftmaxState } from '../../../src/distributions/softmax-state.js';
import { oneOf, SchemaError, SelectionError } from '../../../src/errors.js';
import { type BatchOperator, overBatches } from '../over-batches.js';
import type { Hooks } from '../policies.js';
import { finishColumn } from './finished-column.js';
import { GroupNumbers, withoutGroup } from './group-numbers.js';
import type { KeptNumbers } from './kept-numbers.js';
import { chooseRowMask, maskedRows } from './masked-rows.js';
import { ResultColumn, type ResultPlan } from './result-column.js';
import { chooseValues, type ValueColumn } from './value-columns.js';

/** Hears of each batch before results are made of it. */
export interface Witness {
  rows(at: At, count: number): void;
  /** Of the columns by their index, and after them the numbers of the groups. */
  values(column: number, values: Float32Array | Float64Array | Uint32Array): void;
}

/** What a second pass may have of the first. */
export interface FirstHand {
  readonly witness?: Witness | undefined;
  /** The numbers of the groups; undefined: the keys are looked up. */
  readonly kept?: KeptNumbers | undefined;
}

/** Gives every value its result under the state of all. */
export function secondPass(
  plan: ResultPlan,
  state: SoftmaxState,
  hooks: Hooks,
  { witness, kept }: FirstHand = {},
): BatchOperator {
  const { operator, placement, rules, fn } = plan;
  return overBatches(operator, hooks, (schema, { counts }) => {
    const chosen = chooseValues(schema, plan.columns, operator);
    const mask = chooseRowMask(schema, plan.where, operator);
    const columns = chosen.map((column) => new ResultColumn(plan, column));
    const size = state.groups?.keys.size;
    const finished = chosen.map((column) => {
      const columnState = stateOf(state, column, plan.widthOf(column), operator);
      return finishColumn({ operator, fn, rules, counts }, columnState, size);
    });
    const { groups } = state;
    const numbers = groups && new GroupNumbers(operator, groups);
    const results = columns.map((column) => column.result(mask !== undefined));
    const assembly = planAssembly(operator, schema, chosen, results, placement);
    return (batch: RecordBatch, at: At) => {
      witness?.rows(at, batch.numRows);
      const masked = maskedRows(mask, batch, rules, at, counts);
      const slots = kept?.next(batch.numRows) ?? numbers?.found(batch, at);
      const out = groups && slots ? withoutGroup(slots, groups.nulls, masked) : masked;
      if (slots !== undefined) witness?.values(columns.length, slots);
      const data = columns.map((column, index) => {
        const hear =
          witness && ((values: Float32Array | Float64Array) => witness.values(index, values));
        return column.run(batch, at, { out, slots, counts, finished: finished[index]! }, hear);
      });
      return assembly.assemble(batch, data);
    };
  });
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
