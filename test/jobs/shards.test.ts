import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { Dictionary, Int32, makeVector, type RecordBatch, Utf8 } from 'apache-arrow';
import fc from 'fast-check';
import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { readBatches } from '../../src/files/batches/read-batches.js';
import type { ArrowStreamShard, CsvShard, Shard } from '../../src/files/shards/shard.js';
import { oneShard, shards } from '../../src/jobs/cuts/shards.js';
import { type ReadShardOptions, readShard } from '../../src/jobs/read-shard.js';
import { makeFifo, openDescriptors, rowsOf, scratch } from '../files/support.js';
import { batchOf, everything, valuesOf } from '../formats/arrow-ipc/batches.js';
import {
  batchMessage,
  bodyOf,
  END,
  type Stated,
  schemaMessage,
} from '../formats/arrow-ipc/messages.js';
import { concat, encode, said } from '../formats/arrow-ipc/support.js';

const path = scratch();

function put(name: string, bytes: string | Uint8Array): string {
  writeFileSync(path(name), bytes);
  return path(name);
}

async function whole(file: string): Promise<RecordBatch[]> {
  const batches: RecordBatch[] = [];
  for await (const batch of readBatches(file)) batches.push(batch);
  return batches;
}

const read = (shard: Shard, options?: ReadShardOptions): Promise<RecordBatch[]> =>
  lastValueFrom(readShard(JSON.parse(JSON.stringify(shard)) as Shard, options).pipe(toArray()));

/** The batches of all shards; each shard is under the schema of all, and says its rows. */
async function joined(cut: readonly Shard[]): Promise<RecordBatch[]> {
  const batches: RecordBatch[] = [];
  let row = 0;
  for (const shard of cut) {
    const part = await read(shard);
    expect(shard.row).toBe(row);
    row += shard.rows;
    expect(part.reduce((sum, { numRows }) => sum + numRows, 0)).toBe(shard.rows);
    batches.push(...part);
  }
  return batches;
}

const spell = ({ schema }: RecordBatch) =>
  schema.fields.map(({ name, type, nullable, metadata }) => [
    name,
    String(type),
    nullable,
    [...metadata],
  ]);

describe('the shards of a CSV', () => {
  const CELL = fc.constantFrom('1', '-2.5', 'x', '', '"a,b"', '"c\nd"', '"e""f\r\n"', 'g"h', 'é');
  const ROW = fc.array(CELL, { minLength: 3, maxLength: 3 });
  const FILE = fc.record({
    rows: fc.array(ROW, { maxLength: 12 }),
    end: fc.constantFrom('\n', '\r\n', '\r'),
    last: fc.boolean(),
    mark: fc.constantFrom('', '\ufeff'),
    header: fc.boolean(),
    blank: fc.boolean(),
  });

  it('are the file, one after the other, wherever quotes, line ends and blank lines stand', async () => {
    await fc.assert(
      fc.asyncProperty(FILE, fc.integer({ min: 1, max: 7 }), async (file, count) => {
        const lines = [...(file.header ? [['u', '"v\nw"', 'u']] : []), ...file.rows].map(String);
        const text = lines.flatMap((line) => (file.blank ? [line, ''] : [line])).join(file.end);
        const name = put('f.csv', file.mark + text + (file.last ? file.end : ''));
        const csv = { header: file.header };
        const expected: RecordBatch[] = [];
        for await (const batch of readBatches(name, { csv })) expected.push(batch);
        const cut = await shards(name, count, { csv });
        expect(cut).toHaveLength(count);
        const batches = await joined(cut);
        expect(rowsOf(batches)).toEqual(rowsOf(expected));
        for (const batch of batches) expect(spell(batch)).toEqual(spell(expected[0]!));
      }),
      { numRuns: 150, seed: 4 },
    );
  });

  it('have the types that the first block of the file has', async () => {
    const ids = Array.from({ length: 60_000 }, (_, i) => `${i},${i / 4},007,"7"\n`);
    const name = put('typed.csv', `id,x,code,n\n${ids.join('')}`);
    const cut = await shards(name, 4);
    const types = ['Int64', 'Float64', 'Utf8', 'Int64'];
    for (const batch of await joined(cut)) {
      expect(batch.schema.fields.map(({ type }) => String(type))).toEqual(types);
    }
    // A later shard is refused for what the whole file would be refused for, by its own row and line.
    const bad = put('bad.csv', `id,x,code,n\n${ids.join('')}60000,x,1,1\n`);
    const last = (await shards(bad, 4))[3]!;
    await expect(read(last)).rejects.toMatchObject({
      name: 'DataError',
      report: { file: bad, column: 'x', row: 60_000, line: 60_002, got: 'x' },
    });
    const text = await read(last, { csv: { types: { x: 'text' } } });
    expect(String(text[0]!.schema.fields[1]!.type)).toBe('Utf8');
  });

  it('have about as many bytes each', async () => {
    const rows = Array.from({ length: 1000 }, (_, i) => `${i},"${'x'.repeat(i % 50)}"\n`);
    const name = put('even.csv', `id,s\n${rows.join('')}`);
    const cut = await shards(name, 8);
    const sizes = cut.map(({ from, to }) => to - from);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(120);
  });

  it('are cut by the delimiter and the header that are given, and remember both', async () => {
    const name = put('odd.txt', 'a";b\n"c;d";"\n"\n');
    const [first, second] = await shards(name, 2, { csv: { delimiter: ';', header: false } });
    expect(first).toEqual({
      path: name,
      format: 'csv',
      size: 15,
      from: 0,
      to: 15,
      row: 0,
      rows: 2,
      line: 1,
      first: { at: 0, line: 1 },
      delimiter: ';',
      header: false,
    });
    expect(second).toMatchObject({ from: 15, to: 15, row: 2, rows: 0 });
    expect(rowsOf(await read(first!))).toEqual([
      ['a"', 'b'],
      ['c;d', '\n'],
    ]);
    const [tabs] = await shards(put('t.tsv', 'a\tb\n1\t2\n'), 1);
    expect(tabs).toMatchObject({ format: 'tsv', delimiter: '\t', from: 4, to: 8 });
  });

  it.each([
    ['only a header', 'a,b\n', 0],
    ['only a header, without a line end', 'a,b', 0],
    ['one row, without a line end', 'a,b\n1,2', 1],
    ['blank lines of one column', 'a\n\n\n1\n\n', 4],
  ])('of a file with %s are one with everything, and empty ones', async (_, text, rows) => {
    const name = put('small.csv', text);
    const cut = await shards(name, 3);
    expect(cut.map((shard) => shard.rows).reduce((sum, n) => sum + n)).toBe(rows);
    const batches = await joined(cut);
    expect(rowsOf(batches)).toEqual(rowsOf(await whole(name)));
    expect(batches.length).toBeGreaterThanOrEqual(3);
  });

  it('are refused as the file is, where it has no header or a quote stays open', async () => {
    const empty = put('empty.csv', '');
    for (const shard of await shards(empty, 2)) {
      await expect(read(shard)).rejects.toThrow(`${empty}: decodeCsv: the input has no line`);
    }
    const open = put('open.csv', `a\n${'1\n'.repeat(50)}"2\n${'3\n'.repeat(50)}`);
    const cut = await shards(open, 4);
    expect(cut.map(({ rows }) => rows).reduce((sum, n) => sum + n)).toBe(51);
    const broken = cut.find(({ rows, row }) => row + rows === 51 && rows > 0)!;
    await expect(read(broken)).rejects.toMatchObject({ name: 'FormatError', report: { line: 52 } });
  });

  it('are found one at a time as they are all at once', async () => {
    const name = put('one.csv', `a,b\n${'1,"\n"\n2,3\n'.repeat(100)}`);
    const all = await shards(name, 6);
    for (const [i, shard] of all.entries()) expect(await oneShard(name, i + 1, 6)).toEqual(shard);
  });
});

describe('the shards of an Arrow file', () => {
  const batches = [7, 100, 3, 40, 40, 1, 9].map((rows, i) => everything(rows, true, i));
  const rows = batches.reduce((sum, { numRows }) => sum + numRows, 0);

  it.each([
    ['file', 'f.arrow'],
    ['stream', 'f.arrows'],
  ] as const)('are the %s, one after the other', async (format, name) => {
    const file = put(name, encode(batches, { format }));
    const expected = (await whole(file)).map(valuesOf);
    for (const count of [1, 2, 3, 5, 7, 8, 16]) {
      const cut = await shards(file, count);
      const parts = await joined(cut);
      expect(parts.filter(({ numRows }) => numRows > 0).map(valuesOf)).toEqual(expected);
      expect(cut.at(-1)!.row + cut.at(-1)!.rows).toBe(rows);
      for (const [i, shard] of cut.entries()) {
        expect(await oneShard(file, i + 1, count)).toEqual(shard);
      }
    }
    expect(openDescriptors(name)).toEqual([]);
  });

  it.each(['file', 'stream'] as const)(
    'of a %s without batches hold its schema',
    async (format) => {
      const file = put('none.arrow', encode([everything(0, false)], { format }));
      const parts = await joined(await shards(file, 3));
      expect(parts.map(({ numRows }) => numRows)).toEqual([0, 0, 0]);
      expect(parts.map(spell)).toEqual(Array(3).fill(spell(everything(0, false))));
    },
  );

  it('have about as many bytes each: the nearest border', async () => {
    const even = Array.from({ length: 12 }, (_, i) => everything(20, false, i % 2));
    const cut = await shards(put('even.arrow', encode(even, { format: 'file' })), 4);
    expect(cut.map(({ from, to }) => [from, to])).toEqual([
      [0, 3],
      [3, 6],
      [6, 9],
      [9, 12],
    ]);
  });

  it('take along the dictionaries that are in force, replaced or grown', async () => {
    const text = (from: number, ...codes: number[]): Stated => ({
      ...bodyOf(
        new Uint8Array(0),
        Int32Array.from({ length: codes.length + 1 }, (_, i) => i),
        Uint8Array.from(codes),
      ),
      rows: codes.length,
      nodes: [[codes.length, 0]],
      dictionary: from,
    });
    const type = new Dictionary(new Utf8(), new Int32(), 7);
    const indices = (...values: number[]): Stated => ({
      ...bodyOf(new Uint8Array(0), Int32Array.from(values)),
      rows: values.length,
      nodes: [[values.length, 0]],
    });
    const messages = [
      text(7, 97, 98), // a b
      indices(0, 1),
      { ...text(7, 99), isDelta: true }, // a b c
      indices(2, 0),
      text(7, 120), // x
      indices(0, 0),
      { ...text(7, 121), isDelta: true }, // x y
      indices(1, 0),
    ];
    const bytes = concat([schemaMessage(type), ...messages.map(batchMessage), END]);
    const file = put('words.arrows', bytes);
    const words = [
      ['a', 'b'],
      ['c', 'a'],
      ['x', 'x'],
      ['y', 'x'],
    ].map((column) => [column]);
    expect((await joined(await shards(file, 4))).map(valuesOf)).toEqual(words);
    const [, second, , last] = await shards(file, 4);
    expect(second).toMatchObject({ format: 'arrows', batch: 1, row: 2, rows: 2 });
    expect((second as ArrowStreamShard).before).toHaveLength(2);
    expect((last as ArrowStreamShard).before).toHaveLength(2);
  });

  it('give a large batch in slices, as the file does', async () => {
    const rows = 2 ** 21;
    const floats = makeVector(new Float32Array(rows).map((_, i) => i)).data[0]!;
    const bytes = encode([batchOf({ x: floats }), batchOf({ x: floats })], { format: 'stream' });
    const [, second] = await shards(put('large.arrows', bytes), 2);
    const batches = await read(second!, { arrow: { maxBatchBytes: 2 ** 22 } });
    expect(batches.map(({ numRows }) => numRows)).toEqual([rows / 2, rows / 2]);
    expect(batches[1]!.getChildAt(0)!.get(7)).toBe(rows / 2 + 7);
  });

  it('name the batch and the byte of the file in errors', async () => {
    const bytes = encode(batches, { format: 'stream' });
    const file = put('hurt.arrows', bytes);
    const cut = await shards(file, 7);
    const hurt = cut.find((shard) => shard.row > 0 && shard.rows > 0)!;
    expect(hurt.format).toBe('arrows');
    // The first bytes of a batch's metadata are the place of its table.
    const copy = readFileSync(file);
    copy.fill(0xff, hurt.from + 8, hurt.from + 16);
    writeFileSync(file, copy);
    await expect(read(hurt)).rejects.toMatchObject({
      name: 'FormatError',
      report: { file, offset: hurt.from },
    });
  });
});

describe('a file is refused', () => {
  it('where it is compressed', async () => {
    const file = put('z.csv.gz', gzipSync('a\n1\n'));
    await expect(shards(file, 2)).rejects.toEqual(
      said(
        'FormatError',
        `${file}: shards: the file is compressed by gzip, and has no parts that can be read by themselves; expected the file as gunzip leaves it`,
      ),
    );
  });

  it('where it is no regular file, or none', async () => {
    const fifo = makeFifo(path('fifo.csv'));
    await expect(shards(fifo, 2)).rejects.toEqual(
      said('FileError', `${fifo}: read: is no regular file, and only such a file has parts`),
    );
    await expect(shards('-', 2)).rejects.toThrow('-: read: is no regular file');
    await expect(shards(path('none.csv'), 2)).rejects.toThrow('no such file or directory');
  });

  it('where a stream has been cut off, although its parts would look whole', async () => {
    const bytes = encode([everything(5, true), everything(5, true)], { format: 'stream' });
    const file = put('cut.arrows', bytes.subarray(0, bytes.length - 8));
    await expect(shards(file, 2)).rejects.toThrow('arrow: the stream has no end');
    writeFileSync(file, bytes.subarray(0, bytes.length - 100));
    await expect(shards(file, 2)).rejects.toThrow('arrow: the stream is cut off');
    writeFileSync(file, concat([bytes, Uint8Array.of(1, 2, 3)]));
    await expect(shards(file, 2)).rejects.toThrow(
      'arrow: bytes follow the end of the stream (got 3',
    );
    writeFileSync(file, concat([bytes.subarray(0, 4), Uint8Array.of(0, 0, 0, 128)]));
    await expect(shards(file, 2)).rejects.toThrow('arrow: the length of a message is damaged');
  });

  it('where it has changed since it was cut', async () => {
    const file = put('shrinks.csv', 'a\n1\n2\n3\n4\n');
    const [shard] = await shards(file, 2);
    truncateSync(file, 8);
    await expect(read(shard!)).rejects.toEqual(
      said(
        'FormatError',
        `${file}: shard: the file has changed since it was cut: other bytes (got 8); expected 10`,
      ),
    );
    writeFileSync(file, 'a\n1 2 3 4\n');
    await expect(read(shard!)).rejects.toThrow('other rows (got 1); expected 2');
  });
});

describe('arguments are refused', () => {
  it.each([0, -1, 1.5, 1e7, Number.NaN, '2'])('%s shards', async (count) => {
    await expect(shards('x.csv', count as number)).rejects.toThrow(
      'shards: no number of shards (got ',
    );
  });

  it('what is no shard', async () => {
    const [shard] = await shards(put('s.csv', 'a\n1\n'), 1);
    for (const wrong of [undefined, 'x', {}, { ...shard, format: 'xml' }, { ...shard, from: -1 }]) {
      expect(() => readShard(wrong as CsvShard)).toThrow(/^readShard: no shard \(got /);
    }
  });
});
