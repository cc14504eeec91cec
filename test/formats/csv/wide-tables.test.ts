import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Slabs } from '../../../src/columns/slabs.js';
import { FloatBuilder } from '../../../src/formats/csv/builders/number-builders.js';
import { isVeryWide } from '../../../src/formats/csv/builders/record-filler.js';
import { TextBuilder } from '../../../src/formats/csv/builders/text-builder.js';
import { WideFiller } from '../../../src/formats/csv/builders/wide-filler.js';
import type { CsvReadOptions, CsvType } from '../../../src/formats/csv/options.js';
import { outcome } from './outcome.js';

/** The fewest columns that are very many: rows of them go by the text engine one by one. */
const WIDTH = 10_923;
/** What the engine loads at once of such rows; with a limit below it the scanner reads all. */
const SCANNED = { maxRecordBytes: 32 * WIDTH - 33 };

const header = Array.from({ length: WIDTH }, (_, i) => `c${i}`).join();
const number = fc.constantFrom(
  '0.25',
  '1.5',
  '-3e2',
  '0.1234567890',
  '1',
  '',
  '""',
  'nan',
  '"2.5"',
);
const whole = fc.constantFrom('0', '7', '-12', '999999999999999999', '', '"7"', '9007199254740993');
const text = fc.constantFrom('word', 'é', '', '""', '"a,b"', '"two\nlines"', '"so ""so"""');
const damage = fc.constantFrom('"', ',', '\n', '\r', 'x', '\n\n', '\xff', '1,', '\r\n', '"x"y');
const TYPES = ['float64', 'int64', 'text'] as const;

/** Numbers and integers with some texts between, of which some cells are drawn and all others follow from these. */
const table = fc
  .record({
    cells: fc.array(fc.tuple(number, whole, text), { minLength: 40, maxLength: 40 }),
    texts: fc.constantFrom(0, 0, 400, 30),
    rows: fc.integer({ min: 1, max: 12 }),
    newline: fc.constantFrom('\n', '\n', '\r\n'),
    final: fc.boolean(),
    damages: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), damage), {
      maxLength: 1,
    }),
  })
  .map(({ cells, texts, rows, newline, final, damages }) => {
    const kind = (column: number) => (texts > 0 && column % texts === 3 ? 2 : column % 2);
    const row = (_: unknown, r: number) =>
      Array.from(
        { length: WIDTH },
        (_, c) => cells[(c * 7 + r * 13) % cells.length]![kind(c)],
      ).join();
    let body = Array.from({ length: rows }, row).join(newline) + (final ? newline : '');
    for (const [place, what] of damages) {
      const at = Math.floor(place * body.length);
      body = body.slice(0, at) + what + body.slice(at);
    }
    const types: Record<string, CsvType> = {};
    for (let c = 0; c < WIDTH; c++) types[`c${c}`] = TYPES[kind(c)]!;
    return { bytes: Buffer.from(`${header}${newline}${body}`, 'latin1'), types };
  });

describe('a table of very many columns', () => {
  it('has as many as have no room by blocks of rows', () => {
    expect([isVeryWide(WIDTH - 1), isVeryWide(WIDTH)]).toEqual([false, true]);
  });

  it('is left to the scanner where the engine has no memory for it, and where it holds many texts', () => {
    const numbers = new FloatBuilder(64, false, new Slabs());
    const texts = new TextBuilder('plain', false);
    const fillerOf = (width: number, some: number) =>
      WideFiller.of(
        Array.from({ length: width }, (_, i) => (i < some ? texts : numbers)),
        ','.charCodeAt(0),
      );
    const isRead = (width: number, some = 0) => fillerOf(width, some) !== undefined;
    // 96 bytes a column of 16 MiB.
    expect([isRead(174_762), isRead(174_763)]).toEqual([true, false]);
    expect([isRead(16_000, 1000), isRead(16_000, 1001)]).toEqual([true, false]);
    expect([isRead(WIDTH), isRead(WIDTH - 1)]).toEqual([true, false]);
  });

  it('is read as the scanner reads it, and fails as it does, wherever chunks and batches end', () => {
    let [errors, rows] = [0, 0];
    const property = fc.property(
      table,
      fc.constantFrom('typed', 'typed', 'guessed'),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom(Number.POSITIVE_INFINITY, 60_000),
      ({ bytes, types }, kind, most, chunk) => {
        const options: CsvReadOptions = { rows: most, ...(kind === 'typed' ? { types } : {}) };
        const expected = outcome(bytes, { ...options, ...SCANNED }, Number.POSITIVE_INFINITY);
        const found = outcome(bytes, { ...options, reuseBuffers: most % 2 === 0 }, chunk);
        expect(found.error).toBe(expected.error);
        expect(found.rows).toEqual(expected.rows);
        // A difference of so many would be shown for minutes.
        expect(found.columns.join('|') === expected.columns.join('|')).toBe(true);
        expect(found.text === expected.text).toBe(true);
        errors += expected.error === '' ? 0 : 1;
        rows += expected.rows.reduce((sum, count) => sum + count, 0);
      },
    );
    fc.assert(property, { seed: 37, numRuns: 14 });
    expect(errors).toBeGreaterThan(1);
    expect(rows).toBeGreaterThan(30);
  });

  it('of float32 and float16 is rounded once', () => {
    const row = '0.1,65504,1e-8,0.33333333333333333,'.repeat(WIDTH >> 2);
    const width = 4 * (WIDTH >> 2) + 1;
    const names = Array.from({ length: width }, (_, i) => `c${i}`).join();
    const bytes = Buffer.from(`${names}\n${`${row}1\n`.repeat(3)}`);
    for (const type of ['float32', 'float16'] as const) {
      const options = { types: { 'c*': type } };
      const expected = outcome(bytes, { ...options, ...SCANNED }, Number.POSITIVE_INFINITY);
      const found = outcome(bytes, options, Number.POSITIVE_INFINITY);
      expect(found.columns.join('|') === expected.columns.join('|')).toBe(true);
      expect(expected.error).toBe('');
    }
  });
});
