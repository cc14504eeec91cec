import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { concatMap, lastValueFrom, take, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileError, FormatError, LimitError } from '../../src/errors.js';
import { type CsvRowsOptions, readCsvRows } from '../../src/files/fast-csv/csv-rows.js';

let folder: string;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rows-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(content: string | Uint8Array): Promise<string> {
  const path = join(folder, `${files++}.csv`);
  await writeFile(path, content);
  return path;
}

async function rowsOf(content: string | Uint8Array, options?: CsvRowsOptions) {
  return lastValueFrom(readCsvRows(await file(content), options).pipe(toArray()));
}

/** The error's class and message, with the folder's name left out. */
async function failureOf(content: string | Uint8Array, options?: CsvRowsOptions): Promise<string> {
  const error = await rowsOf(content, options).then(
    () => 'no error',
    (reason: unknown) => String(reason),
  );
  return error.replace(/: \S*[0-9]+\.csv: /, ': ');
}

/** How many descriptors of this process are open on `path`. */
async function openOn(path: string): Promise<number> {
  const links = await Promise.all(
    (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
  );
  return links.filter((link) => link === path).length;
}

describe('readCsvRows', () => {
  it('gives arrays of strings, the header as the first row', async () => {
    expect(await rowsOf('a,b\n1,"x,y"\n', { headers: true })).toEqual([
      ['a', 'b'],
      ['1', 'x,y'],
    ]);
  });

  it.each<[string, string, CsvRowsOptions]>([
    ['a delimiter', 'a;b\n1;2', { delimiter: ';' }],
    ['another quote', "a,'b'\n1,'2'", { quote: "'" }],
    ['an escape', '"a",b\n1,2', { escape: '\\' }],
    ['comments', '# c\na,b\n# "\n1,2', { comment: '#' }],
    ['blanks around fields', ' a , b \n 1 ,2 ', { trim: true }],
    ['rows to pass over before the header', 'x\na,b\n1,2', { skipLines: 1 }],
    ['empty rows', 'a,b\n , \n1,2', { ignoreEmpty: true }],
    ['names from the options', '1,2', { headers: ['a', 'b'] }],
    ['names that replace the header', 'x,y\n1,2', { headers: ['a', 'b'], renameHeaders: true }],
    ['CRLF, a byte order mark and no final line end', '\ufeffa,b\r\n1,2', {}],
    ['blank lines', 'a,b\n\n1,2\n\n', {}],
  ])('reads a dialect with %s', async (_, text, options) => {
    expect(await rowsOf(text, options)).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('reads an escaped quote', async () => {
    expect(await rowsOf('"a\\"b",c', { escape: '\\' })).toEqual([['a"b', 'c']]);
  });

  it('counts skipRows and maxRows in rows of data, without the header', async () => {
    const options = { headers: true, skipRows: 1, maxRows: 1 };
    expect(await rowsOf('a\n1\n2\n3\n', options)).toEqual([['a'], ['2']]);
  });

  it('keeps a blank line as an empty field where the file has one column', async () => {
    expect(await rowsOf('a\n\n1\n')).toEqual([['a'], [''], ['1']]);
  });

  it('tells gzip by its bytes', async () => {
    expect(await rowsOf(gzipSync('a,b\n1,2\n'))).toHaveLength(2);
  });

  it('reads Latin-1 and UTF-16 where it is told to', async () => {
    expect(await rowsOf(Buffer.from('ä\x80', 'latin1'), { encoding: 'latin1' })).toEqual([
      ['ä\x80'],
    ]);
    const utf16 = Buffer.from('\ufeffä,b', 'utf16le');
    expect(await rowsOf(utf16, { encoding: 'utf16le' })).toEqual([['ä', 'b']]);
  });

  it('puts characters together that a chunk border cuts', async () => {
    const text = `${'x'.repeat(65_535)},ä\n`.repeat(10);
    expect((await rowsOf(text)).map((row) => row[1])).toEqual(Array(10).fill('ä'));
  });

  it('emits rows at a steady pace under a slow consumer', async () => {
    const path = await file('1,2\n'.repeat(2000));
    const slow = readCsvRows(path).pipe(
      concatMap(async (row) => row),
      toArray(),
    );
    expect(await lastValueFrom(slow)).toHaveLength(2000);
  });

  it('is cold: each subscription reads the file anew', async () => {
    const rows = readCsvRows(await file('a,b\n1,2\n')).pipe(toArray());
    expect(await lastValueFrom(rows)).toEqual(await lastValueFrom(rows));
  });

  it('closes the file within 200 ms of being unsubscribed', async () => {
    const path = await file('1,2\n'.repeat(1_000_000));
    await lastValueFrom(readCsvRows(path).pipe(take(3)));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await openOn(path)).toBe(0);
  });
});

describe('readCsvRows steps around fast-csv:', () => {
  it('a missing file is a FileError, not an uncaught exception', async () => {
    const missing = join(folder, 'missing.csv');
    await expect(lastValueFrom(readCsvRows(missing))).rejects.toThrow(FileError);
  });

  it('an unclosed quote ends at the limit, in time proportional to the input', async () => {
    const started = performance.now();
    const text = `a,b\n1,"${'x'.repeat(2 << 20)}`;
    expect(await failureOf(text)).toBe(
      'FormatError: readCsvRows: the input ends within a quoted field (row 1); expected a closing quote',
    );
    expect(await failureOf(text, { maxRecordBytes: 1 << 20 })).toBe(
      'LimitError: readCsvRows: a record is longer than 1048576 bytes (row 1); expected a closing quote or a line end before that, or a higher maxRecordBytes',
    );
    expect(performance.now() - started).toBeLessThan(5000); // fast-csv by itself: 9 s
  });

  it('a long quoted field is read in linear time', async () => {
    const field = 'x,\n'.repeat(1 << 19);
    const started = performance.now();
    expect(await rowsOf(`"${field}",1\n2,3\n`)).toEqual([
      [field, '1'],
      ['2', '3'],
    ]);
    expect(performance.now() - started).toBeLessThan(4000); // fast-csv by itself: 5 s and more
  });

  it('an error does not quote the rest of the file', async () => {
    expect(await failureOf(`a\n"x"${'secret'.repeat(100)}\n`)).toBe(
      'FormatError: readCsvRows: text stands behind a closing quote, in this row or one soon after it (row 0); expected a delimiter or a line end',
    );
  });

  it('a short row is an error, not padded, and the rows before it are emitted', async () => {
    const seen: string[][] = [];
    const path = await file('a,b\n1,2\n3\n');
    const done = new Promise<unknown>((resolve) => {
      readCsvRows(path, { headers: true }).subscribe({
        next: (row) => seen.push(row),
        error: resolve,
        complete: () => resolve('complete'),
      });
    });
    expect(String(await done)).toBe(
      `DataError: ${path}: readCsvRows: a row has 1 field (row 1); expected 2, as the first row has`,
    );
    expect(seen).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('integer-like, empty and __proto__ names keep their place', async () => {
    const names = ['b', '1', '0', '', '__proto__', 'b'];
    expect(await rowsOf(`${names.join(',')}\n`, { headers: true })).toEqual([names]);
  });

  it('maxRows ends the reading: what follows is not looked at', async () => {
    const text = `${'1,2\n'.repeat(100_000)}"x"y\n`;
    expect(await rowsOf(text, { maxRows: 1 })).toEqual([['1', '2']]);
  });

  it('bytes that are not UTF-8 are an error, not U+FFFD', async () => {
    expect(await failureOf(Uint8Array.of(0x61, 0xff, 0x0a))).toBe(
      'FormatError: readCsvRows: the text is not UTF-8 (row 0); expected the option encoding that fits',
    );
  });
});

describe('readCsvRows refuses', () => {
  it.each([
    [{ delimiter: ';;' }, 'readCsvRows: bad delimiter (got ";;"); expected one character'],
    [{ skipRows: -1 }, 'readCsvRows: bad skipRows (got -1); expected an integer from 0'],
    [
      { header: true },
      'readCsvRows: unknown option (got "header"); expected one of delimiter, quote, escape, comment, trim, ltrim, rtrim, headers, renameHeaders, ignoreEmpty, skipLines, skipRows, maxRows, encoding, maxRecordBytes, gate; did you mean "headers"?',
    ],
  ])('%o when it is called', (options, message) => {
    expect(() => readCsvRows('x.csv', options as CsvRowsOptions)).toThrow(message);
  });

  it('keeps the kinds of its errors apart', async () => {
    await expect(rowsOf('"a')).rejects.toBeInstanceOf(FormatError);
    await expect(rowsOf('"a', { maxRecordBytes: 1 })).rejects.toBeInstanceOf(FormatError);
    const long = `"${'a'.repeat(1 << 18)}`;
    await expect(rowsOf(long, { maxRecordBytes: 1 })).rejects.toBeInstanceOf(LimitError);
  });
});
