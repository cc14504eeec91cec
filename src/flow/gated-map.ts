import { defer, from, type Observable, type OperatorFunction } from 'rxjs';
import { checkFunction, checkOptions, describe } from '../errors.js';
import { checkGate, createGate, currentGate, type Gate } from './gate.js';
import { Load, mergeMapLoaded, subscribedUnder } from './load.js';
import { settle } from './settle.js';
import { weigh } from './weigh.js';

/** What `gatedMap` may be told. */
export interface GatedMapOptions<T> {
  /** The gate to report to; default: the sink's, else one of its own. */
  readonly gate?: Gate;
  /** How many projections may run at once; an integer ≥ 1, default 1. */
  readonly concurrency?: number;
  /** A value's size in bytes; default: by its shape. */
  readonly weigh?: (value: T) => number;
}

/**
 * An asynchronous stage in the middle of a pipeline, such as a lookup over the network, with bounded memory.
 *
 * `concatMap(async …)` queues without bound whatever the source emits meanwhile; here the values that wait or are
 * being projected, and results that wait for an earlier one, count on the gate. Results come in the order of their
 * values, whatever the concurrency. A failed projection fails the stage and unsubscribes the source.
 *
 * @throws TypeError when `project` is no function; RangeError for a concurrency that is no integer ≥ 1
 */
export function gatedMap<T, R>(
  project: (value: T, index: number) => R | Promise<R>,
  options: GatedMapOptions<T> = {},
): OperatorFunction<T, R> {
  checkOptions('gatedMap', options, ['gate', 'concurrency', 'weigh']);
  checkGate('gatedMap', options.gate);
  const { concurrency = 1 } = options;
  checkArguments(project, concurrency);
  return (source) =>
    defer(() => {
      const gate = options.gate ?? currentGate() ?? createGate();
      const load = new Load<T>(gate, options.weigh ?? weigh);
      const stage = concurrency === 1 ? oneByOne(project) : inTurn(project);
      return subscribedUnder(gate, source).pipe(mergeMapLoaded(load, stage, concurrency));
    });
}

type Project<T, R> = (value: T, index: number) => R | Promise<R>;

function oneByOne<T, R>(project: Project<T, R>): (value: T, index: number) => Observable<R> {
  return (value, index) => settle(project(value, index));
}

/** Starts each projection at once and lets its result out after that of the value before. */
function inTurn<T, R>(project: Project<T, R>): (value: T, index: number) => Observable<R> {
  let before: Promise<unknown> = Promise.resolve();
  return (value, index) => {
    const result = new Promise<R>((resolve) => resolve(project(value, index)));
    // A failure is heard in its turn; until then it must not count as unhandled.
    result.catch(() => {});
    const turn = before.then(() => result);
    before = turn.catch(() => {});
    return from(turn);
  };
}

function checkArguments(project: unknown, concurrency: unknown): void {
  const operator = 'gatedMap';
  checkFunction(operator, 'the projection', project);
  if (!Number.isInteger(concurrency) || Number(concurrency) < 1) {
    const what = 'concurrency is no count';
    throw new RangeError(
      describe({ operator, what, got: concurrency, expected: 'an integer of at least 1' }),
    );
  }
}
