import { Observable, type Subscriber } from 'rxjs';
import { checkFunction, checkOptions, describe, LimitError, type Report } from '../errors.js';
import { checkGate, currentGate, type Gate, listenForGates, overfullGate } from './gate.js';
import { RunIterator, type Runs } from './runs.js';
import { isPromiseLike, quietly } from './settle.js';
import { weigh } from './weigh.js';

/** Makes the source anew for each subscription; `signal` is aborted when the subscriber leaves before the end. */
export type MakePull<T> = (signal: AbortSignal) => AsyncIterable<T> | Iterable<T>;

/** What `fromPull` may be told. */
export interface PullOptions<T> {
  /** The gate to wait at; default: the sink's, found by itself (see gate.ts). */
  readonly gate?: Gate;
  /** A value's size in bytes, for the warning below; default: by its shape. */
  readonly weigh?: (value: T) => number;
}

/**
 * An iterable as a cold observable that pulls no faster than the sink writes.
 *
 * Each subscription calls `make`. Unsubscribing at any moment aborts `signal` and calls the iterator's `return`
 * without waiting for a pending `next()` to settle: a source whose `next()` can wait for long (a pipe, a socket) must
 * destroy its handle on `signal`. What `make`, `next()` and a source that is no iterable throw goes down the error
 * channel; what fails after the subscriber has left is dropped. A synchronous iterable emits synchronously.
 *
 * A source that finds no gate, and has emitted more than some full gate's limit, warns once on the console: an
 * asynchronous stage lies between it and the sink. Under `createGate({ strict: true })` it fails with a LimitError.
 *
 * @throws TypeError when `make` is no function, and for an unknown option or a gate that is none
 */
export function fromPull<T>(make: MakePull<T>, options: PullOptions<T> = {}): Observable<T> {
  const expected = 'a function that makes an iterable, such as () => readable';
  checkFunction('fromPull', 'the source', make, expected);
  checkOptions('fromPull', options, ['gate', 'weigh']);
  checkGate('fromPull', options.gate);
  return pulled((signal) => iteratorOf(make(signal)), options);
}

/**
 * `fromPull` of a source that brings several values at once: those of a run are emitted without waiting in between, save
 * for the gate. Where values are small, a promise for each would cost more than they do.
 */
export function fromRuns<T>(
  make: (signal: AbortSignal) => Runs<T>,
  options: PullOptions<T> = {},
): Observable<T> {
  return pulled((signal) => new RunIterator(make(signal)), options);
}

/** What is pulled from: an iterator of any kind, which may also give some values at once and others later. */
interface Source<T> {
  next(): IteratorResult<T> | PromiseLike<IteratorResult<T>>;
  return?(): unknown;
}

type Open<T> = (signal: AbortSignal) => Source<T>;

function pulled<T>(open: Open<T>, options: PullOptions<T>): Observable<T> {
  const warnOnce = once((report: Report) => console.warn(describe(report)));
  return new Observable<T>((subscriber) => {
    const pull = new Pull(open, subscriber, options, warnOnce);
    subscriber.add(() => pull.close());
    pull.run();
  });
}

function once(f: (report: Report) => void): (report: Report) => void {
  let called = false;
  return (report) => {
    if (!called) f(report);
    called = true;
  };
}

/** One subscription. */
class Pull<T> {
  readonly #open: Open<T>;
  readonly #subscriber: Subscriber<T>;
  readonly #weigh: (value: T) => number;
  readonly #warn: (report: Report) => void;
  readonly #ambient: Gate | undefined;
  readonly #gates = new Set<Gate>();
  readonly #abort = new AbortController();
  #source: Source<T> | undefined;
  /** The iterator needs no closing: there is none, or it has returned or thrown. */
  #ended = false;
  #emitted = 0;

  constructor(
    open: Open<T>,
    subscriber: Subscriber<T>,
    options: PullOptions<T>,
    warn: (report: Report) => void,
  ) {
    this.#open = open;
    this.#subscriber = subscriber;
    this.#weigh = options.weigh ?? weigh;
    this.#warn = warn;
    this.#ambient = options.gate ?? currentGate();
    if (this.#ambient !== undefined) this.#gates.add(this.#ambient);
  }

  /** Synchronous as long as no gate is full and the iterator is synchronous. */
  async run(): Promise<void> {
    try {
      const source = this.#open(this.#abort.signal);
      this.#source = source;
      while (!this.#subscriber.closed) {
        for (let full = this.#full(); full !== undefined; full = this.#full()) await full.ready();
        if (this.#subscriber.closed) return;
        const pending = this.#next(source);
        const step = isPromiseLike(pending) ? await this.#settled(pending) : pending;
        if (!this.#subscriber.closed) this.#deliver(step);
      }
    } catch (error) {
      this.#emit(() => this.#subscriber.error(error));
    }
  }

  close(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#abort.abort();
    quietly(() => this.#source?.return?.());
  }

  #full(): Gate | undefined {
    if (this.#subscriber.closed) return undefined;
    for (const gate of this.#gates) if (gate.full) return gate;
    return undefined;
  }

  #next(source: Source<T>) {
    try {
      return source.next();
    } catch (error) {
      this.#ended = true;
      throw error;
    }
  }

  async #settled(pending: PromiseLike<IteratorResult<T>>): Promise<IteratorResult<T>> {
    try {
      return await pending;
    } catch (error) {
      this.#ended = true;
      throw error;
    }
  }

  #deliver(step: IteratorResult<T>): void {
    if (step.done === true) {
      this.#ended = true;
      this.#emit(() => this.#subscriber.complete());
      return;
    }
    this.#emit(() => this.#subscriber.next(step.value));
    if (this.#gates.size === 0) this.#watch(step.value);
  }

  #emit(f: () => void): void {
    const ambient = this.#ambient;
    listenForGates(
      (gate) => this.#gates.add(gate),
      ambient === undefined ? f : () => ambient.run(f),
    );
  }

  #watch(value: T): void {
    this.#emitted += this.#weigh(value);
    const gate = overfullGate();
    if (gate === undefined || this.#emitted < gate.limit) return;
    const report = {
      operator: 'fromPull',
      what: 'the source runs without a gate while a sink is behind, so memory is not bounded',
      got: this.#emitted,
      expected: 'the same { gate } in fromPull and drainTo, and gatedMap for asynchronous stages',
    };
    if (gate.strict) this.#subscriber.error(new LimitError(report));
    else this.#warn(report);
  }
}

function iteratorOf<T>(source: AsyncIterable<T> | Iterable<T>): Source<T> {
  const given: unknown = source;
  if (typeof given === 'object' && given !== null) {
    if (Symbol.asyncIterator in source) return source[Symbol.asyncIterator]();
    if (Symbol.iterator in source) return source[Symbol.iterator]();
  }
  throw new TypeError(
    describe({
      operator: 'fromPull',
      what: 'the source is no iterable',
      got: given,
      expected: 'an AsyncIterable or an Iterable',
    }),
  );
}
