import {
  Bool,
  type Data,
  Dictionary,
  Field,
  Float32,
  Int8,
  makeData,
  makeVector,
  type RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Table,
  tableFromIPC,
  tableToIPC,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { recordBatch, sliceBatch } from '../../../src/columns/batches.js';
import { createArrowEncoder, encodeArrow } from '../../../src/formats/arrow-ipc/encoder.js';
import { batchOf, column, KINDS, valuesOf } from './batches.js';
import { END } from './messages.js';
import { concat, decode, decodeFile, encode, said } from './support.js';

const floats = (length = 3) => column(KINDS.Float32, length, false);
const named = (name: string, data: Data, nullable = true) =>
  recordBatch(new Schema([new Field(name, data.type, nullable)]), [data], data.length);

describe('the encoder', () => {
  it('refuses a format that there is not', () => {
    expect(() => encodeArrow({ format: 'csv' as never })).toThrow(
      new RangeError('encodeArrow: no such format (got "csv"); expected "stream" or "file"'),
    );
  });

  it('writes the schema and the end, and nothing else, for a batch of no rows', () => {
    const encoder = createArrowEncoder();
    const schema = concat(encoder.push(sliceBatch(named('x', floats()), 0, 0)));
    expect(concat(encoder.end())).toEqual(END);
    expect(tableFromIPC(concat([schema, END])).schema.fields[0]!.name).toBe('x');
  });

  it('writes no message for a batch of no rows among others', () => {
    const some = named('x', floats());
    expect(encode([some, sliceBatch(some, 0, 0), some])).toEqual(encode([some, some]));
  });

  it('fails when no batch has come at all', () => {
    expect(() => [...createArrowEncoder().end()]).toThrow(
      said(
        'SchemaError',
        'encodeArrow: no batch has come, so there is no schema to write; expected at least one batch, which may hold no rows',
      ),
    );
  });

  it('gives a batch in few chunks, large columns without a copy', () => {
    const large = column(KINDS.Float64, 10_000, false);
    const encoder = createArrowEncoder();
    const some = floats(10_000);
    const batch = batchOf({ a: some, large, b: some });
    const chunks = [...encoder.push(batch)];
    // The schema and the metadata; then each column, too long to be copied.
    expect(chunks.length).toBe(4);
    expect(chunks[2]!.buffer).toBe(large.values.buffer);
    expect([...encoder.push(sliceBatch(batch, 0, 100))].length).toBe(1);
  });

  it('writes a slice as large as what it shows', () => {
    const all = batchOf({
      x: column(KINDS.Float32, 80_000, true),
      b: column(KINDS.Bool, 80_000, true),
    });
    const part = encode([sliceBatch(all, 8000, 8100)]).length;
    expect(part).toBeLessThan(encode([sliceBatch(all, 0, 100)]).length + 64);
    expect(part).toBeLessThan(2000);
  });

  it('lengthens a column that has fewer values than its batch', () => {
    const short = makeData({
      type: new Float32(),
      data: Float32Array.of(1),
      length: 3,
      nullCount: 2,
      nullBitmap: Uint8Array.of(0b001),
    });
    expect(valuesOf(decode(encode([named('x', short)]))[0]!)).toEqual([[1, null, null]]);
  });

  it('refuses booleans of which there are fewer than rows, unless what is missing is null', () => {
    const type = new Bool();
    const bits = { type, data: Uint8Array.of(0b101), length: 9 };
    expect(() => encode([named('x', makeData({ ...bits, nullCount: 0 }))])).toThrow(
      said(
        'SchemaError',
        'encodeArrow: a column of Bool has fewer values than rows (got 8, column "x", batch 0); expected 9',
      ),
    );
    const nulls = { nullCount: 1, nullBitmap: Uint8Array.of(0xff, 0) };
    const [column] = valuesOf(decode(encode([named('x', makeData({ ...bits, ...nulls }))]))[0]!);
    expect(column).toEqual([true, false, true, false, false, false, false, false, null]);
  });

  it('refuses a column that has fewer values than rows', () => {
    const short = makeData({
      type: new Float32(),
      data: Float32Array.of(1),
      length: 3,
      nullCount: 0,
    });
    expect(() => encode([named('x', short)])).toThrow(
      said(
        'SchemaError',
        'encodeArrow: a column of Float32 has fewer values than rows (got 1, column "x", batch 0); expected 3',
      ),
    );
    const text = makeData({
      type: new Utf8(),
      data: new Uint8Array(4),
      valueOffsets: Int32Array.of(0, 4),
      length: 2,
      nullCount: 0,
    });
    expect(() => encode([named('x', text)])).toThrow('the offsets of a column of Utf8 are too few');
  });

  it('refuses a column that is not as long as its batch', () => {
    const { schema, data } = named('x', floats());
    expect(() => encode([recordBatch(schema, data.children, 4)])).toThrow(
      said(
        'SchemaError',
        'encodeArrow: a column is not as long as its batch (got 3, column "x", batch 0); expected 4 rows',
      ),
    );
  });

  it('refuses a text column that apache-arrow has lengthened by its bitmap alone', () => {
    const words = vectorFromArray(['a', 'b'], new Utf8()).data[0]!;
    const longer = words._changeLengthAndBackfillNullBitmap(4);
    expect(() => encode([named('x', longer)])).toThrow(
      said(
        'SchemaError',
        'encodeArrow: the offsets of a column of Utf8 are too few, fall, or end beyond its values (column "x", batch 0)',
      ),
    );
  });
});

describe('the schema of later batches', () => {
  const first = named('x', floats());

  it.each([
    [
      'another name',
      named('y', floats()),
      'encodeArrow: the schema changes midway (got "y: Float32", batch 1); expected x: Float32, as in the first batch',
    ],
    [
      'another type',
      named('x', column(KINDS.Float64, 3, false)),
      'encodeArrow: the schema changes midway (got "x: Float64", batch 1); expected x: Float32, as in the first batch',
    ],
    [
      'another column',
      batchOf({ x: floats(), y: floats() }),
      'encodeArrow: the schema changes midway (got "y: Float32", batch 1); expected no more columns, as in the first batch',
    ],
    [
      'a column less',
      recordBatch(new Schema([]), [], 3),
      'encodeArrow: the schema changes midway (got "no more columns", batch 1); expected x: Float32, as in the first batch',
    ],
  ])('with %s is a SchemaError', (_what, other, message) => {
    const encoder = createArrowEncoder();
    encoder.push(first);
    expect(() => encoder.push(other)).toThrow(said('SchemaError', message));
  });

  it('may differ in nullability: that of the first is written', () => {
    const strict = named('x', floats(), false);
    const [a, b] = decode(encode([strict, first]));
    expect([a!.numRows, b!.numRows]).toEqual([3, 3]);
    expect(b!.schema.fields[0]!.nullable).toBe(false);
    expect(decode(encode([first, strict]))[1]!.schema.fields[0]!.nullable).toBe(true);
  });

  it('may differ in the nullability and names of list items', () => {
    const list = (name: string, nullable: boolean) => {
      const kind = KINDS.FixedSizeList;
      const data = column(kind, 3, false);
      const type = kind.type();
      type.children[0] = new Field(name, new Float32(), nullable);
      return named('l', data.clone(type));
    };
    const back = decode(encode([list('item', true), list('element', false)]));
    expect(back.map(valuesOf)[1]).toEqual(back.map(valuesOf)[0]);
  });

  it('must not bring nulls where the first declares none', () => {
    const encoder = createArrowEncoder();
    encoder.push(named('x', floats(), false));
    const nulls = named('x', column(KINDS.Float32, 5, true));
    expect(() => encoder.push(nulls)).toThrow(
      said(
        'SchemaError',
        'encodeArrow: nulls in a column that the schema declares without nulls (got 1, column "x", batch 1)',
      ),
    );
  });

  it("would make apache-arrow's writer drop a batch without a word", () => {
    const writer = new RecordBatchStreamWriter();
    writer.write(first);
    writer.write(named('x', floats(), false));
    writer.finish();
    expect(tableFromIPC(writer.toUint8Array(true)).numRows).toBe(3);
  });
});

describe('two columns that share one buffer', () => {
  it("come out corrupt of apache-arrow's writer", () => {
    const shared = column(KINDS.Float32, 1000, false);
    const table = new Table([batchOf({ a: shared, b: shared })]);
    const back = () => valuesOf(tableFromIPC(tableToIPC(table)).batches[0]!);
    const wanted = valuesOf(batchOf({ shared }))[0];
    let same = false;
    try {
      same = JSON.stringify(back()) === JSON.stringify([wanted, wanted]);
    } catch {
      // It may not even be readable.
    }
    expect(same).toBe(false);
  });
});

describe('dictionaries', () => {
  const utf8 = (...words: string[]) => makeVector(vectorFromArray(words, new Utf8()).data[0]!);
  const type = new Dictionary(new Utf8(), new Int8(), 3);
  const schema = new Schema([new Field('word', type, true)]);
  const words = (dictionary: Vector, ...indices: number[]): RecordBatch => {
    const data = Int8Array.from(indices);
    const length = indices.length;
    return recordBatch(
      schema,
      [makeData({ type, length, nullCount: 0, data, dictionary })],
      length,
    );
  };
  const dictionaryMessages = (bytes: Uint8Array) =>
    tableFromIPC(bytes).schema.dictionaries.size && countDictionaries(bytes);

  it.each(['stream', 'file'] as const)('are written once when they are the same (%s)', (format) => {
    const one = utf8('a', 'b');
    const same = [words(one, 0), words(one, 1), words(utf8('a', 'b'), 1, 0), words(utf8('a'), 0)];
    expect(dictionaryMessages(encode(same, { format }))).toBe(1);
  });

  it('are put together in a stream while they are short', () => {
    const batches = [words(utf8('a', 'b'), 0, 1), words(utf8('c', 'a'), 0, 1), words(utf8('c'), 0)];
    const bytes = encode(batches);
    expect(dictionaryMessages(bytes)).toBe(2);
    expect(decode(bytes).map(valuesOf)).toEqual([[['a', 'b']], [['c', 'a']], [['c']]]);
    expect(decode(bytes)[1]!.data.children[0]!.values).toEqual(Int8Array.of(2, 0));
  });

  it('replace each other in a stream when they are long for their indices', () => {
    const many = (letter: string) =>
      utf8(...Array.from({ length: 100 }, (_, i) => `${letter}${i}`));
    const bytes = encode([words(many('a'), 7), words(many('b'), 8), words(many('a'), 9)]);
    expect(dictionaryMessages(bytes)).toBe(3);
    expect(decode(bytes).map(valuesOf)).toEqual([[['a7']], [['b8']], [['a9']]]);
  });

  it('are one for all batches of a file, with the indices changed to match', async () => {
    const batches = [
      words(utf8('a', 'b'), 0, 1),
      words(utf8('c', 'a'), 0, 1),
      words(utf8('b', 'c'), 0, 1),
      words(utf8('a', 'b', 'c', 'd'), 3),
    ];
    const bytes = encode(batches, { format: 'file' });
    const wanted = [[['a', 'b']], [['c', 'a']], [['b', 'c']], [['d']]];
    expect((await decodeFile(bytes)).map(valuesOf)).toEqual(wanted);
    expect(tableFromIPC(bytes).batches.map(valuesOf)).toEqual(wanted);
    // In sequence, as a reader sees it that cannot seek: the magic bytes before, the footer after the end marker.
    const sequence = bytes.slice(8);
    const end = decodeUpToEnd(sequence);
    expect(end.map(valuesOf)).toEqual(wanted);
  });

  it('of two columns are told apart by their ids, also after a change of types', () => {
    const other = new Dictionary(new Utf8(), new Int8(), 4);
    const two = new Schema([schema.fields[0]!, new Field('other', other, true)]);
    const column = (t: Dictionary, dictionary: Vector) =>
      makeData({ type: t, length: 1, nullCount: 0, data: Int8Array.of(0), dictionary });
    const batch = recordBatch(two, [column(type, utf8('a')), column(other, utf8('z'))], 1);
    expect(valuesOf(decode(encode([batch]))[0]!)).toEqual([['a'], ['z']]);
  });

  it('that are ordered, or too many for their indices, are refused in a file', () => {
    const many = (letter: string) =>
      utf8(...Array.from({ length: 100 }, (_, i) => `${letter}${i}`));
    const encoder = createArrowEncoder({ format: 'file' });
    encoder.push(words(many('a'), 0));
    expect(() => encoder.push(words(many('b'), 0))).toThrow(
      /^encodeArrow: the dictionaries of the batches have too many values together \(got 200, column "word"\)/,
    );
  });

  it('of a column of nothing but nulls may come later', async () => {
    const nulls = makeData({
      type,
      length: 1,
      nullCount: 1,
      nullBitmap: Uint8Array.of(0),
      data: Int8Array.of(0),
      dictionary: utf8().slice(0, 0),
    });
    const batches = [recordBatch(schema, [nulls], 1), words(utf8('a'), 0)];
    expect(decode(encode(batches)).map(valuesOf)).toEqual([[[null]], [['a']]]);
    const file = await decodeFile(encode(batches, { format: 'file' }));
    expect(file.map(valuesOf)).toEqual([[[null]], [['a']]]);
  });
});

/** How many dictionary messages there are, by the type of each message's header. */
function countDictionaries(bytes: Uint8Array): number {
  let count = 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    if (view.getInt32(at, true) !== -1 || view.getInt32(at + 4, true) <= 0) continue;
    if (headerType(bytes.subarray(at + 8)) === 2) count++;
  }
  return count;
}

function headerType(flatbuffer: Uint8Array): number {
  const view = new DataView(flatbuffer.buffer, flatbuffer.byteOffset);
  const table = view.getUint32(0, true);
  const vtable = table - view.getInt32(table, true);
  return view.getUint8(table + view.getUint16(vtable + 6, true));
}

/** The batches of a stream that other bytes follow. */
function decodeUpToEnd(bytes: Uint8Array): RecordBatch[] {
  for (let length = bytes.length; length > 0; length--) {
    const tail = bytes.subarray(length - END.length, length);
    if (!END.every((byte, i) => byte === tail[i])) continue;
    try {
      return decode(bytes.slice(0, length));
    } catch {
      // The footer may hold the same bytes by chance.
    }
  }
  return [];
}
