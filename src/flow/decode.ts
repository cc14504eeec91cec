import { concat, concatMap, defer, type OperatorFunction, tap } from 'rxjs';
import { checkFunction, FormatError } from '../errors.js';

/** Bytes to values, incrementally and synchronously. What it throws is a typed error of the data. */
export interface Decoder<T> {
  /** The values that `chunk` completes; chunks may end anywhere. The decoder may keep views of `chunk`. */
  push(chunk: Uint8Array): Iterable<T>;
  /** The rest; throws when the input is cut off. Nothing is pushed after it. */
  end(): Iterable<T>;
}

/** Values to bytes, incrementally and synchronously. */
export interface Encoder<T> {
  push(value: T): Iterable<Uint8Array>;
  /** The rest: a footer, an end marker. Nothing is pushed after it. */
  end(): Iterable<Uint8Array>;
}

interface Codec<T, R> {
  push(value: T): Iterable<R>;
  end(): Iterable<R>;
}

/**
 * A decoder as an operator: cold, synchronous, with a new decoder for each subscription. A chunk that is no bytes, such as the
 * text that a stream with an encoding gives, is a FormatError.
 *
 * @throws TypeError where `make` is no function
 */
export function decodeWith<T>(make: () => Decoder<T>): OperatorFunction<Uint8Array, T> {
  const run = runWith('decodeWith', make);
  return (source) => source.pipe(tap<Uint8Array>(checkBytes), run);
}

function checkBytes(chunk: unknown): void {
  if (ArrayBuffer.isView(chunk) && 'subarray' in chunk) return;
  throw new FormatError({
    operator: 'decode',
    what: 'a chunk is no bytes',
    got: chunk,
    expected: 'a Uint8Array: a stream without an encoding, or text through TextEncoderStream',
  });
}

/**
 * An encoder as an operator: cold, synchronous, with a new encoder for each subscription.
 *
 * @throws TypeError where `make` is no function
 */
export function encodeWith<T>(make: () => Encoder<T>): OperatorFunction<T, Uint8Array> {
  return runWith('encodeWith', make);
}

// concatMap, not mergeMap: a value that arrives while an earlier one's results are being emitted waits its turn.
function runWith<T, R>(operator: string, make: () => Codec<T, R>): OperatorFunction<T, R> {
  checkFunction(operator, 'the codec', make, 'a function that makes one, with push and end');
  return (source) =>
    defer(() => {
      const codec = make();
      return concat(
        source.pipe(concatMap((value) => codec.push(value))),
        defer(() => codec.end()),
      );
    });
}
