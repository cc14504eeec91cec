import type { RecordBatch } from 'apache-arrow';
import { printable } from '../../errors.js';
import { readInputs } from '../../files/batches/read-inputs.js';
import type { Formats } from '../../files/conversion/recipe-formats.js';
import type { FormatName } from '../../files/file-kind.js';
import type { Io } from '../io.js';

/** The beginning of the inputs. */
export interface Preview {
  /** Of the first input. */
  readonly format: FormatName;
  /** At least one, which may hold no row; they hold `rows` rows or all there are. */
  readonly batches: readonly RecordBatch[];
}

/** An input as a title names it. */
export function nameOfInput(path: string): string {
  return path === '-' ? 'standard input' : printable(path);
}

/** Reads batches until there are `rows` rows, and no further. */
export async function preview(
  inputs: readonly string[],
  rows: number,
  { from, csv, dialect, arrow }: Formats,
  io: Io,
): Promise<Preview> {
  let format: FormatName = 'csv';
  let known = false;
  const source = readInputs(inputs, {
    ...(csv === undefined ? {} : { csv }),
    ...(arrow === undefined ? {} : { arrow }),
    dialect,
    // Not touched unless it is asked for: the process's own comes into being when it is.
    ...(inputs.includes('-') ? { stdin: io.stdin } : {}),
    signal: io.signal,
    ...(from === undefined ? {} : { formatOf: () => from }),
    onFormat: (found) => {
      if (!known) format = found;
      known = true;
    },
  });
  const batches: RecordBatch[] = [];
  let count = 0;
  for await (const batch of source) {
    batches.push(batch);
    count += batch.numRows;
    if (count >= rows) break;
  }
  return { format, batches };
}

const FORMAT_NAMES: Readonly<Record<FormatName, string>> = {
  csv: 'CSV',
  tsv: 'TSV',
  arrow: 'Arrow file',
  arrows: 'Arrow stream',
};

export function formatName(format: FormatName): string {
  return FORMAT_NAMES[format];
}
