import { Schema } from 'apache-arrow';
import { recordBatch } from '../columns/batches.js';
import type { KeyTable } from '../groups/key-table.js';
import type { SoftmaxState } from './softmax-state.js';
import { checkState, shapeOf, sharedShape } from './state-shape.js';

/** Keys that are numbered at once. */
const KEYS = 1 << 16;

/**
 * The state of the values of both, to the bit what one pass over all of them gives. `a` is used for it and is that state
 * afterwards, or of no more use where it never had a column; `b` stays as it is, and may be `a`.
 *
 * @throws SchemaError where they differ in temperature, width, columns or keys, and says both; LimitError beyond 2⁵³ values of
 *   a distribution; TypeError where one is no state
 */
export function mergeStates(a: SoftmaxState, b: SoftmaxState): SoftmaxState {
  checkState('mergeStates', a);
  checkState('mergeStates', b);
  sharedShape('mergeStates', shapeOf(a), shapeOf(b));
  if (b.columns.length === 0) return a;
  if (a.columns.length === 0) return b;
  const slots = slotsIn(a, b);
  const size = a.groups?.keys.size ?? 1;
  a.columns.forEach(({ tables }, c) => {
    tables.forEach((table, position) => {
      table.resize(size);
      table.mergeTable(slots, b.columns[c]!.tables[position]!);
    });
  });
  return a;
}

/** Which slot of `a` each one of `b` belongs to; keys that are new to `a` get the next. */
function slotsIn({ groups }: SoftmaxState, b: SoftmaxState): Uint32Array {
  if (groups === undefined || b.groups === undefined) return new Uint32Array(1);
  const { keys } = b.groups;
  const slots = new Uint32Array(keys.size);
  for (let from = 0; from < slots.length; from += KEYS) {
    const to = Math.min(slots.length, from + KEYS);
    groups.keys.assign(keyBatch(keys, from, to), slots.subarray(from, to));
  }
  return slots;
}

function keyBatch(keys: KeyTable, from: number, to: number) {
  return recordBatch(new Schema([...keys.fields]), keys.columns(from, to), to - from);
}
