import { type Data, type Field, type RecordBatch, Utf8 } from 'apache-arrow';
import fc from 'fast-check';
import { from, lastValueFrom, Observable, of, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { columnAt } from '../../../src/columns/batches.js';
import { CELLS_KEY } from '../../../src/columns/text.js';
import {
  type CsvReadOptions,
  createCsvDecoder,
  decodeCsv,
} from '../../../src/formats/csv/decoder.js';
import { textOf } from '../../../src/formats/csv/encode/value-text.js';
import { createCsvEncoder } from '../../../src/formats/csv/encoder.js';

const ENCODER = new TextEncoder();

function read(
  input: string | Uint8Array,
  options?: CsvReadOptions,
  size = Number.POSITIVE_INFINITY,
): RecordBatch[] {
  const bytes = typeof input === 'string' ? ENCODER.encode(input) : input;
  const decoder = createCsvDecoder(options);
  const batches: RecordBatch[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    batches.push(...decoder.push(bytes.slice(at, Math.min(bytes.length, at + size))));
  }
  return [...batches, ...decoder.end()];
}

function write(batches: readonly RecordBatch[]): string {
  const encoder = createCsvEncoder();
  return Buffer.concat(batches.flatMap((batch) => [...encoder.push(batch)])).toString();
}

/** apache-arrow's own `get` would drop a byte order mark at the beginning of a text. */
function textsOf(batches: readonly RecordBatch[]): string[][] {
  return batches.flatMap((batch) => {
    const columns = batch.data.children.map((data: Data) => textOf(data));
    return Array.from({ length: batch.numRows }, (_, row) => columns.map((text) => text(row)));
  });
}

function failure(f: () => unknown): string {
  try {
    f();
  } catch (error) {
    return String(error);
  }
  return 'no error';
}

function typesOf(batch: RecordBatch | undefined): string[] {
  return batch?.schema.fields.map((field: Field) => String(field.type)) ?? [];
}

describe('createCsvDecoder', () => {
  it.each<[CsvReadOptions, string]>([
    [
      { delimiter: '' },
      'delimiter is not one ASCII character (got ""); expected one such as "," ";" "|" or a tab, and no quote or line end',
    ],
    [
      { delimiter: 'é' },
      'delimiter is not one ASCII character (got "é"); expected one such as "," ";" "|" or a tab, and no quote or line end',
    ],
    [
      { delimiter: '"' },
      'delimiter is not one ASCII character (got "\\""); expected one such as "," ";" "|" or a tab, and no quote or line end'.replace(
        '\\"',
        '"',
      ),
    ],
    [{ rows: 0 }, 'rows is out of range (got 0); expected an integer from 1 to 1073741824'],
    [
      { maxFieldBytes: 2 ** 31 },
      'maxFieldBytes is out of range (got 2147483648); expected an integer from 1 to 1073741824',
    ],
    [{ cells: 'row' as 'raw' }, 'cells is unknown (got "row"); expected "typed" or "raw"'],
    [{ header: 1 as unknown as true }, 'header is unknown (got 1); expected true or false'],
    [
      { types: { a: 'float' as 'text' } },
      'no such type (got "float", column "a"); expected one of int64, int32, float64, float32, float16, boolean, text, list<float64>, list<float32>, list<float16>',
    ],
    [
      { types: { a: 'float46' as 'text' } },
      'no such type (got "float46", column "a"); expected one of int64, int32, float64, float32, float16, boolean, text, list<float64>, list<float32>, list<float16>; did you mean "float64"?',
    ],
  ])('refuses %o when it is made', (options, message) => {
    expect(() => createCsvDecoder(options)).toThrow(`createCsvDecoder: ${message}`);
    expect(() => decodeCsv(options)).toThrow(`decodeCsv: ${message}`);
  }); // prettier-ignore

  it('infers types from the first mebibyte, and names a later cell that contradicts', () => {
    const text = `id,score\n${'1,2\n'.repeat(300_000)}5,"\n"\n6,1.5\n`;
    expect(failure(() => read(text))).toBe(
      'DataError: decodeCsv: the value is not int64, as the column\'s first rows are (got "\\u{000a}", column "score", row 300000, line 300002); expected an integer of 64 bits, or --type score=text (types: { "score": \'text\' })',
    );
    expect(failure(() => read(text.replace('"\n"', '7')))).toBe(
      'DataError: decodeCsv: the value is not int64, as the column\'s first rows are (got "1.5", column "score", row 300001, line 300003); expected an integer of 64 bits, or --type score=float64 (types: { "score": \'float64\' })',
    );
    expect(typesOf(read(text, { types: { score: 'text' } })[0])).toEqual(['Int64', 'Utf8']);
  });

  it('takes a float within the first mebibyte into account', () => {
    const text = `a\n${'1\n'.repeat(400_000)}1.5\n`;
    expect(typesOf(read(text, { rows: 500_000 })[0])).toEqual(['Float64']);
    expect(failure(() => read(text, { rows: 400_000 }))).toContain('(got "1.5", column "a"');
  });

  it('reports the earliest row that fits not its column, whichever column it is', () => {
    const types = { a: 'int64', b: 'int64' } as const;
    expect(failure(() => read('a,b\n1,1\n1,x\ny,1\n', { types }))).toContain(
      'column "b", row 1, line 3',
    );
    expect(failure(() => read('a,b\n1,1\nx,1\n1\n', { types }))).toContain(
      'has 1 field (row 2, line 4)',
    );
  });

  it('gives a later cell in a column that was empty at first as text, of which numbers may be read', () => {
    const [batch] = read('a,b\n,1\n', {});
    const field = batch!.schema.fields[0]!;
    expect(field.type).toBeInstanceOf(Utf8);
    expect(field.metadata.get(CELLS_KEY)).toBe('text');
    const batches = read(`a,b\n${',1\n'.repeat(600_000)}x,2\n`);
    expect(batches.at(-1)!.getChildAt(0)!.at(-1)).toBe('x');
  });

  it.each([
    [8192, 9, [29, 11]], // 2 MiB
    [9000, 8, [32, 8]],
    [9000, 8, [29, 11], 29],
    [9000, 60, [5, 4]], // 256 bytes a column
  ])(
    'lets batches of %i columns and fields of %i bytes have rows %j',
    (columns, bytes, rows, most?: number) => {
      const field = '1'.padEnd(bytes - 1, ' ');
      const record = `${Array(columns).fill(field).join(',')}\n`;
      const count = rows.reduce((sum, next) => sum + next);
      const options = { header: false, ...(most === undefined ? {} : { rows: most }) };
      for (const size of [1 << 19, Number.POSITIVE_INFINITY]) {
        const batches = read(record.repeat(count), options, size);
        expect(batches.map(({ numRows }) => numRows)).toEqual(rows);
      }
    },
  );

  it('gives columns of few rows memory that no other batch lies in', () => {
    const text = `a,b,c\n${'1,2.5,\n'.repeat(50)}`;
    const buffers = read(text, { rows: 20 }).map(
      ({ data }) => new Set(data.children.slice(0, 2).map(({ values }) => values.buffer)),
    );
    expect(buffers.map(({ size }) => size)).toEqual([1, 1, 1]);
    expect(new Set(buffers.flatMap((each) => [...each])).size).toBe(3);
  });

  it('cuts batches by rows and by 2 MiB of text', () => {
    expect(read('a\n1\n2\n3\n', { rows: 2 }).map((b) => b.numRows)).toEqual([2, 1]);
    const long = 'x'.repeat((1 << 20) - 1);
    expect(read(`a\n${`${long}\n`.repeat(5)}`).map((b) => b.numRows)).toEqual([2, 2, 1]);
    expect(read(`a\n${'1\n'.repeat(70_000)}`).map((b) => b.numRows)).toEqual([65_536, 4464]);
  });

  it('gives one batch of zero rows where there is none', () => {
    expect(read('a,b\n').map((b) => [b.numRows, b.numCols])).toEqual([[0, 2]]);
    expect(read('', { header: false }).map((b) => [b.numRows, b.numCols])).toEqual([[0, 0]]);
  });

  it('keeps blank lines before the first row of a file of one column without a header', () => {
    expect(read('\n\n1\n', { header: false }).map((b) => b.toArray().map(String))).toEqual([
      ['{"column_0": null}', '{"column_0": null}', '{"column_0": 1}'],
    ]);
    expect(read('\n\n1,2\n', { header: false })[0]!.numRows).toBe(1);
    expect(read('\n\n', { header: false })[0]!.numRows).toBe(2);
  });

  it('does not hold on to blank lines', () => {
    const decoder = createCsvDecoder();
    const blank = new Uint8Array(1 << 20).fill(10);
    const before = process.memoryUsage().arrayBuffers;
    for (const chunk of [ENCODER.encode('a,b\n'), ...Array<Uint8Array>(16).fill(blank)]) {
      expect([...decoder.push(chunk)]).toEqual([]);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 << 20);
  });

  it('does not hold on to blank lines behind a row, from which types could still be learnt', () => {
    const decoder = createCsvDecoder();
    const blank = new Uint8Array(1 << 20).fill(10);
    const before = process.memoryUsage().arrayBuffers;
    for (const chunk of [ENCODER.encode('a,b\n1,2\n'), ...Array<Uint8Array>(32).fill(blank)]) {
      expect([...decoder.push(chunk)]).toEqual([]);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(12 << 20);
    const [batch] = [...decoder.push(ENCODER.encode('3,4')), ...decoder.end()];
    expect(batch!.toArray().map(String)).toEqual(['{"a": 1, "b": 2}', '{"a": 3, "b": 4}']);
  });

  it('reads integers up to the ends of 64 bits exactly', () => {
    const ends = ['-9223372036854775808', '9223372036854775807', '-1', '4294967296', '-4294967297'];
    const [batch] = read(`a\n${ends.join('\n')}\n`);
    expect([...batch!.getChildAt(0)!].map(String)).toEqual(ends);
    const types = { a: 'int64' } as const;
    for (const bad of [
      '9223372036854775808',
      '-9223372036854775809',
      '+1',
      '01',
      '-0',
      '1e3',
      ' 1',
    ]) {
      expect(failure(() => read(`a\n${bad}\n`, { types }))).toContain(`(got "${bad}"`);
    }
  });

  it('infers text where a double would lose digits of an identifier, and a number where it prints the same', () => {
    expect(typesOf(read('a\n12345678901234567890\n')[0])).toEqual(['Utf8']);
    expect(typesOf(read('a\n100000000000000000000\n0.5\n')[0])).toEqual(['Float64']);
    expect(typesOf(read(`a\n${'9'.repeat(500)}\n`)[0])).toEqual(['Utf8']);
    expect(typesOf(read('a\n-0\n')[0])).toEqual(['Float64']);
  });

  it('rounds to float16 and float32 once, to nearest even', () => {
    const types = { h: 'float16', f: 'float32' } as const;
    const [batch] = read('h,f\n2049,16777217\n2051,16777219\n70000,1e39\n5e-8,1e-45\n', { types });
    expect(Array.from(columnAt(batch!, 0).values as Uint16Array)).toEqual([
      0x6800, 0x6802, 0x7c00, 1,
    ]);
    expect(Array.from(columnAt(batch!, 1).values as Float32Array)).toEqual([
      16777216,
      16777220,
      Infinity,
      2 ** -149,
    ]);
  });

  it('reads what it wrote, whatever the texts are and wherever the chunks end', () => {
    const alphabet = ['a', ',', '"', '\n', '\r', ' ', 'é', '𝛼', '1', '\0', '\ufeff', '[', ']', ';'];
    const cell = fc
      .array(fc.constantFrom(...alphabet), { maxLength: 6 })
      .map((part) => part.join(''));
    const table = fc
      .integer({ min: 1, max: 4 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1 }),
      );
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 9 }), fc.boolean(), (rows, size, bare) => {
        const quoted = (text: string) =>
          bare && /^[^",\n\r\ufeff]+$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
        const header = rows[0]!.map((_, i) => `c${i}`).join(',');
        const text = `${header}\n${rows.map((row) => row.map(quoted).join(',')).join('\n')}\n`;
        const types = { '*': 'text' } as const;
        const batches = read(text, { types, rows: 2 }, size);
        expect(textsOf(batches)).toEqual(rows);
        expect(textsOf(read(write(batches), { types }))).toEqual(rows);
        expect(write(read(text, { cells: 'raw' }, size))).toBe(text);
      }),
      { seed: 11, numRuns: 1000 },
    );
  });

  it('fails in the same words wherever the chunks end, or reads the same', () => {
    const soup = fc.array(
      fc.constantFrom('a', '1', '.', ',', '"', '\n', '\r', '\r\n', '""', 'é', ' '),
      {
        maxLength: 30,
      },
    );
    fc.assert(
      fc.property(soup, fc.integer({ min: 1, max: 7 }), fc.boolean(), (parts, size, header) => {
        const text = parts.join('');
        const outcome = (chunk?: number) => {
          let all = '';
          return (
            failure(() => {
              all = write(read(text, { header, rows: 3 }, chunk));
            }) + all
          );
        };
        expect(outcome(size)).toBe(outcome());
      }),
      { seed: 12, numRuns: 3000 },
    );
  });
});

describe('createCsvDecoder is bounded:', () => {
  const LONG = 40e6;

  /** The milliseconds of processor time that it takes, which do not tell what else the machine does. */
  function readLong(length: number): number {
    const start = process.cpuUsage();
    const decoder = createCsvDecoder();
    const chunk = new Uint8Array(1 << 16).fill(0x61);
    const batches = [...decoder.push(ENCODER.encode('a,b\n1,"'))];
    for (let sent = 0; sent < length; sent += chunk.length) batches.push(...decoder.push(chunk));
    batches.push(...decoder.push(ENCODER.encode('"\n')), ...decoder.end());
    const { valueOffsets } = columnAt(batches[0]!, 1);
    expect(valueOffsets[1]).toBeGreaterThanOrEqual(length);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  }

  it('a field of 40 MB takes four times as long as one of 10 MB', () => {
    readLong(1e6);
    const quarter = Math.min(readLong(LONG / 4), readLong(LONG / 4));
    const whole = Math.min(readLong(LONG), readLong(LONG));
    expect(whole / quarter).toBeLessThan(9); // quadratic: 16
  });

  it.each([
    [
      'maxFieldBytes',
      { maxFieldBytes: 10 },
      'a,b\n1,"xxxxxxxxxxxxxxxxxxxx',
      'a field is longer than 10 bytes (line 2); expected a closing quote or a line end before that, or a higher maxFieldBytes',
    ],
    [
      'maxFieldBytes',
      { maxFieldBytes: 10 },
      'a,b\n1,xxxxxxxxxxxxxxxxxxxx\n',
      'a field is longer than 10 bytes (line 2); expected a closing quote or a line end before that, or a higher maxFieldBytes',
    ],
    [
      'maxRecordBytes',
      { maxRecordBytes: 10 },
      'a,b\n1234567,1234567\n',
      'a record is longer than 10 bytes (line 2); expected a closing quote or a line end before that, or a higher maxRecordBytes',
    ],
    [
      'maxColumns',
      { maxColumns: 2 },
      'a,b,c\n',
      'the first record has more than 2 fields (line 1); expected fewer columns, or a higher maxColumns',
    ],
  ])('%s says which limit it is', (_, options, text, message) => {
    for (const size of [1, 4, 100]) {
      expect(failure(() => read(text, options, size))).toBe(`LimitError: decodeCsv: ${message}`);
    }
  }); // prettier-ignore

  it('an unclosed quote does not put the file into the message', () => {
    const text = `a,b\n1,"${'secret,\n'.repeat(10_000)}`;
    expect(failure(() => read(text)).length).toBeLessThan(200);
  });

  it('100,000 columns are read in seconds, equal names included', () => {
    const width = 100_000;
    const header = Array.from({ length: width }, (_, i) => `c${i % 1000}`).join();
    const row = Array.from({ length: width }, (_, i) => i % 7).join();
    const started = performance.now();
    const batches = read(`${header}\n${`${row}\n`.repeat(4)}`);
    expect(batches.map((b) => [b.numRows, b.numCols])).toEqual([[4, width]]);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('a row with far too many fields costs no more than its bytes', () => {
    expect(failure(() => read(`a,b\n${','.repeat(10_000_000)}\n`))).toContain(
      'has 10000001 fields',
    );
  });
});

describe('decodeCsv', () => {
  it('is cold: each subscription has its own decoder', async () => {
    const batches = of(ENCODER.encode('a\n1\n')).pipe(decodeCsv());
    expect((await lastValueFrom(batches)).numRows).toBe(1);
    expect((await lastValueFrom(batches)).numRows).toBe(1);
  });

  it('stops parsing after take(2), also within one chunk', async () => {
    let pulled = 0;
    const chunks = function* () {
      yield ENCODER.encode(`a\n${'1\n'.repeat(10)}x\n`);
      pulled++;
      yield ENCODER.encode('2\n');
    };
    const options = { rows: 1, types: { a: 'int64' } } as const;
    const batches = from(chunks()).pipe(decodeCsv(options), take(2), toArray());
    expect(await lastValueFrom(batches)).toHaveLength(2);
    expect(pulled).toBe(0);
  });

  it('passes on an error of the source', async () => {
    const broken = new Observable<Uint8Array>((s) => s.error(new Error('broken')));
    await expect(lastValueFrom(broken.pipe(decodeCsv()))).rejects.toThrow('broken');
  });
});

describe('decodeCsv of UTF-16', () => {
  const text = Buffer.from('id,x\n1,2\n3,4\n', 'utf16le');

  it.each([
    ['UTF-16LE', text],
    ['UTF-16BE', Buffer.from(text).swap16()],
    ['UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), text])],
  ])('names %s, whatever the chunks, with a header and without', (name, bytes) => {
    const message = `decodeCsv: the text is in ${name} (line 1); expected text in UTF-8, which iconv -f ${name} -t UTF-8 makes of it`;
    for (const size of [1, 2, 3, 7, 100]) {
      expect(() => read(bytes, {}, size)).toThrow(message);
      expect(() => read(bytes, { header: false }, size)).toThrow(message);
    }
  });

  it('is not what text with NULs in it is taken for', () => {
    const texts = [
      'a\0b,x\n1,2\n',
      'a,b\n\0,\0\n\0,\0\n',
      '\0\0,\0b\n\0,1\n',
      // Half characters at the line end.
      '\0a,\0b,\0c,\0d\n1,2,3,4\n',
      '\0,\0a,\0b,\0c,\n1,2,3,4,5\n',
      'a\0,\0b\0,\0x\n1,2,3\n',
      // As few as in UTF-16, but by chance.
      'a\0,\0\n1,2\n',
    ];
    for (const text of texts) expect(write(read(text))).toBe(text);
  });
});
