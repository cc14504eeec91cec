import type { RecordBatch, Schema } from 'apache-arrow';
import { recordBatch } from '../../columns/batches.js';
import { SchemaError } from '../../errors.js';
import type { ColumnState, SoftmaxState } from '../softmax-state.js';
import { checkState, shapeOf } from '../state-shape.js';
import { StateRows } from './state-rows.js';
import { stateSchema } from './state-schema.js';

/** Groups of a batch: a row has about 200 bytes. */
const GROUPS = 1 << 14;

/**
 * A state as record batches of the columns that `state-schema.ts` describes, at least one; a batch at a time is made.
 * Written in any Arrow format they are a STATE file, which `decodeState` and other engines read.
 *
 * @throws SchemaError where two value columns, or a key and a column of the state, have one name
 */
export function* encodeState(state: SoftmaxState): Generator<RecordBatch, void, undefined> {
  checkState('encodeState', state);
  const { groups, columns } = state;
  refuseEqualNames(columns);
  const schema = stateSchema(groups?.keys.fields ?? [], shapeOf(state));
  const distributions = columns.flatMap((column) =>
    column.tables.map((_, position) => ({ column, position })),
  );
  if (groups === undefined) {
    yield batchOf(schema, state, distributions, 0, 1);
    return;
  }
  const { size } = groups.keys;
  if (size === 0 || columns.length === 0) yield batchOf(schema, state, [], 0, 0);
  for (let from = 0; from < size; from += GROUPS) {
    const to = Math.min(size, from + GROUPS);
    // The keys of the groups stand beside each distribution's states in turn.
    for (const distribution of distributions) {
      yield batchOf(schema, state, [distribution], from, to);
    }
  }
}

interface Distribution {
  readonly column: ColumnState;
  readonly position: number;
}

/** Rows for slots from … to − 1 of each distribution. */
function batchOf(
  schema: Schema,
  { negates, groups }: SoftmaxState,
  distributions: readonly Distribution[],
  from: number,
  to: number,
): RecordBatch {
  const length = distributions.length * (to - from);
  const rows = new StateRows(length);
  for (const { column, position } of distributions) {
    const { name, positions, tables } = column;
    const shown = positions === undefined ? undefined : position;
    for (let slot = from; slot < to; slot++) {
      rows.append(name, shown, negates, tables[position]!.get(slot));
    }
  }
  return recordBatch(schema, [...(groups?.keys.columns(from, to) ?? []), ...rows.finish()], length);
}

function refuseEqualNames(columns: readonly ColumnState[]): void {
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice === undefined) return;
  const what = 'two columns of one name, which a state cannot tell apart';
  const expected = 'names of their own, by rename';
  throw new SchemaError({ operator: 'encodeState', what, column: twice, expected });
}
