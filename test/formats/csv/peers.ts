import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { parseString } from 'fast-csv';
import { columnAt } from '../../../src/columns/batches.js';
import { eachCell } from '../../../src/columns/text.js';
import { DataError, FormatError } from '../../../src/errors.js';
import { cellBytes } from '../../../src/formats/csv/cells.js';
import { createCsvDecoder } from '../../../src/formats/csv/decoder.js';
import { byLane } from '../../lanes/both-paths.js';

/** The rows of a text, or why it has none. */
export type Cells = readonly (readonly string[])[] | Refusal;

export interface Refusal {
  readonly refusal: string;
}

const piece = fc.constantFrom(
  ...['a', 'b', '1', '-2.5', 'é', '日', '😀', '"', '""', ',', ';', '\n', '\r\n', '\r', '\u0000'],
  ...['a', 'zebra', '0', "'", '\\', '#', 'x'.repeat(40)],
);
const blank = fc.constantFrom(' ', '\t', '  ');
const text = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));
const cell = fc.oneof(
  { weight: 30, arbitrary: text },
  { weight: 1, arbitrary: fc.tuple(blank, text).map(([space, rest]) => space + rest) },
  { weight: 1, arbitrary: fc.tuple(text, blank).map(([rest, space]) => rest + space) },
);

const NEEDS_QUOTES = /[",\r\n]/;

function field(value: string, always: boolean): string {
  return always || NEEDS_QUOTES.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** What one slip of a pen does: a piece more at a place, or some characters less. */
const slip = fc.record({
  place: fc.nat(1000),
  less: fc.nat(2),
  more: fc.oneof(fc.constant(''), piece),
});

/** Texts of several rows, half of them right, the others with slips. */
export const texts: fc.Arbitrary<string> = fc
  .record({
    rows: fc.integer({ min: 1, max: 4 }).chain((width) =>
      fc.array(fc.array(fc.tuple(cell, fc.boolean()), { minLength: width, maxLength: width }), {
        minLength: 1,
        maxLength: 6,
      }),
    ),
    newline: fc.constantFrom('\n', '\r\n', '\r'),
    final: fc.boolean(),
    bom: fc.constantFrom('', '', '', '\ufeff'),
    slips: fc.oneof(fc.array(slip, { maxLength: 0 }), fc.array(slip, { maxLength: 3 })),
  })
  .map(({ rows, newline, final, bom, slips }) => {
    const lines = rows.map((row) => row.map(([value, always]) => field(value, always)).join(','));
    const whole = lines.join(newline) + (final ? newline : '');
    const slipped = slips.reduce((made, { place, less, more }) => {
      const at = place % (made.length + 1);
      return made.slice(0, at) + more + made.slice(at + less);
    }, whole);
    // Elsewhere a mark is a character, which fast-csv takes for a blank.
    return bom + slipped;
  })
  // Half of a character is in no file.
  .filter((made) => `${Buffer.from(made)}` === made);

/** What `decodeCsv` reads of a text without a header; a blank line of one column is a row there, as it has to be. */
export function ourCells(text: Uint8Array): Cells {
  const decoder = createCsvDecoder({ header: false, cells: 'raw' });
  const rows: string[][] = [];
  try {
    for (const batch of [...decoder.push(text), ...decoder.end()]) {
      const first = rows.length;
      for (let row = 0; row < batch.numRows; row++) rows.push([]);
      for (let column = 0; column < batch.numCols; column++) {
        eachCell(columnAt(batch, column), (bytes, start, end, row) => {
          rows[first + row]?.push(`${Buffer.from(cellBytes(bytes, start, end))}`);
        });
      }
    }
    return rows;
  } catch (error) {
    if (error instanceof FormatError || error instanceof DataError) {
      return { refusal: `${error.name}: ${error.report.what}` };
    }
    throw error;
  }
}

/** What stands in the text that the lane makes of a text without any step. */
export async function laneCells(text: Uint8Array): Promise<Cells> {
  const job = { recipe: { steps: [] }, delimiter: ',', rows: 3, named: false };
  const lane = await byLane(job, [text], [7, 100]);
  return lane.error === undefined ? ourCells(lane.text) : { refusal: lane.error };
}

export function csvParseCells(text: string): Cells {
  try {
    const delimiters = ['\r\n', '\n', '\r'];
    return parse(text, { bom: true, skip_empty_lines: true, record_delimiter: delimiters });
  } catch (error) {
    return { refusal: (error as { code: string }).code };
  }
}

export async function fastCsvCells(text: string): Promise<Cells> {
  return new Promise((resolve) => {
    const rows: string[][] = [];
    parseString(text, { headers: false })
      .on('error', (error: Error) => resolve({ refusal: error.message }))
      .on('data', (row: string[]) => row.length > 0 && rows.push(row))
      .on('end', () => resolve(rows));
  });
}
