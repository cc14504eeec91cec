import { LogitflowError } from '../errors.js';
import { type LineOf, withLine } from '../formats/csv/row-lines.js';

/** Where a file's rows begin in the stream of several files. */
export interface Beginning {
  readonly file: string;
  readonly row: number;
  /** Of a text: where its rows stand. */
  lineOf?: LineOf;
}

/** An error of the data, said of a file; others, and those that name a file already, are left as they are. */
export function inFile(file: string, error: unknown): unknown {
  return isUnplaced(error) ? error.at({ file }) : error;
}

/**
 * An operator's error, said of the file that holds the row, and of the row within that file. Where it names no row
 * (no such column), it is said of the first file, whose schema is that of all.
 *
 * @param beginnings  of the files so far, in order
 * @param joined  whether batches have been joined, and are not counted as in the files
 */
export function inOneOf(beginnings: readonly Beginning[], error: unknown, joined = false): unknown {
  if (!isUnplaced(error)) return error;
  const row = error.report.row ?? 0;
  const begun = beginnings.findLast((begun) => begun.row <= row);
  if (begun === undefined) return error;
  const { file, row: first, lineOf = unknown } = begun;
  const lined = withLine(error, (row) => lineOf(row - first));
  const place = first === 0 ? { file } : { file, row: row - first };
  // Batches are counted over all files, and nobody knows where this one stands in its own.
  return lined.at(first === 0 && !joined ? place : { ...place, batch: undefined });
}

const unknown: LineOf = () => undefined;

function isUnplaced(error: unknown): error is LogitflowError {
  return error instanceof LogitflowError && error.report.file === undefined;
}
