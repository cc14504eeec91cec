/**
 * The load gauge: RxJS has no backpressure, so a sink reports the bytes it has received and not yet written, and a
 * source waits before its next pull while they exceed a limit.
 *
 * A gauge cannot deadlock where credits do: values that an operator drops, joins or holds back (`filter`,
 * `bufferCount`) never arrive at the sink, never count, and never keep the source waiting.
 *
 * A source learns of its gate in three ways: by an option; from the *ambient* gate, which a sink publishes while it
 * subscribes; and, where a pipeline subscribes later (`subscribeOn`, `timer → switchMap`, `retry`), from the first
 * value that it emits and that arrives, in the same call, at a sink.
 */
import { checkOptions, describe } from '../errors.js';

/** How full a gate may get, and what happens then. */
export interface GateOptions {
  /** Bytes that may be on their way before sources wait; a positive number, default 8 MiB. */
  readonly limit?: number;
  /** A source that overruns this gate without knowing it fails with a LimitError; by default it warns. */
  readonly strict?: boolean;
}

const DEFAULT_LIMIT = 8 * 2 ** 20;

let ambient: Gate | undefined;
let listener: ((gate: Gate) => void) | undefined;
const loaded = new Set<Gate>();

/** How much is on its way to a sink, in bytes. One gate may serve several sinks and sources. */
export class Gate {
  readonly limit: number;
  readonly strict: boolean;
  #load = 0;
  #waiters: (() => void)[] = [];

  constructor(options: GateOptions = {}) {
    const { limit = DEFAULT_LIMIT, strict = false } = options;
    if (typeof limit !== 'number' || !(limit > 0)) {
      throw new RangeError(
        describe({
          operator: 'createGate',
          what: 'limit is no number of bytes',
          got: limit,
          expected: 'a positive number',
        }),
      );
    }
    this.limit = limit;
    this.strict = strict;
  }

  /** Bytes that have arrived and are not yet done. */
  get load(): number {
    return this.#load;
  }

  get full(): boolean {
    return this.#load >= this.limit;
  }

  /** A sink has received `bytes`. */
  add(bytes: number): void {
    this.#load += bytes;
    loaded.add(this);
    listener?.(this);
  }

  /** A sink has written, or given up, `bytes` that it added before. */
  done(bytes: number): void {
    this.#load -= bytes;
    if (this.#load <= 0) loaded.delete(this);
    if (this.full) return;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }

  /** Settles once the gate is no longer full; undefined when it is not full now, so that nobody waits for nothing. */
  ready(): Promise<void> | undefined {
    return this.full ? new Promise((wake) => this.#waiters.push(wake)) : undefined;
  }

  /** Runs `f` with this gate as the ambient one, as sinks do while they subscribe and sources while they emit. */
  run<T>(f: () => T): T {
    const outer = ambient;
    ambient = this;
    try {
      return f();
    } finally {
      ambient = outer;
    }
  }
}

/** A gate to pass to both ends of a pipeline: `fromPull(make, { gate })` and `drainTo(sink, { gate })`. */
export function createGate(options: GateOptions = {}): Gate {
  checkOptions('createGate', options, ['limit', 'strict']);
  return new Gate(options);
}

/** Seen by what is done with it, not by its class: a program may have two copies of this package. */
export function isGate(value: unknown): value is Gate {
  const { run, ready, add, done } = Object(value) as Partial<Gate>;
  return [run, ready, add, done].every((method) => typeof method === 'function');
}

/** @throws TypeError where an option is no gate */
export function checkGate(operator: string, gate: unknown): void {
  if (gate === undefined || isGate(gate)) return;
  const report = { operator, what: 'gate is none', got: gate };
  throw new TypeError(describe({ ...report, expected: 'a gate of createGate' }));
}

/** The gate of the sink that is subscribing, or of the source that is emitting, in the present call. */
export function currentGate(): Gate | undefined {
  return ambient;
}

/** Runs `f` and tells `found` every gate at which something arrives meanwhile; an outer listener hears it too. */
export function listenForGates(found: (gate: Gate) => void, f: () => void): void {
  const outer = listener;
  listener = (gate) => {
    found(gate);
    outer?.(gate);
  };
  try {
    f();
  } finally {
    listener = outer;
  }
}

/** Some gate that is full now: evidence that a sink somewhere cannot keep up. */
export function overfullGate(): Gate | undefined {
  for (const gate of loaded) if (gate.full) return gate;
  return undefined;
}
