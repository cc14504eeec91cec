import type { Schema } from 'apache-arrow';
import { FormatError, SchemaError } from '../../../errors.js';
import { type Codec, codecOf } from '../compression/codecs.js';
import { Table } from '../flatbuffers/flatbuffer.js';
import { refusal } from '../refuse.js';
import { decodeMetadata, decodeSchema } from './schema-message.js';

/** Length and null count of one column, nested columns included, as the message states them. */
export interface Node {
  readonly length: number;
  readonly nullCount: number;
}

/** Where in the body a buffer lies, as the message states it. */
export interface Region {
  readonly offset: number;
  readonly length: number;
}

/** How a body is laid out, in flat numbers; nothing of it has been held against the body. */
export interface Layout {
  readonly rows: number;
  /** Length and null count of each node. */
  readonly nodes: readonly number[];
  /** Offset and length of each region. */
  readonly regions: readonly number[];
  /** How many data buffers each column of a view type has. */
  readonly variadicCounts: readonly number[];
  /** How each buffer is compressed; undefined where none is. */
  readonly codec: Codec | undefined;
}

interface Part {
  /** Written in version 4 of the format, in which unions have validity bitmaps. */
  readonly isOld: boolean;
  readonly bodyLength: number;
  readonly metadata: Map<string, string>;
}
export interface SchemaMessage extends Part {
  readonly kind: 'schema';
  readonly schema: Schema;
}
export interface BatchMessage extends Part {
  readonly kind: 'batch';
  readonly layout: Layout;
}
export interface DictionaryMessage extends Part {
  readonly kind: 'dictionary';
  readonly layout: Layout;
  readonly id: number;
  readonly isDelta: boolean;
}
export type Message = SchemaMessage | BatchMessage | DictionaryMessage;

/** `MetadataVersion` of Schema.fbs, from which on bodies are laid out as they are today (Arrow 0.8, 2017). */
const V4 = 3;
const V5 = 4;

/**
 * The metadata of one IPC message.
 *
 * @param offset  where the message begins in its stream or file, for errors
 * @throws FormatError for damaged metadata, an old or unknown version, an unknown compression, another kind of message
 * @see https://github.com/apache/arrow/blob/main/format/Message.fbs
 */
export function decodeMessage(bytes: Uint8Array, offset: number): Message {
  return undamaged('message', offset, () => {
    const table = Table.root(bytes);
    const version = table.int16(0, 0);
    checkVersion(version, offset);
    const metadata = decodeMetadata(table.tables(4));
    const part = { isOld: version < V5, bodyLength: table.int64(3), metadata };
    if (part.bodyLength < 0) throw new RangeError('a negative body length');
    const header = table.table(2);
    if (header === undefined) throw new RangeError('no header');
    return decodeHeader(table.uint8(1, 0), header, part, bytes.length, offset);
  });
}

/** Runs a decoder of untrusted metadata, whose reads beyond the buffer and the like become one FormatError. */
export function undamaged<T>(what: string, offset: number, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof FormatError || error instanceof SchemaError) throw error;
    throw refusal({ what: `the metadata of a ${what} are damaged`, offset, cause: error });
  }
}

export function checkVersion(version: number, offset: number): void {
  if (version === V4 || version === V5) return;
  const expected = 'version 4 or 5 (Arrow 0.8 or later)';
  const got = `V${version + 1}`;
  throw refusal({ what: 'the metadata version is not supported', got, offset, expected });
}

function decodeHeader(
  type: number,
  header: Table,
  part: Part,
  size: number,
  offset: number,
): Message {
  switch (type) {
    case 1:
      return { ...part, kind: 'schema', schema: decodeSchema(header, size, offset) };
    case 2: {
      const data = header.table(1);
      if (data === undefined) throw new RangeError('a dictionary without data');
      const layout = decodeLayout(data, offset);
      return { ...part, kind: 'dictionary', layout, id: header.int64(0), isDelta: header.bool(2) };
    }
    case 3:
      return { ...part, kind: 'batch', layout: decodeLayout(header, offset) };
    default: {
      const expected = 'a schema, a dictionary or a record batch';
      const got =
        ['none', 'schema', 'dictionary', 'batch', 'tensor', 'sparse tensor'][type] ?? type;
      throw refusal({ what: 'a message of another kind', got, offset, expected });
    }
  }
}

function decodeLayout(table: Table, offset: number): Layout {
  return {
    rows: table.int64(0),
    nodes: table.int64s(1, 2),
    regions: table.int64s(2, 2),
    variadicCounts: table.int64s(4),
    codec: decodeCompression(table.table(3), offset),
  };
}

/** Slot 1 is the method, of which there is one: each buffer by itself. */
function decodeCompression(compression: Table | undefined, offset: number): Codec | undefined {
  if (compression === undefined) return undefined;
  const number = compression.uint8(0, 0);
  const codec = compression.uint8(1, 0) === 0 ? codecOf(number) : undefined;
  if (codec !== undefined) return codec;
  const expected = 'LZ4 frames or Zstandard, buffer by buffer';
  const got = `codec ${number}`;
  throw refusal({ what: 'the compression of the body is not known', got, offset, expected });
}
