import type { RecordBatch } from 'apache-arrow';
import type { OperatorFunction } from 'rxjs';
import { type Decoder, decodeWith } from '../../flow/decode.js';
import { type ArrowLimits, type ArrowReadOptions, checkLimits } from './limits.js';
import { Framing } from './messages/framing.js';
import { StreamContents } from './reading/stream-contents.js';

export type { ArrowReadOptions } from './limits.js';

/**
 * A decoder of Arrow's IPC stream format (`.arrows`): chunks that may end anywhere to record batches.
 *
 * Synchronous and linear in time. A body that lies whole and even in a chunk is not copied: the batch keeps views of
 * the chunk; any other is copied once. Every batch is checked before it is given out, so that lengths, offsets,
 * dictionary indices and null counts hold; the values themselves, such as UTF-8, are not. A stream without batches
 * gives one batch of no rows, which carries the schema.
 *
 * Read: versions 4 and 5 of the metadata, all types of apache-arrow, delta and replacement dictionaries, custom
 * metadata of schema, fields and batches, bodies compressed with LZ4 or Zstandard. Refused with a FormatError that says
 * what and at which byte: what is cut off, also between two messages; streams of before Arrow 0.15; the file format;
 * big-endian data; RunEndEncoded, ListView; a second schema; bytes after the end. What exceeds a limit is a LimitError.
 *
 * @throws RangeError when a limit is no positive number
 * @see https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format
 */
export function createArrowDecoder(options: ArrowReadOptions = {}): Decoder<RecordBatch> {
  return new StreamDecoder(checkLimits('decodeArrow', options));
}

/** `createArrowDecoder` as an operator: cold, synchronous, chunks in and record batches out. */
export function decodeArrow(
  options: ArrowReadOptions = {},
): OperatorFunction<Uint8Array, RecordBatch> {
  const limits = checkLimits('decodeArrow', options);
  return decodeWith(() => new StreamDecoder(limits));
}

class StreamDecoder implements Decoder<RecordBatch> {
  readonly #framing: Framing;
  readonly #contents: StreamContents;

  constructor(limits: ArrowLimits) {
    this.#framing = new Framing(limits);
    this.#contents = new StreamContents(limits);
  }

  push(chunk: Uint8Array): Generator<RecordBatch, void, undefined> {
    return this.#contents.batches(this.#framing.push(chunk));
  }

  *end(): Generator<RecordBatch, void, undefined> {
    this.#framing.end();
    const batch = this.#contents.end();
    if (batch !== undefined) yield batch;
  }
}
