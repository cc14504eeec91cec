import type { RecordBatch } from 'apache-arrow';
import { concat, defer, ignoreElements, type OperatorFunction, of, tap } from 'rxjs';
import type { SoftmaxState } from '../src/distributions/softmax-state.js';
import { StateDecoder } from '../src/distributions/state-file/decode-state.js';

/**
 * The reverse of `encodeStates`, and a merge: all batches, of one STATE or of several, as the one state of all values, which
 * is emitted when the stream completes. To the bit it is the state that one pass over all values gives.
 *
 * @returns an operator that fails with a FormatError (no state, or a damaged one), a SchemaError (states that do not match,
 *   in temperature, width, columns or keys) or a LimitError (more than 2⁵³ values of a distribution)
 */
export function decodeStates(): OperatorFunction<RecordBatch, SoftmaxState> {
  return (source) =>
    defer(() => {
      const decoder = new StateDecoder();
      const all = source.pipe(
        tap((batch) => decoder.push(batch)),
        ignoreElements(),
      );
      return concat(
        all,
        defer(() => of(decoder.end())),
      );
    });
}
