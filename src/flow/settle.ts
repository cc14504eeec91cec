import { from, type Observable, of } from 'rxjs';

export function isPromiseLike<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'then' in value &&
    typeof value.then === 'function'
  );
}

/** The value, at once where it is no promise: a synchronous stage keeps a pipeline synchronous. */
export function settle<R>(value: R | PromiseLike<R>): Observable<R> {
  return isPromiseLike(value) ? from(value) : of(value);
}

/** Lets an operation end by itself; its failure is dropped, for whoever would hear of it has left. */
export function quietly(operation: () => unknown): void {
  try {
    const result = operation();
    if (isPromiseLike(result)) result.then(undefined, () => {});
  } catch {
    // See above.
  }
}
