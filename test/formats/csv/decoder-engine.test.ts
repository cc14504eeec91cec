import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FILL_BYTES } from '../../../src/formats/csv/builders/record-filler.js';
import type { CsvReadOptions } from '../../../src/formats/csv/decoder.js';
import { textEngine } from '../../../src/simd/text.js';
import { outcome } from './outcome.js';

/** Below this the text engine would not know whether a record is too long, and the scanner reads all. */
const SCANNED = { maxRecordBytes: FILL_BYTES - 1 };

const number = fc.oneof(
  fc.double({ noDefaultInfinity: true, noNaN: true }).map(String),
  fc.integer({ min: -1_000_000, max: 1_000_000 }).map((n) => (n / 1000).toFixed(3)),
  fc.constantFrom('', '""', 'nan', '"2.5"', '-0', '+1', '.5', '5.', '1e-3', '-inf', '0.1234567890'),
);
const whole = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  fc.integer({ min: -99, max: 99 }).map(String),
  fc.constantFrom('', '"7"', '0', '999999999999999999', '-1000000000000000000'),
);
const text = fc.oneof(
  fc.string({ maxLength: 40 }).map((s) => s.replaceAll(/[",\r\n]/g, '_')),
  fc.constantFrom('', '""', '"a,b"', '"say ""so"""', '"two\nlines"', '"two\r\nlines"', 'é', 'a"b'),
);
const flag = fc.constantFrom('true', 'false', 'TRUE', '', '"true"');
const list = fc.constantFrom('"[1,2.5]"', '[]', '', '"[null,""NaN""]"');

const FORMS = [
  { type: 'float64', cell: number },
  { type: 'int64', cell: whole },
  { type: 'text', cell: text },
  { type: 'float32', cell: number },
  { type: 'boolean', cell: flag },
  { type: 'list<float64>', cell: list },
] as const;

/** What is put anywhere into a text. */
const damage = fc.constantFrom('"', ',', '\n', '\r', 'x', '\n\n', '\xff', '1,', '\r\n', '"x"y');

/** A file of more than the engine needs, some of it damaged. */
const table = fc
  .record({
    forms: fc.array(fc.constantFrom(...FORMS), { minLength: 1, maxLength: 6 }),
    rows: fc.integer({ min: 150, max: 500 }),
    newline: fc.constantFrom('\n', '\n', '\r\n'),
    final: fc.boolean(),
    damages: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), damage), {
      maxLength: 2,
    }),
  })
  .chain(({ forms, rows, newline, final, damages }) =>
    fc
      .array(fc.tuple(...forms.map(({ cell }) => cell)), { minLength: 30, maxLength: 30 })
      .map((some) => {
        const lines = Array.from({ length: rows }, (_, i) => some[(i * 7) % some.length]!.join());
        const header = forms.map((_, i) => `c${i}`).join();
        let body = [header, ...lines].join(newline) + (final ? newline : '');
        for (const [place, what] of damages) {
          const at = header.length + 2 + Math.floor(place * (body.length - header.length - 2));
          body = body.slice(0, at) + what + body.slice(at);
        }
        const types = Object.fromEntries(forms.map(({ type }, i) => [`c${i}`, type] as const));
        return { bytes: Buffer.from(body, 'latin1'), types };
      }),
  );

describe('the text engine', () => {
  const kinds = fc.constantFrom('typed', 'typed', 'guessed', 'guessed', 'raw', 'lists');
  const size = fc.constantFrom(Number.POSITIVE_INFINITY, 20_000, 5000, 701);

  it('reads what the scanner reads, and fails as it does, wherever chunks and batches end', () => {
    let batches = 0;
    const property = fc.property(
      table,
      kinds,
      fc.integer({ min: 1, max: 200 }),
      size,
      ({ bytes, types }, kind, rows, chunk) => {
        const options: CsvReadOptions = {
          ...(kind === 'raw' ? { cells: 'raw' } : { header: rows % 5 > 0 }),
          ...(kind === 'lists' ? { cells: 'raw', lists: () => true } : {}),
          ...(kind === 'typed' ? { types } : {}),
          rows,
        };
        const expected = outcome(bytes, { ...options, ...SCANNED }, Number.POSITIVE_INFINITY);
        expect(outcome(bytes, options, chunk)).toEqual(expected);
        expect(outcome(bytes, { ...options, reuseBuffers: true }, chunk)).toEqual(expected);
        batches += expected.rows.length;
      },
    );
    fc.assert(property, { seed: 31, numRuns: 500 });
    expect(batches).toBeGreaterThan(1000);
  });

  it('takes the types from the first block, and reads that again', () => {
    const row = (i: number) => `${i},${i / 7},text ${i},${i % 2 === 0},\n`;
    const lines = Array.from({ length: 60_000 }, (_, i) => row(i));
    const bytes = Buffer.from(`i,x,t,b,e\n${lines.join('')}`);
    const expected = outcome(bytes, SCANNED, Number.POSITIVE_INFINITY);
    expect(expected.error).toBe('');
    expect(outcome(bytes, {}, 100_000)).toEqual(expected);
  });

  it('ends the first block where the scanner ends it, whatever stands there', () => {
    const blank = '\n'.repeat(2000);
    const ends = [
      { before: '', newline: '\n' },
      { before: '', newline: '\r\n' },
      { before: blank, newline: '\n' },
      { before: blank.repeat(1100), newline: '\n' },
    ];
    for (const { before, newline } of ends) {
      // Rows of eight bytes, as they are counted: the 131,072nd completes a mebibyte.
      for (const late of [131_071, 131_072]) {
        const lines = Array.from(
          { length: late + 3000 },
          (_, i) => `${1000 + (i % 9000)},${i % 10}1`,
        );
        lines[late] = '1.5e1,x1';
        lines[1000] = `${lines[1000]}${before}`;
        const bytes = Buffer.from(`a,b\n${lines.join(newline)}${newline}`);
        const options = { rows: 1 << 20 };
        const expected = outcome(bytes, { ...options, ...SCANNED }, Number.POSITIVE_INFINITY);
        expect(outcome(bytes, options, 300_000)).toEqual(expected);
        if (before === '') expect(expected.error === '').toBe(late < 131_072);
      }
    }
  });

  it('counts a line feed behind a carriage return for no row', () => {
    for (const late of [999, 1000]) {
      const rows = Array.from({ length: 2000 }, (_, i) => (i === late ? '1.5' : i));
      const bytes = Buffer.from(`a\r\n${rows.join('\r\n')}\r\n`);
      const options = { rows: 1000 };
      const expected = outcome(bytes, { ...options, ...SCANNED }, Number.POSITIVE_INFINITY);
      expect(expected.error === '').toBe(late === 999);
      expect(outcome(bytes, options, Number.POSITIVE_INFINITY)).toEqual(expected);
    }
  });

  it('guesses from numerals of every form what the scanner guesses', () => {
    const forms = [
      ...['0', '-0', '+0', '7', '-7', '+7', '07', '00', '-', '+', '.', '"8"', '""', ''],
      ...[
        '123456789012345678',
        '1234567890123456789',
        '9223372036854775808',
        '-9223372036854775808',
      ],
      ...[
        '100000000000000000000',
        '1.',
        '.5',
        '-.5',
        '+1.5',
        '1e3',
        '1e',
        '1E+3',
        '01.5',
        '1.5.',
        'e3',
      ],
      ...[
        'nan',
        '-inf',
        'Infinity',
        'true',
        '[1,2]',
        '"[1,2]"',
        ' 1',
        '1 ',
        '"1""2"',
        '1_0',
        '0x1',
      ],
    ];
    for (const first of ['7', '1.5', '""', 'true', '07', '-0']) {
      for (const second of forms) {
        const rows = Array.from({ length: 600 }, (_, i) => `${i === 300 ? second : first},filler`);
        const bytes = Buffer.from(`a,b\n${rows.join('\n')}\n`);
        const expected = outcome(bytes, SCANNED, Number.POSITIVE_INFINITY);
        expect(outcome(bytes, {}, 5000), `${first} ${second}`).toEqual(expected);
      }
    }
  });

  it('names the earliest of fields that do not fit, though it reads a column at a time', () => {
    const line = (i: number) =>
      [i, i === 130 ? 'late' : i / 8, i === 120 ? 'early' : i, i === 120 ? 'behind' : i].join();
    const bytes = Buffer.from(
      `a,b,c,d\n${Array.from({ length: 900 }, (_, i) => line(i)).join('\n')}\n`,
    );
    const types = { a: 'int64', b: 'float64', c: 'int64', d: 'float64' } as const;
    const { error } = outcome(bytes, { types }, Number.POSITIVE_INFINITY);
    expect(error).toMatch(/"early".*"c"/);
    expect(error).toBe(outcome(bytes, { types, ...SCANNED }, Number.POSITIVE_INFINITY).error);
  });

  it('stops for room where every field is odd, and goes on', () => {
    const bytes = Buffer.from(`x\n${'""\r\n'.repeat(30_000)}`);
    const options = { types: { x: 'float64' } } as const;
    const expected = outcome(bytes, { ...options, ...SCANNED }, Number.POSITIVE_INFINITY);
    expect(outcome(bytes, options, 100_000)).toEqual(expected);
    expect(expected.rows.reduce((sum, rows) => sum + rows, 0)).toBe(30_000);
  });

  it('reads integers of every length as the scanner does, and refuses what it refuses', () => {
    const digits = '9182736455463728190';
    const good = Array.from({ length: 18 }, (_, i) => [
      digits.slice(0, i + 1),
      `-${digits.slice(0, i + 1)}`,
    ]).flat();
    const types = { x: 'int64', y: 'int64' } as const;
    const texts = [
      '0',
      '7',
      '9007199254740993',
      '-9999999999999999',
      '-0',
      '00',
      '07',
      '1.5',
      '1x',
      '-',
      '+1',
      ' 1',
    ];
    for (const last of texts) {
      const rows = Array.from({ length: 400 }, (_, i) => good[i % good.length]);
      rows[200] = last;
      const bytes = Buffer.from(`x,y\n${rows.map((x, i) => `${x},${i}`).join('\n')}\n`);
      const expected = outcome(bytes, { types, ...SCANNED }, Number.POSITIVE_INFINITY);
      expect(outcome(bytes, { types }, Number.POSITIVE_INFINITY), last).toEqual(expected);
    }
  });

  it('reads integers of up to 18 digits, and leaves others', () => {
    const engine = textEngine(() => Number.NaN)!;
    engine.memory.grow(1);
    const at = engine.staticEnd();
    const bytes = Buffer.from(engine.memory.buffer);
    const parsed = (digits: string) => {
      bytes.fill(0, at, at + 40);
      bytes.write(digits, at, 'latin1');
      const value = engine.parseWhole(at);
      const end = engine.wholeEnd.value;
      return end === 0 ? undefined : [value, end - at];
    };
    expect(parsed('-42,')).toEqual([-42n, 3]);
    expect(parsed('0')).toEqual([0n, 1]);
    expect(parsed('999999999999999999')).toEqual([999999999999999999n, 18]);
    expect(parsed('1.5')).toEqual([1n, 1]);
    for (const other of ['', '-', '-0', '+1', '00', '07', 'x', '1000000000000000000']) {
      expect(parsed(other), other).toBeUndefined();
    }
  });
});
