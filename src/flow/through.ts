import type { OperatorFunction } from 'rxjs';
import { Pump } from './pump.js';

/**
 * An operator as a transform of async iterables, for node's `pipeline`, `Readable.from(…)` or a plain `for await`.
 *
 * A value is pulled from the source only when everything that came out of the operator before has been consumed, so
 * a synchronous operator needs memory for one value; stages made by `gatedMap` hold as much as a gate's limit. When
 * the operator ends early (`take(3)`) or the consumer leaves, the source is closed. A failure of the source goes down
 * the operator's error channel. The operator cannot replay the source: it is subscribed once.
 */
export function through<T, R>(
  operator: OperatorFunction<T, R>,
): (source: AsyncIterable<T> | Iterable<T>) => AsyncGenerator<R, void, undefined> {
  return async function* (source) {
    const pump = new Pump(operator);
    try {
      yield* pump.taken();
      if (!pump.ended) yield* feed(pump, source);
      while (!pump.ended) {
        await pump.news();
        yield* pump.taken();
      }
      yield* pump.taken();
    } finally {
      pump.close();
    }
  };
}

async function* feed<T, R>(pump: Pump<T, R>, source: AsyncIterable<T> | Iterable<T>) {
  for await (const value of failingInto(pump, source)) {
    pump.push(value);
    yield* pump.taken();
    await pump.gate.ready();
    if (pump.ended) return;
  }
  pump.complete();
}

/** The source, with its failure told to the operator; what the consumer throws never comes here. */
async function* failingInto<T, R>(pump: Pump<T, R>, source: AsyncIterable<T> | Iterable<T>) {
  try {
    yield* source;
  } catch (error) {
    pump.fail(error);
  }
}
