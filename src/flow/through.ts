import type { OperatorFunction } from 'rxjs';
import { checkFunction } from '../errors.js';
import { Inlet } from './inlet.js';
import { Pump } from './pump.js';

/**
 * An operator as a transform of async iterables, for node's `pipeline`, `Readable.from(…)` or a plain `for await`.
 *
 * A value is pulled from the source only when everything that came out of the operator before has been consumed, so
 * a synchronous operator needs memory for one value; stages made by `gatedMap` hold as much as a gate's limit. What
 * an asynchronous operator gives while the source keeps it waiting goes out at once. When the operator ends early
 * (`take(3)`) or the consumer leaves, the source is closed, without waiting for a pull that is under way. A failure
 * of the source goes down the operator's error channel. The operator cannot replay the source: it is subscribed once.
 *
 * @throws TypeError where the operator is no function
 */
export function through<T, R>(
  operator: OperatorFunction<T, R>,
): (source: AsyncIterable<T> | Iterable<T>) => AsyncGenerator<R, void, undefined> {
  checkFunction('through', 'the operator', operator);
  return async function* (source) {
    const pump = new Pump(operator);
    const inlet = new Inlet(pump, source);
    try {
      yield* pump.taken();
      while (!pump.ended && !inlet.ended) yield* takenUntil(pump, inlet.advance());
      while (!pump.ended) {
        await pump.news();
        yield* pump.taken();
      }
      yield* pump.taken();
    } finally {
      pump.close();
      await inlet.close();
    }
  };
}

/** What comes out of the operator until `event` has happened or the operator has ended. */
async function* takenUntil<T, R>(pump: Pump<T, R>, event: Promise<void>) {
  let happened = false;
  event.then(() => {
    happened = true;
    pump.wake();
  });
  while (!happened && !pump.ended) {
    await pump.news();
    yield* pump.taken();
  }
}
