import {
  Bool,
  type Data,
  Dictionary,
  Field,
  Float16,
  Float32,
  Float64,
  Int8,
  Int32,
  Int64,
  List,
  makeData,
  type RecordBatch,
  Schema,
  Uint32,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnAt, recordBatch, sliceBatch } from '../../../src/columns/batches.js';
import { CELLS_KEY } from '../../../src/columns/text.js';
import { ByteSink } from '../../../src/formats/csv/encode/byte-sink.js';
import { cellWriter } from '../../../src/formats/csv/encode/cell-writer.js';
import { FormulaQuoting } from '../../../src/formats/csv/encode/formula-quoting.js';
import { Quoting } from '../../../src/formats/csv/encode/quoting.js';
import {
  type CsvWriteOptions,
  createCsvEncoder,
  createLendingCsvEncoder,
} from '../../../src/formats/csv/encoder.js';
import { roundedPrinter } from '../../../src/numerals/rounded.js';
import { textEngine } from '../../../src/simd/text.js';

function written(batches: readonly RecordBatch[], options?: CsvWriteOptions): string {
  const encoder = createCsvEncoder(options);
  return Buffer.concat(batches.flatMap((batch) => [...encoder.push(batch)])).toString();
}

/** The same, cell by cell, in TypeScript alone. */
function cellByCell(
  batch: RecordBatch,
  { delimiter = ',', escapeFormulas = false, ...rounding }: CsvWriteOptions = {},
): string {
  const Quotes = escapeFormulas ? FormulaQuoting : Quoting;
  const form = {
    quoting: new Quotes(delimiter.charCodeAt(0)),
    rawDelimiter: 0x2c,
    bareIsSafe: !/[0-9a-z.-]/.test(delimiter),
    nullText: '',
    rounded: roundedPrinter(rounding),
    precision: undefined,
    significant: undefined,
  };
  const fields: readonly Field[] = batch.schema.fields;
  const writers = fields.map((field, i) => cellWriter(columnAt(batch, i), field, form));
  const out = new ByteSink(16);
  for (let row = 0; row < batch.numRows; row++) {
    writers.forEach((write, i) => {
      if (i > 0) out.ascii(delimiter);
      write(row, out);
    });
    out.ascii('\n');
  }
  return Buffer.from(out.take()).toString();
}

const piece = fc.constantFrom(
  ...['a', ',', '"', '""', '\n', '\r', ' ', '\t', 'é', '\ufeff', ';', '=', '-', '1.5', '.', 'e'],
  ...['a longer piece of text', 'x'.repeat(15), 'y'.repeat(16), 'z'.repeat(33)],
);
const text = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));
const nullable = <T>(values: fc.Arbitrary<T>) => fc.option(values, { freq: 4 });
const integer = (bits: number) => fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 });
const long = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -1000n, max: 1000n }),
  fc.integer({ min: 0, max: 18 }).map((zeros) => 10n ** BigInt(zeros)),
);

/** Columns of `rows` cells; the fields of two are marked as raw cells. */
function columns(rows: number): fc.Arbitrary<readonly (readonly [Field, Data])[]> {
  const of = (values: fc.Arbitrary<unknown>, type: Field['type'], raw = false) =>
    fc.array(nullable(values), { minLength: rows, maxLength: rows }).map((cells) => {
      const metadata = new Map(raw ? [[CELLS_KEY, 'csv']] : []);
      const [data] = vectorFromArray(cells, type).data;
      return [new Field('c', type, true, metadata), data as Data] as const;
    });
  return fc.tuple(
    of(fc.double(), new Float64()),
    of(fc.double({ min: -1e9, max: 1e9 }), new Float64()),
    of(fc.float(), new Float32()),
    of(fc.float(), new Float16()),
    of(integer(32), new Int32()),
    of(integer(8), new Int8()),
    of(fc.integer({ min: 0, max: 2 ** 32 - 1 }), new Uint32()),
    of(long, new Int64()),
    of(fc.boolean(), new Bool()),
    of(text, new Utf8()),
    of(text, new Utf8(), true),
    of(
      text.map((cell) => `"${cell.replaceAll('"', '""')}"`),
      new Utf8(),
      true,
    ),
    of(text, new Dictionary(new Utf8(), new Int32())),
    of(fc.array(fc.double()), new List(new Field('item', new Float64(), true))),
  );
}

const batch = fc.integer({ min: 1, max: 30 }).chain((rows) =>
  columns(rows).chain((all) =>
    fc.shuffledSubarray([...all], { minLength: 2 }).map((some) => {
      const schema = new Schema(some.map(([field]) => field));
      return recordBatch(
        schema,
        some.map(([, data]) => data),
        rows,
      ); // prettier-ignore
    }),
  ),
);

describe('the text engine', () => {
  it('writes columns of every type, and slices of them, as cells are written singly', () => {
    const delimiters = fc.constantFrom(',', ',', ';', '\t', '.', 'e');
    const dialect = fc.record({
      header: fc.constant(false),
      delimiter: delimiters,
      escapeFormulas: fc.boolean(),
    });
    const rounding = fc.constantFrom<CsvWriteOptions>(
      ...[{}, {}, { precision: 2 }, { precision: 9 }, { precision: 18 }],
      ...[{ significant: 4 }, { significant: 15 }, { significant: 16 }],
    );
    const options = fc.tuple(dialect, rounding).map(([form, digits]) => ({ ...form, ...digits }));
    const property = fc.property(batch, options, fc.nat(9), (whole, form, n) => {
      const part = sliceBatch(whole, Math.min(n, whole.numRows), whole.numRows);
      expect(written([part, whole], form)).toBe(cellByCell(part, form) + cellByCell(whole, form));
    });
    fc.assert(property, { seed: 21, numRuns: 300 });
  });

  it('writes very many columns as few: stripes of them are put together row by row', () => {
    const WIDTH = 4300;
    const property = fc.property(batch, fc.constantFrom(',', ';'), (some, delimiter) => {
      const fields: readonly Field[] = some.schema.fields;
      const places = Array.from({ length: WIDTH }, (_, i) => (i * 5 + (i >> 9)) % fields.length);
      const schema = new Schema(places.map((place) => fields[place]!));
      const children = places.map((place) => columnAt(some, place));
      const wide = recordBatch(schema, children, some.numRows);
      const form = { header: false, delimiter };
      // A difference of so many would be shown for minutes.
      expect(written([wide], form) === cellByCell(wide, form)).toBe(true);
    });
    fc.assert(property, { seed: 22, numRuns: 8 });
  });

  it('goes on cell by cell where a text is too long for a stripe', () => {
    const numbers = makeData({ type: new Float64(), data: Float64Array.from([1.5, 2, 3]) });
    for (const length of [1000, 2000, 1_100_000]) {
      const texts = vectorFromArray(['a', 'x'.repeat(length), 'b'], new Utf8()).data[0] as Data;
      const columns = Array.from({ length: 4300 }, (_, i) => (i % 900 === 7 ? texts : numbers));
      const schema = new Schema(columns.map(({ type }, i) => new Field(`c${i}`, type, true)));
      const wide = recordBatch(schema, columns, 3);
      const form = { header: false };
      expect(written([wide, wide], form) === cellByCell(wide, form).repeat(2)).toBe(true);
    }
  });

  it('writes blocks, chunks and long texts one after the other', () => {
    const rows = 5000;
    const lengths = Array.from({ length: rows }, (_, i) => (i % 997 === 0 ? 1 << 18 : i % 40));
    const texts = lengths.map((length, i) => `${i % 7 === 0 ? '"' : '.'}`.repeat(length));
    const data = vectorFromArray(texts, new Utf8()).data[0] as Data;
    const numbers = makeData({ type: new Float64(), data: Float64Array.from(lengths, Math.sqrt) });
    const lists = vectorFromArray(
      lengths.map((length) => Array(length % 50).fill(length)),
      new List(new Field('item', new Float64(), true)),
    ).data[0] as Data;
    const all = [data, numbers, lists];
    const schema = new Schema(all.map(({ type }, i) => new Field(`c${i}`, type, true)));
    const table = recordBatch(schema, all, rows);
    const encoder = createCsvEncoder({ header: false });
    const chunks = [...encoder.push(table)];
    expect(Buffer.concat(chunks).equals(Buffer.from(cellByCell(table)))).toBe(true);
    expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThan(1.6 * 2 ** 20);
  });

  it('writes text whose offsets are broken as it is, and reads nothing beside it', () => {
    const broken = makeData({
      type: new Utf8(),
      length: 3,
      nullCount: 0,
      valueOffsets: Int32Array.of(0, 9, 2, 3),
      data: Buffer.from('abc'),
    });
    const schema = new Schema([new Field('a', new Utf8()), new Field('b', new Utf8())]);
    const table = recordBatch(schema, [broken, broken], 3);
    expect(written([table], { header: false })).toBe(cellByCell(table));
  });

  it('prints integers of 64 bits of any length', () => {
    const engine = textEngine(() => Number.NaN)!;
    engine.memory.grow(1);
    const at = engine.staticEnd();
    const bytes = Buffer.from(engine.memory.buffer);
    const printed = (value: bigint) => bytes.toString('latin1', at, engine.printLong(at, value));
    for (let power = 1n; power < 2n ** 63n; power *= 10n) {
      for (const value of [power - 1n, power, power + 1n, -power, 9n * power]) {
        if (value < 2n ** 63n) expect(printed(value)).toBe(String(value));
      }
    }
    expect(printed(-(2n ** 63n))).toBe(String(-(2n ** 63n)));
  });

  it('lends a chunk until the next but one is asked for', () => {
    const rows = 200_000;
    const data = makeData({
      type: new Float64(),
      length: rows,
      nullCount: 0,
      data: Float64Array.from({ length: rows }, (_, i) => Math.sin(i)),
    });
    const table = recordBatch(new Schema([new Field('x', new Float64())]), [data], rows);
    let before: { chunk: Uint8Array; copy: Buffer } | undefined;
    const whole: Buffer[] = [];
    for (const chunk of createLendingCsvEncoder().push(table)) {
      const copy = Buffer.from(chunk);
      if (before !== undefined) expect(before.copy.equals(before.chunk)).toBe(true);
      before = { chunk, copy };
      whole.push(copy);
    }
    expect(whole.length).toBeGreaterThan(2);
    const kept = Buffer.concat([...createCsvEncoder().push(table)]);
    expect(Buffer.concat(whole).equals(kept)).toBe(true);
  });
});
