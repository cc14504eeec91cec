import { Scanner } from '../../../formats/csv/scan/scanner.js';

const UNLIMITED = { maxFieldBytes: 2 ** 30, maxRecordBytes: 2 ** 30, maxColumns: 2 ** 26 };

/** A text cut into its records, with their line ends. */
export function linesOf(text: Uint8Array, delimiter: number): readonly Uint8Array[] {
  const scanner = new Scanner(delimiter, UNLIMITED);
  scanner.feed(text);
  scanner.finish();
  const starts: number[] = [];
  while (scanner.next()) starts.push(scanner.recordStart);
  return starts.map((start, i) => text.subarray(start, starts[i + 1] ?? text.length));
}
