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
const MOST_LINES = 1 << 16;

/** Rows that follow one another. */
interface Run {
  readonly row: number;
  rows: number;
  /** Of the first. */
  readonly line: number;
  /** Of each, counted from that; undefined: each has one. */
  readonly lines: Int32Array | undefined;
}

/**
 * On which line each row of a text begins, for errors of those who see the rows alone. Of very many rows that do not stand
 * one on each line the oldest are forgotten.
 */
export class RowLines {
  #runs: Run[] = [];
  #held = 0;

  /**
   * Notes rows that follow one another.
   *
   * @param line  of the first
   * @param lines  of each, counted from that; undefined where each has one
   */
  add(row: number, rows: number, line: number, lines?: Int32Array): void {
    const last = this.#runs.at(-1);
    const goesOn = lines === undefined && last !== undefined && last.lines === undefined;
    if (goesOn && last.row + last.rows === row && last.line + last.rows === line) {
      last.rows += rows;
      return;
    }
    this.#runs.push({ row, rows, line, lines });
    this.#held += sizeOf(lines);
    if (this.#held > 2 * MOST_LINES) this.#forget();
  }

  /** Undefined where nobody has noted the row, or it is forgotten. */
  of(row: number): number | undefined {
    const run = this.#runs.findLast((begun) => begun.row <= row);
    if (run === undefined || row >= run.row + run.rows) return undefined;
    const index = row - run.row;
    return run.line + (run.lines?.[index] ?? index);
  }

  #forget(): void {
    let first = 0;
    for (; this.#held > MOST_LINES; first++) this.#held -= sizeOf(this.#runs[first]!.lines);
    this.#runs = this.#runs.slice(Math.max(0, first - 1));
    this.#held += first === 0 ? 0 : sizeOf(this.#runs[0]!.lines);
  }
}

function sizeOf(lines: Int32Array | undefined): number {
  return lines?.length ?? 1;
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
