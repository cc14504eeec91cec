import type { Schema } from 'apache-arrow';
import { joined } from '../../joined.js';
import { cutOff, damagedLength, PREFIX_BYTES } from '../messages/framing.js';
import type { Message } from '../messages/message.js';
import { MessageDecoder } from '../messages/message-decoder.js';
import { refusal } from '../refuse.js';
import { type ArrowFormat, MessageWriter } from './message-writer.js';
import { checkSchema } from './schema-match.js';

/**
 * Joins streams of our own, of one schema, to one stream or file: only headers are looked at, and batches pass as they are. There
 * may be no dictionaries, which each stream has of its own.
 */
export class StreamJoiner {
  readonly #writer: MessageWriter;
  readonly #decoder = new MessageDecoder();
  #schema: Schema | undefined;
  /** Of all streams so far. */
  rows = 0;
  batches = 0;

  constructor(format: ArrowFormat) {
    this.#writer = new MessageWriter(format);
  }

  /**
   * @param stream  a whole stream, in chunks of which none ends within a word
   * @returns  chunks, most of them views of those
   * @throws SchemaError where it has other columns than the first one
   */
  push(stream: readonly Uint8Array[]): Uint8Array[] {
    const cursor = new Cursor(stream);
    const decoder = this.#decoder;
    for (let next = nextOf(cursor, decoder); next !== undefined; next = nextOf(cursor, decoder)) {
      const { message, header } = next;
      if (message.kind === 'schema') this.#open(message.schema);
      else this.#pass(message, header, cursor.take(message.bodyLength));
    }
    return this.#writer.take();
  }

  /** @throws FormatError where there was no stream */
  end(): Uint8Array[] {
    if (this.#schema === undefined) throw cutOff(0, 'prefix', PREFIX_BYTES);
    this.#writer.writeEnd();
    return this.#writer.take();
  }

  #open(schema: Schema): void {
    if (this.#schema !== undefined) checkSchema(this.#schema, schema, this.batches);
    else {
      this.#schema = schema;
      this.#writer.writeSchema(schema);
    }
  }

  #pass(message: Message, header: Uint8Array, body: readonly Uint8Array[]): void {
    if (message.kind !== 'batch') throw refusal({ what: 'a dictionary in a stream to be joined' });
    this.#writer.passBatch(header, body);
    this.rows += message.layout.rows;
    this.batches++;
  }
}

/** What a stream of our own begins with. */
export function schemaOfStream(stream: readonly Uint8Array[]): Schema {
  const first = nextOf(new Cursor(stream), new MessageDecoder())?.message;
  if (first?.kind === 'schema') return first.schema;
  throw refusal({ what: 'the stream does not begin with a schema', offset: 0 });
}

/** The next message, and the bytes before its body; undefined at the end of the stream. */
function nextOf(cursor: Cursor, decoder: MessageDecoder) {
  const { at } = cursor;
  const prefix = joined(cursor.take(PREFIX_BYTES));
  const length = new DataView(prefix.buffer, prefix.byteOffset).getInt32(4, true);
  if (length === 0) return undefined;
  if (length < 0) throw damagedLength(length, at);
  const metadata = joined(cursor.take(length));
  return { message: decoder.decode(metadata, at), header: joined([prefix, metadata]) };
}

/** Goes through chunks as if they were one. */
class Cursor {
  readonly #chunks: readonly Uint8Array[];
  #index = 0;
  /** In the present chunk. */
  #offset = 0;
  /** In all. */
  at = 0;

  constructor(chunks: readonly Uint8Array[]) {
    this.#chunks = chunks;
  }

  take(length: number): Uint8Array[] {
    const parts: Uint8Array[] = [];
    for (let left = length; left > 0; ) {
      const chunk = this.#chunks[this.#index];
      if (chunk === undefined) throw cutOff(this.at, 'body', left);
      const part = chunk.subarray(this.#offset, this.#offset + left);
      if (part.length > 0) parts.push(part);
      this.at += part.length;
      left -= part.length;
      this.#offset += part.length;
      if (this.#offset === chunk.length) {
        this.#index++;
        this.#offset = 0;
      }
    }
    return parts;
  }
}
