import type { RecordBatch } from 'apache-arrow';
import type { OperatorFunction } from 'rxjs';
import { describe } from '../../errors.js';
import { type Decoder, decodeWith } from '../../flow/decode.js';
import { Framing } from './framing.js';
import { StreamContents } from './stream-contents.js';

export interface ArrowReadOptions {
  /** The longest metadata or body of one message, in bytes; default 2 GiB. */
  readonly maxMessageBytes?: number;
  /**
   * In `readArrow` and `readArrowFile`: a record batch whose body has more bytes is given as several, of about 4 MiB each, and never in memory
   * as a whole; default 64 MiB.
   */
  readonly maxBatchBytes?: number;
}

/**
 * A decoder of Arrow's IPC stream format (`.arrows`): chunks that may end anywhere to record batches.
 *
 * Synchronous and linear in time. A body that lies whole and even in a chunk is not copied: the batch keeps views of
 * the chunk; any other is copied once. Every batch is checked before it is given out, so that lengths, offsets,
 * dictionary indices and null counts hold; the values themselves, such as UTF-8, are not. A stream without batches
 * gives one batch of no rows, which carries the schema.
 *
 * Read: versions 4 and 5 of the metadata, all types of apache-arrow, delta and replacement dictionaries, custom
 * metadata of schema, fields and batches. Refused with a FormatError that says what and at which byte: what is cut
 * off, also between two messages; streams of before Arrow 0.15; the file format; big-endian data; compressed bodies;
 * RunEndEncoded, ListView; a second schema; bytes after the end. A message longer than `maxMessageBytes` is a
 * LimitError.
 *
 * @throws RangeError when a limit is no positive number
 * @see https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format
 */
export function createArrowDecoder(options: ArrowReadOptions = {}): Decoder<RecordBatch> {
  return new StreamDecoder(limitsOf('decodeArrow', options));
}

/** `createArrowDecoder` as an operator: cold, synchronous, chunks in and record batches out. */
export function decodeArrow(
  options: ArrowReadOptions = {},
): OperatorFunction<Uint8Array, RecordBatch> {
  const limits = limitsOf('decodeArrow', options);
  return decodeWith(() => new StreamDecoder(limits));
}

/** The options that bound memory, with their defaults. */
export type ReadLimits = Required<Pick<ArrowReadOptions, 'maxMessageBytes' | 'maxBatchBytes'>>;

/** @throws RangeError for a limit that is no positive number */
export function limitsOf(operator: string, options: ArrowReadOptions): ReadLimits {
  const { maxMessageBytes = 2 ** 31, maxBatchBytes = 2 ** 26 } = options;
  for (const [name, got] of Object.entries({ maxMessageBytes, maxBatchBytes })) {
    if (typeof got === 'number' && got > 0) continue;
    const what = `${name} is no number of bytes`;
    throw new RangeError(describe({ operator, what, got, expected: 'a positive number' }));
  }
  return { maxMessageBytes, maxBatchBytes };
}

class StreamDecoder implements Decoder<RecordBatch> {
  readonly #framing: Framing;
  readonly #contents = new StreamContents();

  constructor({ maxMessageBytes }: ReadLimits) {
    this.#framing = new Framing(maxMessageBytes);
  }

  *push(chunk: Uint8Array): Generator<RecordBatch, void, undefined> {
    for (const frame of this.#framing.push(chunk)) {
      const batch = this.#contents.add(frame);
      if (batch !== undefined) yield batch;
    }
  }

  *end(): Generator<RecordBatch, void, undefined> {
    this.#framing.end();
    const batch = this.#contents.end();
    if (batch !== undefined) yield batch;
  }
}
