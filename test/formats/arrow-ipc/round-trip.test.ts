import {
  DenseUnion,
  Field,
  Int32,
  makeData,
  type RecordBatch,
  Schema,
  SparseUnion,
  tableFromIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { recordBatch, sliceBatch } from '../../../src/columns/batches.js';
import { batchOf, column, everything, float16, KINDS, type Kind, valuesOf } from './batches.js';
import { decode, decodeFile, encode } from './support.js';

type Trip = (batches: readonly RecordBatch[]) => Promise<RecordBatch[]>;

/** The ways through bytes and back; each must give what went in. */
const trips: Record<string, Trip> = {
  'a stream in one chunk': async (batches) => decode(encode(batches)),
  'a stream in chunks of 13 bytes': async (batches) => decode(encode(batches), 13),
  'a file': async (batches) => decodeFile(encode(batches, { format: 'file' })),
  "a stream read by apache-arrow's own reader": async (batches) =>
    tableFromIPC(encode(batches)).batches,
  "a file read by apache-arrow's own reader": async (batches) =>
    tableFromIPC(encode(batches, { format: 'file' })).batches,
};

describe.each(Object.entries(trips))('through %s', (_way, trip) => {
  describe.each(Object.entries<Kind>(KINDS))('%s', (name, kind) => {
    it.each([
      ['values', () => batchOf({ [name]: column(kind, 37, false) })],
      ['values and nulls', () => batchOf({ [name]: column(kind, 37, true) })],
      [
        'nothing but nulls',
        () => batchOf({ [name]: column({ ...kind, value: () => null }, 9, true) }),
      ],
      ['a slice', () => sliceBatch(batchOf({ [name]: column(kind, 67, true) }), 11, 50)],
      [
        'a slice from an even byte',
        () => sliceBatch(batchOf({ [name]: column(kind, 67, true) }), 16, 48),
      ],
      [
        'a slice of a slice',
        () => sliceBatch(sliceBatch(batchOf({ [name]: column(kind, 67, true) }), 5, 60), 6, 30),
      ],
      [
        'a slice without nulls',
        () => sliceBatch(batchOf({ [name]: column(kind, 67, false) }), 3, 17),
      ],
    ])('keeps %s', async (_what, make) => {
      const batch = make();
      const [back, ...more] = await trip([batch]);
      expect(more).toEqual([]);
      expect(valuesOf(back!)).toEqual(valuesOf(batch));
      expect(back!.schema.toString()).toBe(batch.schema.toString());
    });
  });

  it('keeps many batches of all types at once, with their metadata', async () => {
    const batches = [0, 100, 200].map((from, i) => {
      const { schema, data } = everything(20 + i, i % 2 === 1, from);
      return recordBatch(schema, data.children, 20 + i, new Map([['part', String(i)]]));
    });
    const back = await trip(batches.map((b) => withOneSchema(b, batches[0]!)));
    expect(back.map(valuesOf)).toEqual(batches.map(valuesOf));
    expect(back.map((b) => b.metadata)).toEqual(batches.map((b) => b.metadata));
    expect(back[0]!.schema.metadata).toEqual(new Map([['made by', 'a test']]));
    expect(back[0]!.schema.fields.map((f) => f.metadata.get('unit'))).toEqual(Object.keys(KINDS));
  });

  it('keeps the bits of Float16', async () => {
    const bits = [0x0001, 0x7bff, 0x7c00, 0xfc00, 0x7e00, 0x8000, 0x3c00];
    const [back] = await trip([batchOf({ half: float16(bits, Uint8Array.of(0b1011111)) })]);
    expect(back!.getChildAt(0)!.nullCount).toBe(1);
    expect([...back!.data.children[0]!.values].slice(0, 5)).toEqual(bits.slice(0, 5));
  });

  it('keeps two columns that share one buffer', async () => {
    const shared = column(KINDS.Float32, 1000, false);
    const [back] = await trip([batchOf({ score: shared, identity: shared, other: shared })]);
    const wanted = valuesOf(batchOf({ shared }))[0];
    expect(valuesOf(back!)).toEqual([wanted, wanted, wanted]);
  });

  it.each(['sparse', 'dense'] as const)('keeps a %s union, whole and cut', async (mode) => {
    const whole = batchOf({ u: unionOf(mode) });
    const wanted = [1, 'a', null, 'b', 2, 'c'];
    expect(valuesOf(whole)).toEqual([wanted]);
    for (const [begin, end] of [
      [0, 6],
      [0, 2],
      [1, 5],
      [3, 4],
    ] as const) {
      const [back] = await trip([sliceBatch(whole, begin, end)]);
      expect(valuesOf(back!)).toEqual([wanted.slice(begin, end)]);
    }
  });

  it('keeps names that are empty, odd or __proto__', async () => {
    const one = column(KINDS.Int32, 3, false);
    const fields = ['', '__proto__', 'a\nb', '0'];
    const schema = new Schema(fields.map((name) => new Field(name, one.type, true)));
    const [back] = await trip([
      recordBatch(
        schema,
        fields.map(() => one),
        3,
      ),
    ]);
    expect(back!.schema.fields.map((f) => f.name)).toEqual(fields);
    expect(back!.getChildAt(1)!.toArray()).toEqual(Int32Array.of(0, -140_000_000, -280_000_000));
  });
});

/** Dictionary types that are made anew have new ids: gives a batch the types, and so the ids, of another. */
function withOneSchema(batch: RecordBatch, other: RecordBatch): RecordBatch {
  return recordBatch(other.schema, batch.data.children, batch.numRows, batch.metadata);
}

/** Numbers under 5 and strings under 7: 1, a, null, b, 2, c. */
function unionOf(mode: 'sparse' | 'dense') {
  const fields = [new Field('n', new Int32(), true), new Field('s', new Utf8(), true)];
  const typeIds = Int8Array.of(5, 7, 5, 7, 5, 7);
  const [ints, texts] =
    mode === 'dense'
      ? [
          [1, null, 2],
          ['a', 'b', 'c'],
        ]
      : [
          [1, 0, null, 0, 2, 0],
          ['', 'a', '', 'b', '', 'c'],
        ];
  const children = [
    vectorFromArray(ints!, new Int32()).data[0]!,
    vectorFromArray(texts!, new Utf8()).data[0]!,
  ];
  const shape = { length: 6, nullCount: 0, typeIds, children };
  if (mode === 'sparse') return makeData({ type: new SparseUnion([5, 7], fields), ...shape });
  const valueOffsets = Int32Array.of(0, 0, 1, 1, 2, 2);
  return makeData({ type: new DenseUnion([5, 7], fields), valueOffsets, ...shape });
}
