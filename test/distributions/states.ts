/** States to write, read and merge, made of values and the keys beside them. */
import {
  type DataType,
  Int64,
  type RecordBatch,
  Schema,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { newField, recordBatch } from '../../src/columns/batches.js';
import type { SoftmaxState } from '../../src/distributions/softmax-state.js';
import { KeyTable } from '../../src/groups/key-table.js';
import { toBytes } from '../../src/softmax/state/bytes.js';
import { StateTable } from '../../src/softmax/state/table/state-table.js';

export interface Making {
  readonly temperature?: number;
  readonly width?: 32 | 64;
  readonly negates?: boolean;
  readonly nulls?: 'group' | 'drop';
}

/** A row: the values of a scalar column `x`, and of a column `v` with two positions. */
export type Row = readonly [x: number, v0: number, v1: number];

export type Key = readonly [query: bigint | null, tag: string | null];

const KEY_TYPES: readonly (readonly [string, DataType])[] = [
  ['query', new Int64()],
  ['tag', new Utf8()],
];

/** Over the stream where there are no keys, else by both. */
export function stateOf(
  rows: readonly Row[],
  keys?: readonly Key[],
  { temperature = 1, width = 64, negates = false, nulls = 'group' }: Making = {},
): SoftmaxState {
  const by = KEY_TYPES.map(([name]) => name);
  const table = keys && new KeyTable({ operator: 'test', by, nulls });
  const slots = new Uint32Array(rows.length);
  if (table !== undefined && rows.length > 0) table.assign(keyBatch(keys!), slots);
  const size = table?.size ?? 1;
  const tableOf = (column: number) => {
    const states = new StateTable({ temperature, float: width });
    states.resize(size);
    const values = rows.map((row) => row[column]!);
    states.scatter(slots, width === 32 ? Float32Array.from(values) : Float64Array.from(values));
    return states;
  };
  return {
    temperature,
    negates,
    groups: table && { by, nulls, keys: table },
    columns: [
      { name: 'x', width, positions: undefined, tables: [tableOf(0)] },
      { name: 'v', width, positions: 2, tables: [tableOf(1), tableOf(2)] },
    ],
  };
}

function keyBatch(keys: readonly Key[]): RecordBatch {
  const columns = KEY_TYPES.map(([, type], i) => {
    return vectorFromArray(keys.map((key) => key[i]) as never[], type).data[0]!;
  });
  const fields = KEY_TYPES.map(([name, type]) => newField(name, type, true));
  return recordBatch(new Schema(fields), columns, keys.length);
}

/** The state of every distribution in bytes, by its keys, column and position, in an order that says nothing. */
export function contentOf({ groups, columns }: SoftmaxState): ReadonlyMap<string, string> {
  const keys = groups === undefined ? [''] : keysOf(groups.keys);
  const entries = columns.flatMap(({ name, tables }) =>
    tables.flatMap((table, position) =>
      keys.map((key, slot): [string, string] => [
        `${key} ${name} ${position}`,
        Buffer.from(toBytes(table.get(slot))).toString('hex'),
      ]),
    ),
  );
  return new Map(entries.sort());
}

function keysOf(keys: KeyTable): readonly string[] {
  const columns = keys.columns(0, keys.size);
  const batch = recordBatch(new Schema([...keys.fields]), columns, keys.size);
  return Array.from({ length: keys.size }, (_, row) =>
    columns.map((_, i) => String(batch.getChildAt(i)?.get(row))).join(),
  );
}
