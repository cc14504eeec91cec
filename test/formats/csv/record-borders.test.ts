import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCsvDecoder } from '../../../src/formats/csv/decoder.js';
import { type Border, RecordBorders } from '../../../src/formats/csv/scan/record-borders.js';
import { Scanner } from '../../../src/formats/csv/scan/scanner.js';

const COMMA = 0x2c;
const LIMITS = { maxFieldBytes: 1 << 20, maxRecordBytes: 1 << 20, maxColumns: 1000 };

function bordersOf(
  text: string,
  targets: readonly number[],
  { header = false, size = 1 << 20 } = {},
): readonly Border[] {
  const borders = new RecordBorders(COMMA, header, 0, targets);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) borders.push(bytes.subarray(at, at + size));
  return borders.end();
}

/** Every place where the scanner says that a record has ended, with its line; undefined where it refuses the text. */
function scanned(text: string): readonly Omit<Border, 'row'>[] | undefined {
  const scanner = new Scanner(COMMA, LIMITS);
  const bytes = Buffer.from(text);
  scanner.feed(bytes);
  scanner.finish();
  const found: Omit<Border, 'row'>[] = [];
  try {
    while (scanner.next()) found.push({ at: scanner.recordStart, line: scanner.recordLine });
  } catch {
    return undefined;
  }
  return [...found, { at: bytes.length, line: 0 }];
}

/** Text in which nearly every byte matters. */
const TEXT = fc
  .array(fc.constantFrom('a', ',', '"', '\n', '\r', '\r\n', '""', 'é'), { maxLength: 24 })
  .map((parts) => parts.join(''));

describe('the borders of records', () => {
  it('are those of the scanner, for every place and every cut into chunks', () => {
    let refused = 0;
    fc.assert(
      fc.property(TEXT, fc.integer({ min: 1, max: 9 }), (text, size) => {
        const expected = scanned(text);
        if (expected === undefined) {
          refused++;
          return;
        }
        const length = Buffer.byteLength(text);
        for (let target = 0; target <= length; target++) {
          const [found] = bordersOf(text, [target], { size });
          // Before the first record that tells whether blank lines are rows, there is no border but the beginning.
          const wanted = expected.filter(({ at }) => at >= target).map(({ at }) => at);
          expect(wanted).toContain(found?.at);
          if (/^[^\r\n]/.test(text)) expect(found?.at).toBe(wanted[0]);
          const line = expected.find(({ at }) => at === found?.at)?.line;
          if (found?.at !== length) expect(found?.line).toBe(line);
        }
      }),
      { numRuns: 2000, seed: 4 },
    );
    expect(refused).toBeLessThan(1500);
  });

  it('count rows as the decoder does', () => {
    fc.assert(
      fc.property(TEXT, fc.boolean(), fc.integer({ min: 1, max: 9 }), (text, header, size) => {
        const rows = decodedRows(text, header);
        if (rows === undefined) return;
        const end = bordersOf(text, [Number.POSITIVE_INFINITY], { header, size });
        expect(end[0]).toMatchObject({ at: Buffer.byteLength(text), row: rows });
      }),
      { numRuns: 2000, seed: 4 },
    );
  });

  it('leave the header before all of them, and a quoted line end within its record', () => {
    const text = '\n"a\nb",c\n1,"x\r\n\r\ny"\n2,z\n';
    expect(bordersOf(text, [0, 10, 15, 30], { header: true })).toEqual([
      { at: 9, row: 0, line: 4 },
      { at: 20, row: 1, line: 7 },
      { at: 20, row: 1, line: 7 },
      { at: 24, row: 2, line: 8 },
    ]);
  });

  it('are known to be complete before the end', () => {
    const borders = new RecordBorders(COMMA, true, 0, [0, 5]);
    borders.push(Buffer.from('a,b\n1,'));
    expect(borders.complete).toBe(false);
    borders.push(Buffer.from('2\n3,4\n'));
    expect(borders.complete).toBe(true);
  });

  it('do not follow an unclosed quote to a line end within it', () => {
    expect(bordersOf('a\n"b\nc\nd\n', [3])).toEqual([{ at: 9, row: 2, line: 5 }]);
  });
});

function decodedRows(text: string, header: boolean): number | undefined {
  const decoder = createCsvDecoder({ header, cells: 'raw' });
  try {
    const batches = [...decoder.push(Buffer.from(text)), ...decoder.end()];
    return batches.reduce((sum, batch) => sum + batch.numRows, 0);
  } catch {
    return undefined;
  }
}
