import {
  Binary,
  Bool,
  type Data,
  type DataType,
  DateDay,
  DateMillisecond,
  Decimal,
  Dictionary,
  DurationMillisecond,
  Field,
  FixedSizeList,
  Float16,
  Float32,
  Float64,
  Int8,
  Int32,
  Int64,
  List,
  Map_,
  makeData,
  type RecordBatch,
  Schema,
  Struct,
  TimeMicrosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  TimestampSecond,
  Uint64,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { lastValueFrom, of, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { recordBatch, sliceBatch } from '../../../src/columns/batches.js';
import { createCsvDecoder } from '../../../src/formats/csv/decoder.js';
import {
  type CsvWriteOptions,
  createCsvEncoder,
  encodeCsv,
} from '../../../src/formats/csv/encoder.js';

/** A batch of columns by name; all fields may be null. */
function batchOf(
  columns: readonly (readonly [string, Data])[],
  metadata?: Map<string, string>,
): RecordBatch {
  const fields = columns.map(([name, data]) => new Field(name, data.type, true));
  return recordBatch(
    new Schema(fields, metadata),
    columns.map(([, data]) => data),
    columns[0]![1].length,
  );
}

function write(batches: readonly RecordBatch[], options?: CsvWriteOptions): string {
  const encoder = createCsvEncoder(options);
  const chunks = batches.flatMap((batch) => [...encoder.push(batch)]);
  return Buffer.concat([...chunks, ...encoder.end()]).toString();
}

/** The lines of a single column without its header. */
function cells(data: Data, options?: CsvWriteOptions): string[] {
  const other = makeData({
    type: new Int8(),
    length: data.length,
    data: new Int8Array(data.length),
  });
  const text = write(
    [
      batchOf([
        ['a', data],
        ['b', other],
      ]),
    ],
    options,
  );
  return text
    .split('\n')
    .slice(1, -1)
    .map((line) => line.slice(0, -2));
}

const data = <T extends DataType>(values: readonly unknown[], type: T): Data =>
  vectorFromArray(values as unknown[], type).data[0]!;

const texts = (values: readonly (string | null)[]) => data(values, new Utf8());

describe('createCsvEncoder', () => {
  it('writes a header and a line a row, each with its end', () => {
    const batch = batchOf([
      ['id', data([1, 2], new Int32())],
      ['x', texts(['a', null])],
    ]);
    expect(write([batch, batch])).toBe('id,x\n1,a\n2,\n1,a\n2,\n');
    expect(write([batch], { header: false, delimiter: '\t' })).toBe('1\ta\n2\t\n');
  });

  it('writes the header alone for batches without rows', () => {
    expect(write([batchOf([['a', texts([])]])])).toBe('a\n');
  });

  it('quotes what a reader would take for something else', () => {
    const values = ['', 'a,b', 'a"b', 'a\nb', 'a\rb', ' a', 'a ', '\ta', 'a b', '\ufeff', null];
    expect(cells(texts(values)).length).toBeGreaterThan(0);
    const text = write([
      batchOf([
        ['a', texts(values)],
        ['b', texts(values)],
      ]),
    ]);
    const types = { '*': 'text' } as const;
    const decoder = createCsvDecoder({ types });
    const again = [...decoder.push(Buffer.from(text)), ...decoder.end()];
    expect(write(again)).toBe(text);
    expect(text).toBe(
      'a,b\n"",""\n"a,b","a,b"\n"a""b","a""b"\n"a\nb","a\nb"\n"a\rb","a\rb"\n" a"," a"\n"a ","a "\n"\ta","\ta"\na b,a b\n"\ufeff","\ufeff"\n,\n',
    );
  });

  it('writes floats in the shortest form of their own type', () => {
    const floats = Float64Array.of(0.1, 1 / 3, -0, NaN, Infinity, 1e21, 5e-324);
    expect(cells(makeData({ type: new Float64(), data: floats }))).toEqual([
      '0.1',
      '0.3333333333333333',
      '-0',
      'NaN',
      'Infinity',
      '1e+21',
      '5e-324',
    ]);
    expect(cells(makeData({ type: new Float32(), data: Float32Array.of(0.1, 1 / 3, -0) }))).toEqual(
      ['0.1', '0.33333334', '-0'],
    );
    expect(
      cells(makeData({ type: new Float16(), data: Uint16Array.of(0x2e66, 0x3555, 0x8000) })),
    ).toEqual(['0.1', '0.3333', '-0']);
  }); // prettier-ignore

  it.each<[string, Data, string[]]>([
    [
      'int64',
      data([-(2n ** 63n), 2n ** 63n - 1n, -1n, 2n ** 53n], new Int64()),
      ['-9223372036854775808', '9223372036854775807', '-1', '9007199254740992'],
    ],
    ['uint64', data([2n ** 64n - 1n], new Uint64()), ['18446744073709551615']],
    ['boolean', data([true, false, null], new Bool()), ['true', 'false', '']],
    [
      'date',
      makeData({ type: new DateDay(), data: Int32Array.of(0, -1, 19782, 2932897, -719529) }),
      ['1970-01-01', '1969-12-31', '2024-02-29', '+010000-01-01', '-000001-12-31'],
    ],
    [
      'date in milliseconds',
      makeData({ type: new DateMillisecond(), data: BigInt64Array.of(86_400_000n, 1n) }),
      ['1970-01-02', '1970-01-01T00:00:00.001'],
    ],
    [
      'timestamp',
      makeData({ type: new TimestampSecond(), data: BigInt64Array.of(-1n) }),
      ['1969-12-31T23:59:59'],
    ],
    [
      'timestamp with a zone',
      makeData({ type: new TimestampMillisecond('Europe/Berlin'), data: BigInt64Array.of(1n) }),
      ['1970-01-01T00:00:00.001Z'],
    ],
    [
      'timestamp in nanoseconds',
      makeData({ type: new TimestampNanosecond(), data: BigInt64Array.of(2n ** 63n - 1n) }),
      ['2262-04-11T23:47:16.854775807'],
    ],
    [
      'time',
      makeData({ type: new TimeMicrosecond(), data: BigInt64Array.of(86_399_999_999n) }),
      ['23:59:59.999999'],
    ],
    [
      'duration',
      makeData({ type: new DurationMillisecond(), data: BigInt64Array.of(-1500n) }),
      ['-PT1.500S'],
    ],
    [
      'decimal',
      makeData({ type: new Decimal(2, 10), data: Uint32Array.of(-1, -1, -1, -1, 12345, 0, 0, 0) }),
      ['-0.01', '123.45'],
    ],
    [
      'dictionary',
      data(['x', 'y,', null, 'x'], new Dictionary(new Utf8(), new Int32())),
      ['x', '"y,"', '', 'x'],
    ],
    [
      'list',
      data(
        [[0.5, null, NaN], [], null, [-Infinity]],
        new List(new Field('item', new Float64(), true)),
      ),
      ['"[0.5,null,""NaN""]"', '[]', '', '"[""-Infinity""]"'],
    ],
    [
      'list of texts',
      data([['a', 'b"']], new List(new Field('item', new Utf8(), true))),
      ['"[""a"",""b\\""""]"'],
    ],
    [
      'fixed size list',
      data([[1, 2]], new FixedSizeList(2, new Field('item', new Float32(), true))),
      ['"[1,2]"'],
    ],
    [
      'struct',
      data(
        [{ x: 1, y: null }],
        new Struct([new Field('x', new Int32()), new Field('y', new Utf8(), true)]),
      ),
      ['"{""x"":1,""y"":null}"'],
    ],
  ])('writes %s as documented', (_, column, expected) => {
    expect(cells(column)).toEqual(expected);
  }); // prettier-ignore

  it('writes a map as a JSON object', () => {
    const pair = [new Field('key', new Utf8()), new Field('value', new Int32(), true)] as const;
    const entries = new Struct<{ key: Utf8; value: Int32 }>([...pair] as Field[]);
    const type = new Map_<Utf8, Int32>(new Field('entries', entries));
    const keys = texts(['k', 'l']);
    const values = data([1, null], new Int32());
    const child = makeData({ type: type.children[0]!.type, length: 2, children: [keys, values] });
    const column = makeData({ type, length: 1, valueOffsets: Int32Array.of(0, 2), child });
    expect(cells(column)).toEqual(['"{""k"":1,""l"":null}"']);
  });

  it('writes slices as what they hold', () => {
    const batch = batchOf([
      ['i', data([1n, 2n, 3n, null, 5n], new Int64())],
      ['b', data([true, false, true, false, true], new Bool())],
      ['t', texts(['a', 'b', 'c', null, 'e'])],
      ['l', data([[1], [2, 3], [], null, [4]], new List(new Field('item', new Int32(), true)))],
      [
        'f',
        data(
          [
            [1, 2],
            [3, 4],
            [5, 6],
            [7, 8],
            [9, 0],
          ],
          new FixedSizeList(2, new Field('item', new Int32(), true)),
        ),
      ],
    ]);
    const whole = write([batch], { header: false }).split('\n');
    expect(write([sliceBatch(batch, 1, 4)], { header: false }).split('\n')).toEqual([
      ...whole.slice(1, 4),
      '',
    ]);
  });

  it('quotes numbers where the delimiter is a character of numerals', () => {
    const batch = batchOf([
      ['a', data([-1.5, null], new Float64())],
      ['b', data([true, false], new Bool())],
    ]);
    expect(write([batch], { delimiter: '.' })).toBe('a.b\n"-1.5".true\n.false\n');
    expect(write([batch], { delimiter: 'e' })).toBe('aeb\n-1.5e"true"\ne"false"\n');
  });

  it('tells a null row of one column from nothing', () => {
    expect(write([batchOf([['a', data([1, null], new Float64())]])])).toBe('a\n1\n""\n');
    expect(write([batchOf([['a', texts(['x', null, ''])]])])).toBe('a\nx\n\n""\n');
    expect(write([batchOf([['', texts([])]])])).toBe('""\n');
  });

  it('writes nothing for a batch without columns', () => {
    expect(write([recordBatch(new Schema([]), [], 3)])).toBe('');
  });

  it('gives chunks of about a mebibyte, in memory of their own', () => {
    const batch = batchOf([['a', texts(Array<string>(300_000).fill('0123456789'))]]);
    const encoder = createCsvEncoder();
    const chunks = [...encoder.push(batch), ...encoder.push(batch)];
    expect(chunks.length).toBe(8);
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThan((1 << 20) + 100);
    expect(new Set(chunks.map((chunk) => chunk.buffer)).size).toBe(chunks.length);
    expect(Buffer.concat(chunks).length).toBe(2 + 600_000 * 11);
  });

  it('refuses types that have no text, by column and type, before it writes', () => {
    const binary = data([Uint8Array.of(1)], new Binary());
    expect(() =>
      write([
        batchOf([
          ['ok', texts(['a'])],
          ['bin', binary],
        ]),
      ]),
    ).toThrow(
      'encodeCsv: Binary has no form in CSV (column "bin"); expected numbers, text, booleans, dates and times, or lists, structs and maps of them',
    );
  });

  it('refuses a batch of another schema, but not one of other nullability or metadata', () => {
    const one = batchOf([['a', texts(['x'])]]);
    const strict = recordBatch(
      new Schema([new Field('a', new Utf8(), false)]),
      one.data.children,
      1,
    );
    expect(write([one, strict])).toBe('a\nx\nx\n');
    expect(() => write([one, batchOf([['b', texts(['x'])]])])).toThrow(
      'encodeCsv: column 0 is not that of the batches before (got "b: Utf8", batch 1); expected a: Utf8',
    );
    expect(() => write([one, batchOf([['a', data([1], new Int32())]])])).toThrow(
      'encodeCsv: column 0 is not that of the batches before (got "a: Int32", batch 1); expected a: Utf8',
    );
    expect(() =>
      write([
        one,
        batchOf([
          ['a', texts(['x'])],
          ['b', texts(['x'])],
        ]),
      ]),
    ).toThrow(
      'encodeCsv: column 1 is not that of the batches before (got "b: Utf8", batch 1); expected no column',
    );
  });

  it.each([
    [
      { delimiter: '' },
      'delimiter is not one ASCII character (got ""); expected one such as "," ";" "|" or a tab, and no quote or line end',
    ],
    [
      { header: 'no' as unknown as boolean },
      'header is unknown (got "no"); expected true or false',
    ],
    [
      { continues: 1 as unknown as boolean },
      'continues is unknown (got 1); expected true or false',
    ],
  ])('refuses %o when it is made', (options, message) => {
    expect(() => createCsvEncoder(options)).toThrow(`createCsvEncoder: ${message}`);
    expect(() => encodeCsv(options)).toThrow(`encodeCsv: ${message}`);
  }); // prettier-ignore
});

describe('raw cells', () => {
  function raw(text: string, options = {}): RecordBatch[] {
    const decoder = createCsvDecoder({ cells: 'raw', ...options });
    return [...decoder.push(Buffer.from(text)), ...decoder.end()];
  }

  it('come back byte for byte, with quotes, header, line ends and byte order mark as they were', () => {
    const text = '\ufeff"a",b c,"d ""x"""\r\n"1",007,\r\n 2 ,"","x\ny"\r\n';
    expect(write(raw(text))).toBe(text);
    expect(write(raw('1,"2"\n', { header: false }))).toBe('1,"2"\n');
  });

  it('go on behind other text without a header, a mark, or quotes around what would be one', () => {
    const continues = { continues: true };
    expect(write(raw('\ufeffa,b\n\ufeff1,2\n'), continues)).toBe('\ufeff1,2\n');
    expect(write(raw('a,b\n\ufeff1,2\n'), continues)).toBe('\ufeff1,2\n');
    expect(write(raw('a,b\n\ufeff1,2\n'), { header: false })).toBe('"\ufeff1",2\n');
  });

  it('are quoted anew under another delimiter', () => {
    expect(write(raw('a,b\n"x,y",p;q\n"say ""hi""",\n'), { delimiter: ';' })).toBe(
      'a;b\nx,y;"p;q"\n"say ""hi""";\n',
    );
  });

  it('stand beside columns that were given a type', () => {
    expect(write(raw('a,b\n"1",1.50\n', { types: { b: 'float64' } }))).toBe('a,b\n"1",1.5\n');
  });

  it('are not believed: what is no field is quoted', () => {
    const [batch] = raw('a,b\nx,y\n');
    const broken = ['p,q', '"open', 'line\nend', '"a"b"', '"'];
    const columns = broken.map((text) => texts([text, text]));
    for (const [i, column] of columns.entries()) {
      const forged = recordBatch(batch!.schema, [column, column], 2);
      const decoder = createCsvDecoder({ types: { '*': 'text' } });
      const again = [...decoder.push(Buffer.from(write([forged]))), ...decoder.end()];
      expect(again[0]!.getChildAt(0)!.get(1)).toBe(broken[i]);
    }
  });

  it('ignore a dialect that is none', () => {
    const [batch] = raw('a\nx\n');
    for (const forged of ['', '{', '[]', '{"delimiter":1}', 'null']) {
      const schema = new Schema(batch!.schema.fields, new Map([['logitflow.csv', forged]]));
      expect(write([recordBatch(schema, batch!.data.children, 1)])).toBe('a\nx\n');
    }
  });

  it('are text of which other writers see the bytes', () => {
    expect(raw('a\n"1"\n')[0]!.getChildAt(0)!.get(0)).toBe('"1"');
  });
});

describe('encodeCsv', () => {
  it('is cold: each subscription writes its own header', async () => {
    const chunks = of(batchOf([['a', texts(['x'])]])).pipe(encodeCsv(), toArray());
    const written = async () => Buffer.concat(await lastValueFrom(chunks)).toString();
    expect(await written()).toBe('a\nx\n');
    expect(await written()).toBe('a\nx\n');
  });
});

describe('rounded numbers', () => {
  const floats = batchOf([
    ['f64', makeData({ type: new Float64(), data: new Float64Array([0.12345, -0.0001, 1e21]) })],
    ['f32', makeData({ type: new Float32(), data: new Float32Array([0.1, 16777216, Infinity]) })],
    ['f16', makeData({ type: new Float16(), data: new Uint16Array([0x3800, 0x3555, 0x7e00]) })],
    ['i32', makeData({ type: new Int32(), data: new Int32Array([1, 2, 3]) })],
  ]);

  it('have as many decimals as precision says, in floats of every width and in nothing else', () => {
    expect(write([floats], { precision: 3 })).toBe(
      'f64,f32,f16,i32\n0.123,0.100,0.500,1\n0.000,16777216.000,0.333,2\n1000000000000000000000.000,Infinity,NaN,3\n',
    );
  });

  it('have as many digits as significant says', () => {
    expect(write([floats], { significant: 3 })).toBe(
      'f64,f32,f16,i32\n0.123,0.1,0.5,1\n-0.0001,16800000,0.333,2\n1e+21,Infinity,NaN,3\n',
    );
  });

  it('stand in lists, structs and dictionaries too', () => {
    const list = vectorFromArray(
      [[0.5, null, 1 / 3]],
      new List(new Field('item', new Float64(), true)),
    );
    const pair = vectorFromArray([{ a: 2 / 3 }], new Struct([new Field('a', new Float32(), true)]));
    const entry = vectorFromArray([1 / 3], new Dictionary(new Float64(), new Int32()));
    const batch = batchOf([
      ['list', list.data[0]!],
      ['pair', pair.data[0]!],
      ['entry', entry.data[0]!],
    ]);
    expect(write([batch], { precision: 2, delimiter: ';' })).toBe(
      'list;pair;entry\n[0.50,null,0.33];"{""a"":0.67}";0.33\n',
    );
  });

  it('are quoted where the delimiter may stand in them', () => {
    const batch = batchOf([
      ['x', makeData({ type: new Float64(), data: new Float64Array([0.5]) })],
    ]);
    const two = batchOf([
      ['x', batch.data.children[0]!],
      ['y', batch.data.children[0]!],
    ]);
    expect(write([two], { precision: 1, delimiter: '5' })).toBe('x5y\n"0.5"5"0.5"\n');
  });

  it('leave raw cells as they are', () => {
    const decoder = createCsvDecoder({ cells: 'raw' });
    const batches = [...decoder.push(Buffer.from('x\n1.23456\n')), ...decoder.end()];
    expect(write(batches, { precision: 1 })).toBe('x\n1.23456\n');
  });

  it.each([
    [
      { precision: -1 },
      RangeError,
      'precision is out of range (got -1); expected an integer from 0 to 100',
    ],
    [
      { precision: 101 },
      RangeError,
      'precision is out of range (got 101); expected an integer from 0 to 100',
    ],
    [
      { significant: 0 },
      RangeError,
      'significant is out of range (got 0); expected an integer from 1 to 17',
    ],
    [
      { significant: 2.5 },
      RangeError,
      'significant is out of range (got 2.5); expected an integer from 1 to 17',
    ],
    [
      { precision: 2, significant: 3 },
      TypeError,
      'precision and significant are both given (got 3); expected one of them',
    ],
  ])('are refused for %j', (options, Kind, message) => {
    expect(() => createCsvEncoder(options)).toThrow(Kind);
    expect(() => createCsvEncoder(options)).toThrow(message);
  });
});
