import { type Data, Field, Message, RecordBatchFileWriter, Schema } from 'apache-arrow';
import type { Codec } from '../compression/codecs.js';
import { BatchMemory } from '../memory/batch-memory.js';
import { END_MARKER } from '../messages/framing.js';
import { BatchMessageEncoder, type Header } from './batch-message.js';
import { BodyWriter } from './body-writer.js';
import type { DictionaryChange } from './dictionary-state.js';
import { trimmed } from './trim.js';

export type ArrowFormat = 'stream' | 'file';

type FileBlock = RecordBatchFileWriter['_recordBatchBlocks'][number];

const NO_METADATA: ReadonlyMap<string, string> = new Map();

/**
 * apache-arrow's encoding of schemas and footers, with the bytes taken as they are made.
 *
 * The library's own way out, a queue that joins parts by their buffers, writes two columns that share a buffer
 * corrupt; its `write` drops a batch whose schema differs; it writes again a dictionary that is the same in another
 * object; and its files lack the schema message with which a reader that cannot seek begins. So the bytes are taken
 * in `_write`, the schema message is written always, and batches and dictionaries are encoded here, in a third of the
 * time: for batches of 1000 rows that was most of all work. It extends the writer of files because only that one can
 * write a footer.
 */
export class MessageWriter extends RecordBatchFileWriter {
  readonly #format: ArrowFormat;
  readonly #codec: Codec | undefined;
  readonly #memory: BatchMemory;
  readonly #messages = new BatchMessageEncoder();
  readonly #blocks = new Map<number, FileBlock>();
  #parts: Uint8Array[] = [];

  /** @param memory  for what is compressed */
  constructor(format: ArrowFormat, codec?: Codec, memory = new BatchMemory(false)) {
    super();
    this.#format = format;
    this.#codec = codec;
    this.#memory = memory;
  }

  writeSchema(schema: Schema): void {
    this.reset(undefined, withNames(schema));
  }

  /**
   * Writes a dictionary in its place in the sequence. A file's footer names the last one of each id only, so that
   * readers by the footer find one that holds the values of all, and readers in sequence find what they need next.
   */
  writeDictionary({ id, values }: DictionaryChange): void {
    const header = { rows: values.length, metadata: NO_METADATA, dictionary: id };
    this.#blocks.set(id, this.#writeMessage([trimmed(values)], header));
  }

  /** @param columns  trimmed, and of the schema that was written */
  writeBatch(columns: readonly Data[], rows: number, metadata: ReadonlyMap<string, string>): void {
    this._recordBatchBlocks.push(this.#writeMessage(columns, { rows, metadata }));
  }

  /** @param header  the prefix and the metadata of a batch that has been encoded already */
  passBatch(header: Uint8Array, body: readonly Uint8Array[]): void {
    const bodyLength = body.reduce((sum, { length }) => sum + length, 0);
    const block = { metaDataLength: header.length, bodyLength, offset: this._position };
    this._recordBatchBlocks.push(block);
    this.#parts.push(header, ...body);
    this._position += header.length + bodyLength;
  }

  writeEnd(): void {
    this._dictionaryBlocks = [...this.#blocks.values()];
    this.finish();
  }

  /** What has been written since; large pieces are views of the batches' own memory. */
  take(): Uint8Array[] {
    const parts = this.#parts;
    this.#parts = [];
    return parts;
  }

  #writeMessage(columns: readonly Data[], header: Omit<Header, 'body'>): FileBlock {
    const body = new BodyWriter(columns, this.#codec, this.#memory);
    const message = this.#messages.encode({ ...header, body });
    const { length: metaDataLength } = message;
    const block = { metaDataLength, bodyLength: body.length, offset: this._position };
    this._write(message);
    for (const part of body.parts) this.#parts.push(part);
    this._position += body.length;
    return block;
  }

  protected override _write(chunk: ArrayBufferView): this {
    if (!this._started || chunk.byteLength === 0) return this;
    this.#parts.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    this._position += chunk.byteLength;
    return this;
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
