import type { Codec } from '../compression/codecs.js';
import { FlatbufferWriter } from '../flatbuffers/flatbuffer-writer.js';
import { CONTINUATION, PREFIX_BYTES } from '../messages/framing.js';

/** What a message says of its body, in flat numbers. */
export interface BodyLayout {
  /** Length and null count of each column. */
  readonly nodes: readonly number[];
  /** Offset and length of each buffer. */
  readonly regions: readonly number[];
  readonly variadicCounts: readonly number[];
  readonly length: number;
  /** How each buffer is compressed; undefined where none is. */
  readonly codec: Codec | undefined;
}

/** A record batch, or (with an id) a dictionary. */
export interface Header {
  readonly rows: number;
  readonly metadata: ReadonlyMap<string, string>;
  readonly dictionary?: number;
  readonly body: BodyLayout;
}

const V5 = 4;
const DICTIONARY = 2;
const BATCH = 3;
/** Of a message without its vectors. */
const FIXED_BYTES = 160;

/** `encodeBatchMessage` for one batch after the other: that of a batch like the one before is not made again. */
export class BatchMessageEncoder {
  #last: { readonly header: Header; readonly bytes: Uint8Array } | undefined;

  /** The bytes are not to be changed. */
  encode(header: Header): Uint8Array {
    if (this.#last !== undefined && isAlike(this.#last.header, header)) return this.#last.bytes;
    const bytes = encodeBatchMessage(header);
    const { nodes, regions, variadicCounts, length, codec } = header.body;
    // Without the columns, which it would keep alive.
    const body = { nodes, regions, variadicCounts, length, codec };
    this.#last = { header: { ...header, body }, bytes };
    return bytes;
  }
}

function isAlike(a: Header, b: Header): boolean {
  return (
    a.rows === b.rows &&
    a.dictionary === b.dictionary &&
    a.body.length === b.body.length &&
    a.body.codec === b.body.codec &&
    a.metadata.size + b.metadata.size === 0 &&
    areEqual(a.body.nodes, b.body.nodes) &&
    areEqual(a.body.regions, b.body.regions) &&
    areEqual(a.body.variadicCounts, b.body.variadicCounts)
  );
}

function areEqual(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * The metadata of a message with its prefix, to a multiple of 8 bytes.
 *
 * @see https://github.com/apache/arrow/blob/main/format/Message.fbs
 */
export function encodeBatchMessage(header: Header): Uint8Array {
  const { metadata, dictionary, body } = header;
  const { nodes, regions, variadicCounts } = body;
  const size = FIXED_BYTES + 8 * (nodes.length + regions.length + variadicCounts.length);
  const writer = new FlatbufferWriter(size);
  const message = writer.table([2, 1, 4, 8, metadata.size > 0 ? 4 : 0]);
  const [version, type, content, length, custom] = message.fields as [
    number,
    number,
    number,
    number,
    number,
  ];
  writer.link(0, message.at);
  writer.int16(version, V5);
  writer.uint8(type, dictionary === undefined ? BATCH : DICTIONARY);
  writer.int64(length, body.length);
  if (dictionary === undefined) writeBatch(writer, content, header);
  else writeDictionary(writer, content, header, dictionary);
  if (metadata.size > 0) writeMetadata(writer, custom, metadata);
  return framed(writer.finish());
}

function writeDictionary(
  writer: FlatbufferWriter,
  field: number,
  header: Header,
  id: number,
): void {
  const { at, fields } = writer.table([8, 4, 0]);
  writer.link(field, at);
  writer.int64(fields[0]!, id);
  writeBatch(writer, fields[1]!, header);
}

function writeBatch(writer: FlatbufferWriter, field: number, { rows, body }: Header): void {
  const { nodes, regions, variadicCounts, codec } = body;
  const isVariadic = variadicCounts.length > 0;
  const { at, fields } = writer.table([8, 4, 4, codec ? 4 : 0, isVariadic ? 4 : 0]);
  writer.link(field, at);
  writer.int64(fields[0]!, rows);
  writer.int64s(fields[1]!, nodes, 2);
  writer.int64s(fields[2]!, regions, 2);
  if (codec) writeCompression(writer, fields[3]!, codec);
  if (isVariadic) writer.int64s(fields[4]!, variadicCounts, 1);
}

/** The method, buffer by buffer, is the only one and left out. */
function writeCompression(writer: FlatbufferWriter, field: number, codec: Codec): void {
  const { at, fields } = writer.table([1, 0]);
  writer.link(field, at);
  writer.uint8(fields[0]!, codec.number);
}

function writeMetadata(
  writer: FlatbufferWriter,
  field: number,
  metadata: Header['metadata'],
): void {
  const pairs = writer.references(field, metadata.size);
  let i = 0;
  for (const [key, value] of metadata) {
    const { at, fields } = writer.table([4, 4]);
    writer.link(pairs[i++]!, at);
    writer.string(fields[0]!, key);
    writer.string(fields[1]!, value);
  }
}

function framed(metadata: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(PREFIX_BYTES + metadata.length);
  const prefix = new DataView(bytes.buffer);
  prefix.setInt32(0, CONTINUATION, true);
  prefix.setInt32(4, metadata.length, true);
  bytes.set(metadata, PREFIX_BYTES);
  return bytes;
}
