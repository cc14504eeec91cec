import { parseNumeral } from '../../../numerals/parse.js';
import { cellBytes } from '../cells.js';
import type { ByteSink } from './byte-sink.js';
import { Quoting } from './quoting.js';

/** What makes a spreadsheet compute a cell: `=`, `+`, `-`, `@`, and a tab or CR before any of them. */
const BEGINS_FORMULA = new Set([...'=+-@\t\r'].map((character) => character.charCodeAt(0)));
const APOSTROPHE = 0x27;

/**
 * Quoting that puts an apostrophe before text that a spreadsheet would compute. Numbers such as −1 and +1 stay as they
 * are, for a spreadsheet only reads them.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export class FormulaQuoting extends Quoting {
  override readonly changesText = true;

  override write(out: ByteSink, bytes: Uint8Array, start: number, end: number): void {
    if (!isFormula(bytes, start, end)) {
      super.write(out, bytes, start, end);
      return;
    }
    const escaped = new Uint8Array(end - start + 1);
    escaped[0] = APOSTROPHE;
    escaped.set(bytes.subarray(start, end), 1);
    super.write(out, escaped, 0, escaped.length);
  }

  override canStand(bytes: Uint8Array, start: number, end: number): boolean {
    const text = cellBytes(bytes, start, end);
    return super.canStand(bytes, start, end) && !isFormula(text, 0, text.length);
  }
}

function isFormula(bytes: Uint8Array, start: number, end: number): boolean {
  return BEGINS_FORMULA.has(bytes[start] ?? 0) && parseNumeral(bytes, start, end) === undefined;
}
