import type { Data, RecordBatch, Schema } from 'apache-arrow';
import type { OperatorFunction } from 'rxjs';
import { schemaOf } from '../../columns/types.js';
import { checkOptions, describe, type Place, SchemaError } from '../../errors.js';
import { type Encoder, encodeWith } from '../../flow/decode.js';
import { type Codec, writingCodec } from './compression/codecs.js';
import type { CompressionName } from './compression/writable.js';
import { BatchMemory } from './memory/batch-memory.js';
import { joinSmall } from './writing/chunks.js';
import { DictionaryState } from './writing/dictionary-state.js';
import { type ArrowFormat, MessageWriter } from './writing/message-writer.js';
import { checkWritable } from './writing/schema-match.js';
import { trimmed } from './writing/trim.js';

/** How Arrow is written. */
export interface ArrowWriteOptions {
  /** `stream` (default; `.arrows`) or `file` (`.arrow`, Feather version 2). */
  readonly format?: ArrowFormat;
  /**
   * Compresses each buffer by itself, as pyarrow and polars do by default: `lz4` (frames) anywhere, `zstd` where the
   * engine has it (Node 22.15 and later). Default: none.
   */
  readonly compression?: CompressionName;
}

/**
 * An encoder of Arrow's IPC formats: record batches to chunks of bytes, few for each batch; large ones are views of
 * the batch's own memory.
 *
 * All batches are written under the schema of the first, with its metadata and nullability; a batch of other names
 * or types, or with nulls in a column that is declared to have none, is a SchemaError. Each batch keeps its own
 * metadata. Slices are written as what they show. A batch without rows (and without metadata) writes the schema and
 * nothing else. A dictionary is written once, and again, whole, where there are new values: it then begins with the
 * values of the one before, and indices are changed to match. (In a stream a long one replaces the one before.) A source without any batch is a SchemaError, for there is no schema to write.
 *
 * A file begins with a stream's messages after its magic bytes, so that readers which cannot seek read it as well.
 *
 * @throws RangeError when the format is none of the two, or the compression is none that there is here
 * @see https://arrow.apache.org/docs/format/Columnar.html#serialization-and-interprocess-communication-ipc
 */
export function createArrowEncoder(options: ArrowWriteOptions = {}): Encoder<RecordBatch> {
  return new ArrowEncoder(formatOf(options), writingCodec('encodeArrow', options.compression));
}

/**
 * As `createArrowEncoder`, but that each buffer is a chunk of its own, and what is compressed lies in memory that is used again
 * for the next batch: for a sink that gathers them itself.
 */
export function createArrowPartsEncoder(options: ArrowWriteOptions): Encoder<RecordBatch> {
  const codec = writingCodec('encodeArrow', options.compression);
  return new ArrowEncoder(formatOf(options), codec, false);
}

/** `createArrowEncoder` as an operator: cold, synchronous, record batches in and chunks out. */
export function encodeArrow(
  options: ArrowWriteOptions = {},
): OperatorFunction<RecordBatch, Uint8Array> {
  const format = formatOf(options);
  const codec = writingCodec('encodeArrow', options.compression);
  return encodeWith(() => new ArrowEncoder(format, codec));
}

function formatOf(options: ArrowWriteOptions): ArrowFormat {
  checkOptions('encodeArrow', options, ['format', 'compression']);
  const { format = 'stream' } = options;
  if (format === 'stream' || format === 'file') return format;
  const what = 'no such format';
  const expected = '"stream" or "file"';
  throw new RangeError(describe({ operator: 'encodeArrow', what, got: format, expected }));
}

class ArrowEncoder implements Encoder<RecordBatch> {
  readonly #writer: MessageWriter;
  readonly #dictionaries: DictionaryState;
  #schema: Schema | undefined;
  readonly #joins: boolean;
  readonly #memory: BatchMemory;
  #batches = 0;

  constructor(format: ArrowFormat, codec: Codec | undefined, joins = true) {
    this.#joins = joins;
    this.#memory = new BatchMemory(!joins);
    this.#writer = new MessageWriter(format, codec, this.#memory);
    this.#dictionaries = new DictionaryState(format === 'file');
  }

  push(batch: RecordBatch): Uint8Array[] {
    const schema = this.#open(batch);
    const index = this.#batches++;
    checkWritable(schema, batch, index);
    this.#memory.nextBatch();
    if (batch.numRows > 0 || batch.metadata.size > 0) this.#write(schema, batch, index);
    return this.#take();
  }

  end(): Uint8Array[] {
    if (this.#schema === undefined) {
      const what = 'no batch has come, so there is no schema to write';
      const expected = 'at least one batch, which may hold no rows';
      throw new SchemaError({ operator: 'encodeArrow', what, expected });
    }
    this.#writer.writeEnd();
    return this.#take();
  }

  #take(): Uint8Array[] {
    const parts = this.#writer.take();
    return this.#joins ? joinSmall(parts) : parts;
  }

  #open(batch: RecordBatch): Schema {
    if (this.#schema !== undefined) return this.#schema;
    this.#schema = schemaOf('encodeArrow', batch, 0);
    this.#writer.writeSchema(this.#schema);
    return this.#schema;
  }

  #write(schema: Schema, batch: RecordBatch, index: number): void {
    const columns = schema.fields.map((field, i) => {
      return trimmedColumn(batch, i, { column: field.name, batch: index });
    });
    const resolved = this.#dictionaries.resolve(schema, columns, index);
    for (const change of resolved.changes) this.#writer.writeDictionary(change);
    this.#writer.writeBatch(resolved.columns, batch.numRows, batch.metadata);
  }
}

function trimmedColumn(batch: RecordBatch, index: number, where: Place): Data {
  const column = batch.data.children[index] as Data;
  try {
    if (column.length === batch.numRows) return trimmed(column);
  } catch (error) {
    throw error instanceof SchemaError ? error.at(where) : error;
  }
  const what = 'a column is not as long as its batch';
  const expected = `${batch.numRows} rows`;
  throw new SchemaError({ operator: 'encodeArrow', what, got: column.length, expected, ...where });
}
