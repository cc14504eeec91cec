import { finalize, map, mergeMap, Observable, type OperatorFunction } from 'rxjs';
import type { Gate } from './gate.js';

/** One stage's part of a gate's load: what it has received and not yet done, so that it can give back the rest. */
export class Load<T> {
  readonly #gate: Gate;
  readonly #weigh: (value: T) => number;
  #held = 0;

  constructor(gate: Gate, weigh: (value: T) => number) {
    this.#gate = gate;
    this.#weigh = weigh;
  }

  /** Counts a value that has arrived; the weight is to be given back to `done`. */
  readonly add = (value: T): { readonly value: T; readonly weight: number } => {
    const weight = this.#weigh(value);
    this.#held += weight;
    this.#gate.add(weight);
    return { value, weight };
  };

  /** Gives back a value's weight; after `clear` there is nothing left to give. */
  done(weight: number): void {
    const bytes = Math.min(weight, this.#held);
    this.#held -= bytes;
    this.#gate.done(bytes);
  }

  /** Gives back all that is still held. */
  readonly clear = (): void => this.done(this.#held);
}

/**
 * `mergeMap` whose waiting and running values count on the gate: each from its arrival until its result has ended, or
 * until the subscriber leaves.
 */
export function mergeMapLoaded<T, R>(
  load: Load<T>,
  project: (value: T, index: number) => Observable<R>,
  concurrency: number,
): OperatorFunction<T, R> {
  return (source) =>
    source.pipe(
      map(load.add),
      mergeMap(
        ({ value, weight }, index) => project(value, index).pipe(finalize(() => load.done(weight))),
        concurrency,
      ),
      finalize(load.clear),
    );
}

/**
 * The same source, subscribed with `gate` as the ambient one. The subscriber is handed on as it is: a new one would
 * not know of an early unsubscribe while a synchronous source is still emitting.
 */
export function subscribedUnder<T>(gate: Gate, source: Observable<T>): Observable<T> {
  return new Observable<T>((subscriber) => {
    gate.run(() => source.subscribe(subscriber));
  });
}
