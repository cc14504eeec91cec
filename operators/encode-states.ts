import type { RecordBatch } from 'apache-arrow';
import { concatMap, type OperatorFunction } from 'rxjs';
import type { SoftmaxState } from '../src/distributions/softmax-state.js';
import { encodeState } from '../src/distributions/state-file/encode-state.js';

/**
 * States as tables, which any writer makes files of: `accumulate(…)`, `encodeStates()`, `writeArrow('part.arrow')` is one
 * part of a map and reduce over files or machines. Each state gives at least one batch, and its batches one at a time.
 *
 * The columns are those of `encodeState`; other engines can read and merge them.
 *
 * @returns an operator that fails with a SchemaError where columns have one name
 */
export function encodeStates(): OperatorFunction<SoftmaxState, RecordBatch> {
  return concatMap((state) => encodeState(state));
}
