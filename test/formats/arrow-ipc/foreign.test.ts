import * as arrow from 'apache-arrow';
import { Builder } from 'flatbuffers';
import { describe, expect, it } from 'vitest';
import { valuesOf } from './batches.js';
import { batchMessage, bodyOf, END, framed, type Stated, schemaMessage } from './messages.js';
import { concat, decode } from './support.js';

const none = new Uint8Array(0);
const V3 = 2;
const V4 = 3;

/** A message with its metadata version replaced: that of a table's first field. */
function inVersion(version: number, message: Uint8Array): Uint8Array {
  const copy = message.slice();
  const view = new DataView(copy.buffer);
  const table = 8 + view.getUint32(8, true);
  const directory = table - view.getInt32(table, true);
  view.setInt16(table + view.getUint16(directory + 4, true), version, true);
  return copy;
}

/** A schema without columns whose data are in the order of bytes that is given, as Schema.fbs lays it out. */
function schemaOf(endianness: number): Uint8Array {
  const builder = new Builder();
  builder.startVector(4, 0, 4);
  const fields = builder.endVector();
  builder.startObject(4);
  builder.addFieldInt16(0, endianness, 0);
  builder.addFieldOffset(1, fields, 0);
  const schema = builder.endObject();
  builder.startObject(5);
  builder.addFieldInt16(0, 4, 0);
  builder.addFieldInt8(1, 1, 0);
  builder.addFieldOffset(2, schema, 0);
  builder.finish(builder.endObject());
  return concat([framed(builder.asUint8Array()), END]);
}

const type = new arrow.SparseUnion([0], [new arrow.Field('a', new arrow.Int32(), true)]);
const values = Int32Array.of(1, 2);

/** Two rows of a union: in version 4 with a bitmap before its type ids. */
function union(...bitmap: Uint8Array[]): Stated {
  const body = bodyOf(...bitmap, Int8Array.of(0, 0), none, values);
  return {
    rows: 2,
    nodes: [
      [2, bitmap[0]?.length ? 1 : 0],
      [2, 0],
    ],
    ...body,
  };
}

describe('what is not as today’s writers make it', () => {
  it('big-endian data are refused by name', () => {
    expect(decode(schemaOf(0))).toHaveLength(1);
    expect(() => decode(schemaOf(1))).toThrow(
      'arrow: the data are big-endian (byte 0); expected little-endian data',
    );
  });

  it('metadata of before Arrow 0.8 are refused by name', () => {
    const bytes = concat([inVersion(V3, schemaMessage(new arrow.Int32())), END]);
    expect(() => decode(bytes)).toThrow(
      'arrow: the metadata version is not supported (got "V3", byte 0); expected version 4 or 5 (Arrow 0.8 or later)',
    );
  });

  it('unions of version 4 are read where nothing in them is null, and refused by name where something is', () => {
    const stream = (stated: Stated) =>
      concat([inVersion(V4, schemaMessage(type)), inVersion(V4, batchMessage(stated)), END]);
    expect(decode(stream(union(none))).map(valuesOf)).toEqual([[[1, 2]]]);
    expect(() => decode(stream(union(Uint8Array.of(0b01))))).toThrow(
      'arrow: a union with nulls of its own, as before Arrow 1.0 (batch 0',
    );
  });
});
