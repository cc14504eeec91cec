import type { Observable } from 'rxjs';
import { fromRuns } from './from-pull.js';
import type { Gate } from './gate.js';
import { lendable } from './lending.js';
import type { Runs } from './runs.js';

/**
 * `fromRuns` of a source that can lend its values.
 *
 * @param make  told whether a value may lie where the one before lay
 * @param gate  the one to wait at, where the caller has said one: such a source lends nothing, for that gate may let it run ahead
 */
export function lendableRuns<T>(
  make: (signal: AbortSignal, lends: boolean) => Runs<T>,
  gate: Gate | undefined,
): Observable<T> {
  const own = (signal: AbortSignal) => make(signal, false);
  if (gate !== undefined) return fromRuns(own, { gate });
  return lendable(fromRuns(own), (lender) =>
    fromRuns((signal) => make(signal, true), { gate: lender }),
  );
}
