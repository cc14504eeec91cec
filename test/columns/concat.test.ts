import { tableFromIPC as readIndependently } from '@uwdata/flechette';
import {
  Dictionary,
  Field,
  Int8,
  Int64,
  makeData,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Utf8,
  Vector,
  vectorFromArray,
} from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordBatch, sliceBatch } from '../../src/columns/batches.js';
import { concatBatches } from '../../src/columns/concat/concat.js';
import { joinOffsets } from '../../src/columns/concat/concat-flat.js';
import { plainValues } from '../../src/columns/plain/plain-values.js';
import { LimitError } from '../../src/errors.js';
import { cellsOf, EVERY_TYPE, type Kind } from './every-type.js';

const seeded = { seed: 20260, numRuns: 15 };

function batchOf(kind: Kind, start: number, length: number) {
  const column = kind.make(start, length);
  const schema = new Schema([new Field('c', column.type, true)], new Map([['of', kind.name]]));
  return recordBatch(schema, [column], length, new Map([['start', `${start}`]]));
}

const cells = (batch: ReturnType<typeof batchOf>) => cellsOf(batch.data.children[0]!);

describe.each(EVERY_TYPE)('concatenating $name', (kind) => {
  it('gives slices of one column back as the column', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 21 }), { maxLength: 4 }), (cuts) => {
        const whole = batchOf(kind, 0, 21);
        const ends = [...cuts, 21].sort((a, b) => a - b);
        const parts = ends.map((end, i) => sliceBatch(whole, i === 0 ? 0 : ends[i - 1]!, end));
        expect(cells(concatBatches('test', parts))).toEqual(cells(whole));
      }),
      seeded,
    );
  });

  it('gives the cells of separate columns and of their slices one after the other', () => {
    const range = fc.record({ start: fc.nat({ max: 9 }), from: fc.nat(12), to: fc.nat(12) });
    fc.assert(
      fc.property(fc.array(range, { minLength: 2, maxLength: 4 }), (ranges) => {
        const parts = ranges.map(({ start, from, to }) =>
          sliceBatch(batchOf(kind, start, 12), Math.min(from, to), Math.max(from, to)),
        );
        expect(cells(concatBatches('test', parts))).toEqual(parts.flatMap(cells));
      }),
      seeded,
    );
  });

  it('makes what can be concatenated again, and sliced', () => {
    const parts = [batchOf(kind, 0, 5), batchOf(kind, 5, 9)];
    const once = concatBatches('test', parts);
    const again = concatBatches('test', [sliceBatch(once, 3, 14), once]);
    expect(cells(again)).toEqual([...cells(once).slice(3), ...cells(once)]);
  });
});

describe('a concatenated batch', () => {
  it('keeps the schema and the metadata of the first', () => {
    const [a, b] = [batchOf(EVERY_TYPE[0]!, 0, 3), batchOf(EVERY_TYPE[0]!, 3, 3)];
    const joined = concatBatches('test', [a, b]);
    expect(joined.schema).toBe(a.schema);
    expect([...joined.metadata]).toEqual([['start', '0']]);
    expect(joined.numRows).toBe(6);
  });

  it('is the batch itself where there is one', () => {
    const batch = batchOf(EVERY_TYPE[0]!, 0, 3);
    expect(concatBatches('test', [batch])).toBe(batch);
  });

  it('keeps rows in a batch without columns', () => {
    const empty = recordBatch(new Schema([]), [], 4);
    expect(concatBatches('test', [empty, empty]).numRows).toBe(8);
  });

  it.each(EVERY_TYPE.filter(({ name }) => READABLE_ELSEWHERE(name)))(
    'of $name reads the same in another implementation',
    (kind) => {
      const joined = concatBatches('test', [
        sliceBatch(batchOf(kind, 0, 12), 3, 12),
        sliceBatch(batchOf(kind, 4, 12), 1, 10),
      ]);
      const writer = new RecordBatchStreamWriter();
      writer.write(joined);
      writer.finish();
      const bytes = writer.toUint8Array(true);
      const column = readIndependently(bytes, { useDate: false }).getChildAt(0);
      const got = Array.from({ length: 18 }, (_, i) => plain(column.at(i)));
      const read = plainValues(joined.data.children[0]!);
      expect(got).toEqual(Array.from({ length: 18 }, (_, i) => plain(read(i))));
    },
  );
});

/** Types whose cells flechette gives in the form that `plainValues` gives them in. */
function READABLE_ELSEWHERE(name: string): boolean {
  return /^(Bool|U?Int\d|Float|Utf8$|LargeUtf8|Utf8View|Binary|LargeBinary|FixedSize|List$|LargeList|List of lists|Dictionary)/.test(
    name,
  );
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (ArrayBuffer.isView(value) || Array.isArray(value)) {
    return Array.from(value as ArrayLike<unknown>, plain);
  }
  return value;
}

describe('dictionaries', () => {
  const words = (...values: string[]) => vectorFromArray(values, new Utf8());
  const type = new Dictionary(new Utf8(), new Int8() as never, 7);

  function coded(dictionary: Vector, ...indices: number[]) {
    const data = Int8Array.from(indices);
    return makeData({ type, length: data.length, data: data as never, dictionary });
  }

  function joined(...columns: ReturnType<typeof coded>[]) {
    const schema = new Schema([new Field('c', type, false)]);
    const batches = columns.map((column) => recordBatch(schema, [column], column.length));
    return concatBatches('rebatch', batches).data.children[0]!;
  }

  it('that are the same stay, as they are', () => {
    const dictionary = words('a', 'b');
    const column = joined(coded(dictionary, 0, 1), coded(dictionary, 1));
    expect(column.dictionary).toBe(dictionary);
    expect([...column.values]).toEqual([0, 1, 1]);
  });

  it('of which one begins with the other, as after a delta, give way to the longer', () => {
    const short = words('a', 'b');
    const long = short.concat(words('c'));
    const column = joined(coded(short, 1), coded(long, 2, 0));
    expect(column.dictionary).toBe(long);
    expect(cellsOf(column)).toEqual(['b', 'c', 'a']);
  });

  it('that differ are merged, equal values into one', () => {
    const column = joined(coded(words('a', 'b'), 0, 1), coded(words('b', 'c'), 0, 1));
    expect(cellsOf(column)).toEqual(['a', 'b', 'b', 'c']);
    expect([...column.dictionary!]).toEqual(['a', 'b', 'c']);
  });

  it('whose values are zeros of both signs keep both', () => {
    const zeros = (x: number) => vectorFromArray([x]);
    const float = new Dictionary(zeros(0).type, new Int8() as never, 3);
    const schema = new Schema([new Field('c', float, false)]);
    const batches = [0, -0].map((x) => {
      const data = Int8Array.of(0) as never;
      const column = makeData({ type: float, length: 1, data, dictionary: zeros(x) });
      return recordBatch(schema, [column], 1);
    });
    const [column] = concatBatches('rebatch', batches).data.children;
    expect(cellsOf(column!)).toEqual([0, -0]);
  });

  it('that two columns share are merged into one that they share', () => {
    const schema = new Schema([new Field('a', type, false), new Field('b', type, false)]);
    const batches = [words('a', 'b'), words('b', 'c')].map((dictionary) =>
      recordBatch(schema, [coded(dictionary, 0), coded(dictionary, 1)], 1),
    );
    const [a, b] = concatBatches('rebatch', batches).data.children;
    expect(a!.dictionary).toBe(b!.dictionary);
  });

  it('with 64-bit indices, which apache-arrow cannot read, are merged too', () => {
    const wide = new Dictionary(new Utf8(), new Int64() as never, 8);
    const schema = new Schema([new Field('c', wide, false)]);
    const batches = [words('a', 'b'), words('c', 'a')].map((dictionary) => {
      const data = BigInt64Array.of(1n, 0n) as never;
      return recordBatch(schema, [makeData({ type: wide, length: 2, data, dictionary })], 2);
    });
    const [column] = concatBatches('rebatch', batches).data.children;
    const read = plainValues(column!);
    expect([0, 1, 2, 3].map(read)).toEqual(['b', 'a', 'a', 'c']);
    expect(() => new Vector([column!]).get(0)).toThrow('Cannot mix BigInt');
  });

  it('that have too many values for the indices together are a LimitError', () => {
    const many = (from: number, count: number) =>
      words(...Array.from({ length: count }, (_, i) => `${from + i}`));
    const most = joined(coded(many(0, 64), 0), coded(many(64, 64), 63));
    expect([0, 1].map(plainValues(most!))).toEqual(['0', '127']);
    expect(() => joined(coded(many(0, 64), 0), coded(many(64, 65), 0))).toThrow(
      'rebatch: the dictionaries of the batches have too many values together (got 129, column "c"); expected at most 128, for Int8 indices: wider indices, or fewer rows',
    );
  });

  it('whose texts are too long together are a LimitError', () => {
    const text = (bytes: number) => {
      const valueOffsets = Int32Array.of(0, bytes);
      return makeData({ type: new Utf8(), length: 1, valueOffsets, data: new Uint8Array(0) });
    };
    const where = { operator: 'rebatch', column: 'c' };
    const { offsets, size } = joinOffsets([text(2 ** 30), text(2 ** 30 - 1)], 2, where);
    expect([...offsets]).toEqual([0, 2 ** 30, 2 ** 31 - 1]);
    expect(size).toBe(2 ** 31 - 1);
    expect(() => joinOffsets([text(2 ** 30), text(2 ** 30)], 2, where)).toThrow(LimitError);
  });

  it('that are ordered and differ are a SchemaError', () => {
    const ordered = new Dictionary(new Utf8(), new Int8() as never, 9, true);
    const schema = new Schema([new Field('c', ordered, false)]);
    const batches = [words('a'), words('b')].map((dictionary) => {
      const data = Int8Array.of(0) as never;
      return recordBatch(schema, [makeData({ type: ordered, length: 1, data, dictionary })], 1);
    });
    expect(() => concatBatches('rebatch', batches)).toThrow(
      'rebatch: the batches have different ordered dictionaries (column "c"); expected one dictionary for all batches, or the values themselves',
    );
  });

  it('that an index is beyond are a DataError', () => {
    expect(() => joined(coded(words('a'), 5), coded(words('b'), 0))).toThrow(
      'rebatch: the index is beyond its dictionary (got 5, column "c"); expected an index below 1',
    );
  });
});

describe('a nested column', () => {
  it('that is shorter than the column around it is a SchemaError, never shifted rows', () => {
    const type = new Struct([new Field('x', new Int8(), true)]);
    const schema = new Schema([new Field('s', type, true)]);
    const children = [makeData({ type: new Int8(), data: Int8Array.of(1, 2) })];
    const short = makeData({ type, length: 3, nullCount: 0, children });
    const batch = recordBatch(schema, [short], 3);
    expect(() => concatBatches('rebatch', [batch, batch])).toThrow(
      'rebatch: a nested column is shorter than the column around it (got 2, column "s"); expected 3 elements',
    );
  });
});
