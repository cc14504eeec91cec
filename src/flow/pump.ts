import { type OperatorFunction, Subject, type Subscription } from 'rxjs';
import { createGate, type Gate } from './gate.js';
import { subscribedUnder } from './load.js';

/**
 * An operator driven from outside: values are pushed in, and what comes out is kept until it is taken. `gate` is
 * ambient for the operator, so that asynchronous stages made by `gatedMap` tell how much they hold.
 */
export class Pump<T, R> {
  readonly gate: Gate = createGate();
  readonly #input = new Subject<T>();
  readonly #subscription: Subscription;
  #output: R[] = [];
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(operator: OperatorFunction<T, R>) {
    this.#subscription = subscribedUnder(this.gate, operator(this.#input)).subscribe({
      next: (value) => {
        this.#output.push(value);
        this.#wake?.();
      },
      error: (error: unknown) => this.#end({ error }),
      complete: () => this.#end(undefined),
    });
  }

  /** The operator has completed or failed; some output may still be there to take. */
  get ended(): boolean {
    return this.#ended;
  }

  push(value: T): void {
    this.gate.run(() => this.#input.next(value));
  }

  complete(): void {
    this.gate.run(() => this.#input.complete());
  }

  fail(error: unknown): void {
    this.gate.run(() => this.#input.error(error));
  }

  /** What has come out and not been taken, also what comes out meanwhile; then throws the operator's failure. */
  *taken(): Generator<R, void, undefined> {
    while (this.#output.length > 0) {
      const output = this.#output;
      this.#output = [];
      yield* output;
    }
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Settles when something comes out, the operator ends or `wake` is called; undefined when something has. */
  news(): Promise<void> | undefined {
    if (this.#ended || this.#output.length > 0) return undefined;
    return new Promise((wake) => {
      this.#wake = wake;
    });
  }

  /** Settles `news` as something that came out would. */
  wake(): void {
    this.#wake?.();
  }

  close(): void {
    this.#subscription.unsubscribe();
    this.#end(undefined);
  }

  #end(failure: { readonly error: unknown } | undefined): void {
    this.#failure ??= failure;
    this.#ended = true;
    this.#wake?.();
  }
}
