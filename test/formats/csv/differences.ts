import fc from 'fast-check';
import { expect } from 'vitest';
import {
  type Cells,
  csvParseCells,
  fastCsvCells,
  laneCells,
  ourCells,
  type Refusal,
  texts,
} from './peers.js';

/**
 * Where ours and theirs differ, and why:
 *
 * | text | here | csv-parse | fast-csv |
 * |---|---|---|---|
 * | a quote within a plain field, `x"y` | a byte like others, so that files pass as they are | refuses | as here |
 * | a row with more or fewer fields | refuses | refuses | takes it |
 * | blanks beside quotes, `"x" ,` and ` "x"` | refuses; a plain field | refuses both | drops the blanks |
 * | a first field, or a line, of blanks | the blanks | the blanks | an empty field; no row |
 * | a blank line where there is one column | a row with a null | no row | no row |
 * | NUL behind a closing quote | refuses | takes it | refuses |
 * | text behind quotes; quotes that stay open | refuses | refuses | refuses |
 */
export interface Compared {
  /** Texts of which both have the same cells, or which both refuse. */
  csvParse: number;
  fastCsv: number;
}

/** Holds the decoder and the lane against csv-parse and fast-csv; returns how often they could be compared. */
export async function compareWithPeers(seed: number, numRuns: number): Promise<Compared> {
  const compared: Compared = { csvParse: 0, fastCsv: 0 };
  const property = fc.asyncProperty(texts, async (text) => {
    const bytes = Buffer.from(text);
    const ours = ourCells(bytes);
    const lane = await laneCells(bytes);
    if (isRefusal(ours)) expect(isRefusal(lane)).toBe(true);
    else expect(lane).toEqual(ours);
    const strict = csvParseCells(text);
    if (!isLenientQuote(strict) && !text.includes('"\0')) {
      compared.csvParse++;
      if (isRefusal(strict)) expect({ ours, strict }).toMatchObject({ ours: { refusal: /./ } });
      else expect(filled(ours)).toEqual(filled(strict));
    }
    // fast-csv takes off blanks, and whatever number of fields there is.
    if (HAS_BLANKS.test(text) || isRagged(ours)) return;
    compared.fastCsv++;
    const lenient = await fastCsvCells(text);
    if (isRefusal(ours) || isRefusal(lenient)) {
      expect([isRefusal(ours), isRefusal(lenient)]).toEqual([true, true]);
    } else expect(filled(ours)).toEqual(filled(lenient));
  });
  await fc.assert(property, { seed, numRuns });
  return compared;
}

function isRefusal(cells: Cells): cells is Refusal {
  return 'refusal' in cells;
}

function isLenientQuote(cells: Cells): boolean {
  return isRefusal(cells) && cells.refusal === 'INVALID_OPENING_QUOTE';
}

/** At the borders of fields, or of the text. */
const HAS_BLANKS = /(^|[,"\r\n\ufeff])\s*[ \t]|[ \t]\s*($|[,"\r\n])/;

function isRagged(cells: Cells): boolean {
  return isRefusal(cells) && cells.refusal.startsWith('DataError');
}

/** Without rows of one empty field, which may be blank lines. */
function filled(cells: Cells): Cells {
  if (isRefusal(cells)) return cells;
  return cells.filter(([only, ...others]) => only !== '' || others.length > 0);
}
