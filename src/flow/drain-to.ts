import {
  catchError,
  concat,
  defer,
  EMPTY,
  finalize,
  from,
  ignoreElements,
  Observable,
  type OperatorFunction,
  tap,
  throwError,
} from 'rxjs';
import { checkFunction, checkOptions, describe } from '../errors.js';
import { checkGate, createGate, currentGate, type Gate } from './gate.js';
import { LendingGate, lentBy } from './lending.js';
import { Load, mergeMapLoaded, subscribedUnder } from './load.js';
import { isPromiseLike, quietly, settle } from './settle.js';
import { weigh } from './weigh.js';

/** Where values end: a file, a socket, a table. Made anew for each subscription. */
export interface Sink<T, R> {
  /** Called for one value at a time, the next only when this has settled. */
  write(value: T): void | Promise<void>;
  /** Called once after the last write; what it returns is what the operator emits. */
  close(): R | Promise<R>;
  /**
   * Called once instead of, or after a failed, `close`: the source or a write failed (`reason`), or the subscriber has
   * left (no reason). It may come while a write or `close` is still under way, and should not wait for it for ever.
   */
  abort(reason?: unknown): void | Promise<void>;
  /** A value's size in bytes; default: by its shape. */
  weigh?(value: T): number;
}

/** What `drainTo` may be told. */
export interface DrainOptions {
  /** The gate to report to; default: that of a sink further down, else one of its own. */
  readonly gate?: Gate;
}

/**
 * Writes every value to a sink and emits the result of `close` once.
 *
 * Writes are serial. What has arrived and is not yet written counts on the gate, so that a source made by `fromPull`
 * waits. A failure of the source, of `write` or of `close` unsubscribes the source, then aborts the sink; the error
 * arrives when `abort` has finished, and a failure of `abort` does not hide it. Unsubscribing aborts the sink.
 * With a sink that is synchronous throughout, the operator is synchronous.
 *
 * @throws TypeError when `make` is no function, and for an unknown option or a gate that is none
 */
export function drainTo<T, R>(
  make: () => Sink<T, R>,
  options: DrainOptions = {},
): OperatorFunction<T, R> {
  checkFunction('drainTo', 'the sink', make, 'a function that makes a sink');
  checkOptions('drainTo', options, ['gate']);
  checkGate('drainTo', options.gate);
  return (source) =>
    defer(() => {
      const gate = options.gate ?? currentGate() ?? createGate();
      return drain(subscribedUnder(gate, source), checkedSink(make()), gate);
    });
}

/** `drainTo` for sinks that keep nothing of a value that they have written: those that can be lent (lending.ts) are. */
export function drainLentTo<T, R>(
  make: () => Sink<T, R>,
  options: DrainOptions = {},
): OperatorFunction<T, R> {
  const drained = drainTo(make, options);
  return (source) =>
    defer(() => {
      // Another's gate lets more than one value be on their way.
      if (options.gate !== undefined || currentGate() !== undefined) return drained(source);
      const gate = new LendingGate();
      const lent = lentBy(source, gate);
      return lent === undefined ? drained(source) : drain(lent, checkedSink(make()), gate);
    });
}

/** What it lacks would else be missed when all has been written. */
function checkedSink<T, R>(sink: Sink<T, R>): Sink<T, R> {
  const { write, close, abort } = Object(sink) as Partial<Sink<T, R>>;
  if ([write, close, abort].every((method) => typeof method === 'function')) return sink;
  throw new TypeError(
    describe({
      operator: 'drainTo',
      what: 'the sink is none',
      got: sink,
      expected: 'an object with write, close and abort',
    }),
  );
}

function drain<T, R>(source: Observable<T>, sink: Sink<T, R>, gate: Gate): Observable<R> {
  let settled = false;
  const conclude = () => {
    settled = true;
  };
  return concat(
    writeAll(source, sink, gate),
    // The sink is closed before its result is emitted, and a subscriber that leaves on it must not abort it.
    defer(() => settle(sink.close())).pipe(tap(conclude)),
  ).pipe(
    catchError((error: unknown) => {
      conclude();
      return concat(
        aborted(sink, error),
        throwError(() => error),
      );
    }),
    finalize(() => {
      if (!settled) quietly(() => sink.abort());
    }),
  );
}

function writeAll<T, R>(source: Observable<T>, sink: Sink<T, R>, gate: Gate): Observable<never> {
  const load = new Load<T>(gate, (value) => sink.weigh?.(value) ?? weigh(value));
  const atOnce = endsAtOnce();
  return source.pipe(
    mergeMapLoaded(
      load,
      (value) => {
        const pending = sink.write(value);
        return isPromiseLike(pending) ? from(pending) : atOnce;
      },
      1,
    ),
    ignoreElements(),
  );
}

/** Writes that end at once within the end of another; the stack has room for far more. */
const DEEPEST = 64;

/**
 * Ends at once. Where values have piled up behind a write that took time, rxjs begins the next write within the end of
 * the one before: a thousand that end at once would use up the stack, and the failure would be lost. So some end later.
 */
function endsAtOnce(): Observable<void> {
  let depth = 0;
  return new Observable((subscriber) => {
    if (depth >= DEEPEST) {
      queueMicrotask(() => subscriber.complete());
      return;
    }
    depth++;
    subscriber.complete();
    depth--;
  });
}

function aborted<T, R>(sink: Sink<T, R>, reason: unknown): Observable<never> {
  return defer(() => settle(sink.abort(reason))).pipe(
    ignoreElements(),
    catchError(() => EMPTY),
  );
}
