import { spawn } from 'node:child_process';
import {
  createReadStream,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { gzipSync } from 'node:zlib';
import { makeVector, type RecordBatch, Table } from 'apache-arrow';
import { concat, from, lastValueFrom, NEVER, throwError, toArray } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FileError, FormatError, SchemaError } from '../../src/errors.js';
import { readBatches } from '../../src/files/batches/read-batches.js';
import { read, readArrow, readCsv } from '../../src/files/read.js';
import type { Written } from '../../src/files/sinks/batch-sink.js';
import { write, writeArrow, writeCsv } from '../../src/files/write.js';
import {
  batches,
  expectedRows,
  makeFifo,
  openDescriptors,
  rowsOf,
  scratch,
  sleep,
  within,
} from './support.js';

const path = scratch();

afterEach(() => vi.unstubAllEnvs());

const writeTo = (name: string, ...sizes: number[]): Promise<Written> =>
  lastValueFrom(from(batches(...sizes)).pipe(write(path(name))));
const readFrom = (...names: string[]): Promise<RecordBatch[]> =>
  lastValueFrom(read(names.map((name) => path(name))).pipe(toArray()));

const ENDINGS = ['csv', 'tsv', 'arrow', 'feather', 'ipc', 'arrows'].flatMap((ending) => [
  `.${ending}`,
  `.${ending}.gz`,
]);

describe.each(ENDINGS)('a file in %s', (ending) => {
  it('reads as it was written, and says how much that was', async () => {
    const written = await writeTo(`f${ending}`, 3, 0, 4);
    expect(written).toEqual({
      path: path(`f${ending}`),
      rows: 7,
      batches: 2,
      bytes: readFileSync(path(`f${ending}`)).length,
    });
    expect(rowsOf(await readFrom(`f${ending}`))).toEqual(expectedRows(7));
  });

  it('keeps its columns where it holds no row', async () => {
    await writeTo(`f${ending}`, 0);
    const [batch, ...more] = await readFrom(`f${ending}`);
    expect(more).toEqual([]);
    expect(batch?.numRows).toBe(0);
    expect(batch?.schema.fields.map(({ name }) => name)).toEqual(['id', 'score', 'name']);
  });

  it('is told by its bytes where the name says nothing', async () => {
    if (ending.startsWith('.tsv')) return;
    await writeTo(`f${ending}`, 5);
    renameSync(path(`f${ending}`), path('data'));
    expect(rowsOf(await readFrom('data'))).toEqual(expectedRows(5));
  });

  it('is read anew by each subscription', async () => {
    await writeTo(`f${ending}`, 2);
    const source = read(path(`f${ending}`));
    for (let i = 0; i < 2; i++) {
      expect(rowsOf(await lastValueFrom(source.pipe(toArray())))).toEqual(expectedRows(2));
    }
  });

  it('comes through a FIFO as well', async () => {
    await writeTo(`f${ending}`, 5);
    const pipe = makeFifo(path(`pipe${ending}`));
    const writer = spawn('sh', ['-c', 'cat "$0" > "$1"', path(`f${ending}`), pipe]);
    expect(rowsOf(await readFrom(`pipe${ending}`))).toEqual(expectedRows(5));
    writer.kill();
  });

  it('leaves nothing open, nor beside it, when its reader leaves after a batch', async () => {
    await writeTo(`f${ending}`, 4, 4, 4);
    await new Promise<void>((resolve) => {
      const subscription = read(path(`f${ending}`)).subscribe(() => {
        subscription.unsubscribe();
        resolve();
      });
    });
    await within(200, () => openDescriptors(path()).length === 0);
    expect(readdirSync(path())).toEqual([`f${ending}`]);
  });

  it('is absent where the source fails, and the error arrives when that is so', async () => {
    const broken = new Error('broken');
    const source = concat(
      from(batches(3)),
      throwError(() => broken),
    );
    await expect(lastValueFrom(source.pipe(write(path(`f${ending}`))))).rejects.toBe(broken);
    expect(readdirSync(path())).toEqual([]);
  });

  it('is absent where the subscriber leaves', async () => {
    const subscription = concat(from(batches(3)), NEVER)
      .pipe(write(path(`f${ending}`)))
      .subscribe();
    await within(1000, () => readdirSync(path()).length === 1);
    subscription.unsubscribe();
    await within(200, () => readdirSync(path()).length === 0);
    expect(openDescriptors(path())).toEqual([]);
  });
});

describe('read', () => {
  it('reads what a file is, where its name says another', async () => {
    await writeTo('file.arrow', 3);
    renameSync(path('file.arrow'), path('x.arrows'));
    await writeTo('stream.arrows', 3);
    renameSync(path('stream.arrows'), path('x.csv'));
    await writeTo('text.csv.gz', 3);
    renameSync(path('text.csv.gz'), path('y.csv'));
    for (const name of ['x.arrows', 'x.csv', 'y.csv']) {
      expect(rowsOf(await readFrom(name))).toEqual(expectedRows(3));
    }
  });

  it('says that an empty file is no gzip, and no Arrow', async () => {
    for (const name of ['a.csv.gz', 'a.arrow', 'a.arrows']) {
      writeFileSync(path(name), '');
      await expect(readFrom(name)).rejects.toThrow(FormatError);
      await expect(readFrom(name)).rejects.toThrow(`${path(name)}: `);
    }
  });

  it('names the file in errors of its format', async () => {
    await writeTo('cut.arrows', 5);
    writeFileSync(path('cut.arrows'), readFileSync(path('cut.arrows')).subarray(0, -30));
    await expect(readFrom('cut.arrows')).rejects.toBeInstanceOf(FormatError);
    await expect(readFrom('cut.arrows')).rejects.toThrow(`${path('cut.arrows')}: `);
    writeFileSync(path('bad.csv'), 'a,b\n1,2\n3\n');
    await expect(readFrom('bad.csv')).rejects.toThrow(`${path('bad.csv')}: `);
  });

  it('says which file is missing', async () => {
    await writeTo('a.csv', 1);
    await expect(readFrom('a.csv', 'b.csv')).rejects.toBeInstanceOf(FileError);
    await expect(readFrom('a.csv', 'b.csv')).rejects.toThrow(
      `${path('b.csv')}: read: no such file or directory`,
    );
  });

  it('spills an Arrow file under gzip to a file that has no name', async () => {
    await writeTo('f.arrow.gz', 3, 3);
    vi.stubEnv('TMPDIR', path('spill'));
    mkdirSync(path('spill'));
    expect(rowsOf(await readFrom('f.arrow.gz'))).toEqual(expectedRows(6));
    expect(readdirSync(path('spill'))).toEqual([]);
    expect(openDescriptors(path('spill'))).toEqual([]);
  });

  it('spills what an Arrow stream from a pipe gives in slices, and nothing else', async () => {
    const floats = (length: number) => makeVector(Float32Array.from({ length }, (_, i) => i));
    const batch = (length: number) => new Table({ x: floats(length) }).batches[0]!;
    const all = from([batch(10), batch(2 ** 20), batch(7), batch(2 ** 20)]);
    await lastValueFrom(all.pipe(write(path('f.arrows'))));
    vi.stubEnv('TMPDIR', path('spill'));
    mkdirSync(path('spill'));
    const stdin = createReadStream(path('f.arrows'), { highWaterMark: 99_991 });
    const rows: number[] = [];
    const opened: number[] = [];
    for await (const part of readBatches('-', { stdin, arrow: { maxBatchBytes: 2 ** 22 - 1 } })) {
      rows.push(part.numRows);
      opened.push(openDescriptors(path('spill')).length);
      expect(Array.from(part.getChildAt(0)!.slice(0, 3))).toEqual([0, 1, 2]);
    }
    expect(rows).toEqual([10, 2 ** 20, 7, 2 ** 20]);
    expect(opened).toEqual([0, 1, 0, 1]);
    expect(readdirSync(path('spill'))).toEqual([]);
    expect(openDescriptors(path('spill'))).toEqual([]);
  });

  it('says that the temporary directory cannot be written', async () => {
    await writeTo('f.arrow.gz', 3);
    vi.stubEnv('TMPDIR', path('absent'));
    await expect(readFrom('f.arrow.gz')).rejects.toThrow(
      /absent\/logitflow-.*\.tmp: spill: no such file or directory$/,
    );
  });

  it.each(['', ' with a few bytes read'])(
    'closes a FIFO with a read pending%s within 200 ms of the unsubscribe',
    async (when) => {
      const pipe = makeFifo(path('pipe.csv'));
      const writer = spawn('sh', ['-c', `exec 3> "$0"; ${when && 'echo a,b >&3;'} sleep 5`, pipe]);
      const subscription = read(pipe).subscribe({ error: () => {} });
      await within(10_000, () => openDescriptors(pipe).length === 1);
      await sleep(50);
      subscription.unsubscribe();
      expect(await within(200, () => openDescriptors(pipe).length === 0)).toBeLessThan(200);
      writer.kill();
    },
  );

  it.each<[() => unknown, string]>([
    [
      () => readCsv('x', { delimter: ';' } as object),
      'readCsv: unknown option (got "delimter"); expected one of delimiter, header, types, rows, cells, lists, maxFieldBytes, maxRecordBytes, maxColumns, reuseBuffers, gate; did you mean "delimiter"?',
    ],
    [
      () => readCsv('x', { delimiter: ';;' }),
      'readCsv: delimiter is not one ASCII character (got ";;"); expected one such as "," ";" "|" or a tab, and no quote or line end',
    ],
    [() => readArrow('x', { maxRow: 1 } as object), 'readArrow: unknown option (got "maxRow")'],
    [() => read('x', { csv: { headr: false } as object }), 'read: unknown option (got "headr")'],
    [() => read('x', { delimiter: ';' } as object), 'read: unknown option (got "delimiter")'],
    [() => write('x.csv', { overwite: true } as object), 'write: unknown option (got "overwite")'],
    [() => writeArrow('x', { compress: 'lz4' } as object), 'writeArrow: unknown option'],
    [() => writeCsv('x', { precision: 200 }), 'writeCsv: precision is out of range (got 200)'],
  ])('refuses options that there are not when it is made: %s', (make, message) => {
    expect(make).toThrow(message);
  });

  it.each([undefined, 3, '', []])('refuses %j as a path when it is made', (paths) => {
    expect(() => read(paths as never)).toThrow(TypeError);
    expect(() => read(paths as never)).toThrow("expected a path, or '-' for standard input");
  });
});

describe('several files', () => {
  it('are one stream under the schema of the first', async () => {
    await writeTo('a.arrow', 3);
    await writeTo('b.arrows.gz', 3, 2);
    const all = await readFrom('a.arrow', 'b.arrows.gz');
    expect(rowsOf(all)).toEqual([...expectedRows(3), ...expectedRows(5)]);
    expect(new Set(all.map(({ schema }) => schema)).size).toBe(1);
  });

  it.each([
    [
      'a column of another name',
      'id,score\n1,2\n',
      '"score: Float64 or null"',
      'id,points\n1,2.5\n',
    ],
    ['a column of another type', 'id,score\n1,2\n', '"score: Float64 or null"', 'id,score\n1,x\n'],
  ])('fail at %s, with the name of the file', async (_, _first, expected, second) => {
    writeFileSync(path('a.csv'), 'id,score\n1,2.5\n');
    writeFileSync(path('b.csv'), second);
    const got = second.includes('points') ? 'points: Float64 or null' : 'score: Utf8 or null';
    await expect(readFrom('a.csv', 'b.csv')).rejects.toBeInstanceOf(SchemaError);
    await expect(readFrom('a.csv', 'b.csv')).rejects.toThrow(
      `${path('b.csv')}: read: the schema differs from the first file's at column 1 (got "${got}"); expected ${expected}`,
    );
  });

  it('say the option that reads them alike, where a type was read off the cells', async () => {
    writeFileSync(path('a.csv'), 'id,score\n1,2\n');
    writeFileSync(path('b.csv'), 'id,score\n1,2.5\n');
    await expect(readFrom('a.csv', 'b.csv')).rejects.toThrow(
      'expected "score: Int64 or null"; if both are CSV, --type score=float64 reads them alike',
    );
    writeFileSync(path('b.csv'), 'id,score\n1,x\n');
    await expect(readFrom('a.csv', 'b.csv')).rejects.toThrow('--type score=text reads them alike');
  });

  it('fail at a column that is missing, and at one too many', async () => {
    writeFileSync(path('a.csv'), 'id,score\n1,2.5\n');
    writeFileSync(path('b.csv'), 'id\n1\n');
    await expect(readFrom('a.csv', 'b.csv')).rejects.toThrow(
      `at column 1 (got "no column"); expected "score: Float64 or null"`,
    );
    await expect(readFrom('b.csv', 'a.csv')).rejects.toThrow(
      `at column 1 (got "score: Float64 or null"); expected no more columns`,
    );
  });
});

describe('readArrow and readCsv', () => {
  it('read what they say under any name', async () => {
    await writeTo('f.arrows', 2);
    renameSync(path('f.arrows'), path('f.bin'));
    expect(rowsOf(await lastValueFrom(readArrow(path('f.bin')).pipe(toArray())))).toEqual(
      expectedRows(2),
    );
    writeFileSync(path('f.txt'), gzipSync('a;b\n1;2\n'));
    const rows = await lastValueFrom(readCsv(path('f.txt'), { delimiter: ';' }).pipe(toArray()));
    expect(rowsOf(rows)).toEqual([[1, 2]]);
  });

  it('take tabs from the name .tsv', async () => {
    writeFileSync(path('f.tsv'), 'a\tb\n1\t2\n');
    expect(rowsOf(await lastValueFrom(readCsv(path('f.tsv')).pipe(toArray())))).toEqual([[1, 2]]);
  });
});

describe('write', () => {
  it('compresses buffers, and reads them, in both formats', async () => {
    for (const name of ['f.arrow', 'f.arrows']) {
      const written = await lastValueFrom(
        from(batches(900)).pipe(writeArrow(path(name), { compression: 'lz4' })),
      );
      const plain = await lastValueFrom(from(batches(900)).pipe(writeArrow(path('plain'))));
      expect(written.bytes).toBeLessThan(plain.bytes * 0.9);
      expect(rowsOf(await readFrom(name))).toEqual(expectedRows(900));
    }
  });

  it('refuses to compress the buffers of a text when it is made', () => {
    expect(() => write(path('f.csv'), { arrow: { compression: 'lz4' } })).toThrow(
      "write: compression is of Arrow's buffers, and the output is csv",
    );
  });

  it('refuses a name that says no format when it is made', () => {
    expect(() => write('out.txt')).toThrow(RangeError);
    expect(() => write('out.txt')).toThrow(
      'write: the name says no format (got "out.txt"); expected .csv, .tsv, .arrow, .feather, .ipc or .arrows, each also with .gz, or the option format (--to)',
    );
    expect(() => write('out.parquet')).toThrow(
      'out.parquet: write: the format is not known: Parquet',
    );
  });

  it('writes an empty source as no file at all where nothing says its columns', async () => {
    const nothing = from([]) as ReturnType<typeof from<RecordBatch[]>>;
    await expect(lastValueFrom(nothing.pipe(write(path('f.arrow'))))).rejects.toThrow(
      `${path('f.arrow')}: `,
    );
    expect(readdirSync(path())).toEqual([]);
  });

  it('replaces a file, unless it must not', async () => {
    await writeTo('f.csv', 1);
    await writeTo('f.csv', 2);
    const again = from(batches(3)).pipe(write(path('f.csv'), { overwrite: false }));
    await expect(lastValueFrom(again)).rejects.toThrow(`${path('f.csv')}: write: exists already`);
    expect(rowsOf(await readFrom('f.csv'))).toEqual(expectedRows(2));
  });

  it('writes into a FIFO as fast as it is read, and says when its reader goes', async () => {
    const pipe = makeFifo(path('pipe'));
    const reader = spawn('sh', ['-c', 'cat "$0" > "$1"', pipe, path('copy.csv')]);
    await lastValueFrom(from(batches(4)).pipe(writeCsv(pipe)));
    await new Promise((resolve) => reader.on('close', resolve));
    expect(rowsOf(await readFrom('copy.csv'))).toEqual(expectedRows(4));
    spawn('sh', ['-c', 'head -c 1 "$0"', pipe]);
    const many = from(batches(...Array.from({ length: 50 }, () => 5000)));
    await expect(lastValueFrom(many.pipe(writeCsv(pipe)))).rejects.toThrow(
      `${pipe}: write: the reader has closed the pipe`,
    );
  });

  it('stops waiting for the reader of a FIFO when the subscriber leaves', async () => {
    const pipe = makeFifo(path('pipe'));
    const subscription = from(batches(4)).pipe(writeCsv(pipe)).subscribe();
    await sleep(50);
    subscription.unsubscribe();
    await sleep(100);
    expect(openDescriptors(pipe)).toEqual([]);
  });
});

describe('writeArrow and writeCsv', () => {
  it('take the format from the name as far as it says one', async () => {
    const formats: [string, string][] = [
      ['f.arrow', 'ARROW1'],
      ['f.arrows', '\xff\xff\xff\xff'],
      ['f', 'ARROW1'],
    ];
    for (const [name, magic] of formats) {
      await lastValueFrom(from(batches(1)).pipe(writeArrow(path(name))));
      expect(readFileSync(path(name)).toString('latin1').startsWith(magic)).toBe(true);
    }
    await lastValueFrom(from(batches(2)).pipe(writeCsv(path('f.tsv'))));
    expect(readFileSync(path('f.tsv'), 'utf8')).toBe('id\tscore\tname\n0\t0\t\n1\t0.5\tn1\n');
  });
});
