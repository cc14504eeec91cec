import { type DataType, Field, Message, Schema } from 'apache-arrow';
import * as metadata from 'apache-arrow/ipc/metadata/message';
import { concat } from './support.js';

/** A record batch message as metadata may state it, true or not. */
export interface Stated {
  readonly rows: number;
  /** Length and null count of each column. */
  readonly nodes: readonly (readonly [length: number, nullCount: number])[];
  /** Offset and length of each buffer in the body. */
  readonly buffers: readonly (readonly [offset: number, length: number])[];
  readonly body?: Uint8Array;
  readonly compression?: number;
  readonly variadic?: readonly number[];
  /** Makes it a dictionary batch. */
  readonly dictionary?: number;
  readonly isDelta?: boolean;
}

export const END = Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0);

export function schemaMessage(...types: DataType[]): Uint8Array {
  const fields = types.map((type, i) => new Field(`c${i}`, type, true));
  return framed(Message.encode(Message.from(new Schema(fields))));
}

export function batchMessage(stated: Stated): Uint8Array {
  const body = stated.body ?? new Uint8Array(0);
  const batch = new metadata.RecordBatch(
    stated.rows,
    stated.nodes.map(([length, nulls]) => new metadata.FieldNode(length, nulls)),
    stated.buffers.map(([offset, length]) => new metadata.BufferRegion(offset, length)),
    stated.compression === undefined ? null : new metadata.BodyCompression(stated.compression),
    [...(stated.variadic ?? [])],
  );
  const header =
    stated.dictionary === undefined
      ? batch
      : new metadata.DictionaryBatch(batch, stated.dictionary, stated.isDelta);
  return concat([framed(Message.encode(Message.from(header, body.length))), body]);
}

/** A message's metadata with its prefix, padded to a multiple of 8 bytes. */
export function framed(flatbuffer: Uint8Array): Uint8Array {
  const length = (flatbuffer.length + 7) & ~7;
  const whole = new Uint8Array(8 + length);
  new DataView(whole.buffer).setInt32(0, -1, true);
  new DataView(whole.buffer).setInt32(4, length, true);
  whole.set(flatbuffer, 8);
  return whole;
}

/** The bytes of typed arrays one after the other, each padded to 8 bytes, and where each lies. */
export function bodyOf(...arrays: readonly ArrayBufferView[]) {
  const parts: Uint8Array[] = [];
  const buffers: [number, number][] = [];
  let at = 0;
  for (const array of arrays) {
    const padded = new Uint8Array((array.byteLength + 7) & ~7);
    padded.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    parts.push(padded);
    buffers.push([at, array.byteLength]);
    at += padded.length;
  }
  return { body: concat(parts), buffers };
}
