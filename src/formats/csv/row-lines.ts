import type { LogitflowError } from '../../errors.js';
import { CARRIAGE_RETURN, LINE_FEED } from './ascii.js';

/** Line ends (LF, CRLF, CR) within the bytes. */
export function countLines(bytes: Uint8Array, start: number, end: number): number {
  let lines = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === CARRIAGE_RETURN) lines++;
    else if (byte === LINE_FEED && (at === start || bytes[at - 1] !== CARRIAGE_RETURN)) lines++;
  }
  return lines;
}

/** As many are remembered at least: a batch has no more rows. */
const MOST_JUMPS = 1 << 16;

/**
 * On which line each row of a text begins, for errors of those who see the rows alone. Only rows that do not stand on the line
 * behind the row before are noted; of very many such rows the oldest are forgotten.
 */
export class RowLines {
  /** Rows, the lines of which are noted. */
  #rows: number[] = [];
  #lines: number[] = [];
  /** The row behind the last, and the line where it is looked for. */
  #next = 0;
  #nextLine = 0;

  /**
   * Notes rows that follow one another.
   *
   * @param lines  how many they take: as many as there are rows, where each has one
   * @param lineOf  the line of one of them, from 0; asked in their order
   */
  add(row: number, rows: number, line: number, lines: number, lineOf: (i: number) => number): void {
    if (lines === rows) {
      this.#note(row, line);
      this.#next += rows - 1;
      this.#nextLine += rows - 1;
      return;
    }
    for (let i = 0; i < rows; i++) this.#note(row + i, lineOf(i));
  }

  /** Undefined where nobody has noted the row, or it is forgotten. */
  of(row: number): number | undefined {
    const rows = this.#rows;
    if (!(row >= rows[0]! && row < this.#next)) return undefined;
    let low = 0;
    let high = rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (rows[middle]! <= row) low = middle;
      else high = middle - 1;
    }
    return this.#lines[low]! + row - rows[low]!;
  }

  #note(row: number, line: number): void {
    if (row !== this.#next || line !== this.#nextLine) {
      if (this.#rows.length === 2 * MOST_JUMPS) this.#forget();
      this.#rows.push(row);
      this.#lines.push(line);
    }
    this.#next = row + 1;
    this.#nextLine = line + 1;
  }

  #forget(): void {
    this.#rows = this.#rows.slice(MOST_JUMPS);
    this.#lines = this.#lines.slice(MOST_JUMPS);
  }
}

/** The line of a row, as far as somebody knows it. */
export type LineOf = (row: number) => number | undefined;

/** An error that names a row of a text, and no line, with the line. */
export function withLine(error: LogitflowError, lineOf: LineOf): LogitflowError {
  const { row } = error.report;
  if (row === undefined || error.report.line !== undefined) return error;
  const line = lineOf(row);
  return line === undefined ? error : error.at({ line });
}
