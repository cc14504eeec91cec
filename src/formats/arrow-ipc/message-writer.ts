import { Field, Message, type RecordBatch, RecordBatchFileWriter, Schema } from 'apache-arrow';
import { joinSmall } from './chunks.js';
import type { Codec } from './compression/codecs.js';
import { deflated } from './compression/deflate.js';
import type { DictionaryChange } from './dictionary-state.js';
import { END_MARKER } from './framing.js';
import { trimmed } from './trim.js';

export type ArrowFormat = 'stream' | 'file';

/**
 * apache-arrow's encoding of messages, with the bytes taken as they are made.
 *
 * The library's own way out, a queue that joins parts by their buffers, writes two columns that share a buffer
 * corrupt; its `write` drops a batch whose schema differs; it writes again a dictionary that is the same in another
 * object; and its files lack the schema message with which a reader that cannot seek begins. So the bytes are taken
 * in `_write`, batches and dictionaries are written one by one, and the schema message always. It extends the writer
 * of files because only that one can write a footer.
 */
export class MessageWriter extends RecordBatchFileWriter {
  readonly #format: ArrowFormat;
  readonly #codec: Codec | undefined;
  readonly #blocks = new Map<number, MessageWriter['_dictionaryBlocks'][number]>();
  #parts: Uint8Array[] = [];

  constructor(format: ArrowFormat, codec?: Codec) {
    super({ compressionType: codec?.number ?? null });
    this.#format = format;
    this.#codec = codec;
  }

  writeSchema(schema: Schema): void {
    this.reset(undefined, withNames(schema));
  }

  /**
   * Writes a dictionary in its place in the sequence. A file's footer names the last one of each id only, so that
   * readers by the footer find one that holds the values of all, and readers in sequence find what they need next.
   */
  writeDictionary({ id, values }: DictionaryChange): void {
    this._writeDictionaryBatch(trimmed(values), id);
    this.#blocks.set(id, this._dictionaryBlocks.pop()!);
  }

  /** @param batch  trimmed, and under the schema that was written */
  writeBatch(batch: RecordBatch): void {
    this._writeRecordBatch(batch);
  }

  writeEnd(): void {
    this._dictionaryBlocks = [...this.#blocks.values()];
    this.finish();
  }

  /** What has been written since, in few pieces; large ones are views of the batches' own memory. */
  take(): Uint8Array[] {
    const parts = this.#parts;
    this.#parts = [];
    return joinSmall(parts);
  }

  protected override _write(chunk: ArrayBufferView): this {
    if (!this._started || chunk.byteLength === 0) return this;
    this.#parts.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    this._position += chunk.byteLength;
    return this;
  }

  /** The library's own writes the compressed length where the uncompressed one belongs. */
  protected override _compressBodyBuffers(buffers: readonly ArrayBufferView[]) {
    // The library asks only where the constructor has told it of a codec.
    return deflated(buffers, this.#codec!);
  }

  protected override _writeSchema(schema: Schema): this {
    if (this.#format === 'file') super._writeSchema(schema);
    return this._writeMessage(Message.from(schema));
  }

  protected override _writeDictionaries(): this {
    return this;
  }

  protected override _writeFooter(schema: Schema): this {
    return this.#format === 'file' ? super._writeFooter(schema) : this._write(END_MARKER);
  }
}

/**
 * The schema with every name written: apache-arrow leaves out an empty one, which other readers then call "null" or
 * fail on. A string object is the empty name that is not false.
 */
function withNames(schema: Schema): Schema {
  if (schema.fields.every((field: Field) => field.name !== '')) return schema;
  const fields = schema.fields.map((field: Field) => {
    const name = field.name === '' ? (Object('') as string) : field.name;
    return new Field(name, field.type, field.nullable, field.metadata);
  });
  return new Schema(fields, schema.metadata);
}
