import type { RecordBatch, Vector } from 'apache-arrow';
import { type Chosen, chooseColumns } from '../../columns/selection/select.js';
import { printable } from '../../errors.js';
import { inFile } from '../../files/in-file.js';
import { columnsArgument, toColumns } from '../arguments/columns-argument.js';
import { LOOK_FLAGS, readArguments } from '../arguments/common-flags.js';
import { type Flag, type Given, isOn, single } from '../arguments/flags.js';
import { wholeNumber } from '../arguments/step-arguments.js';
import { hasColour, type Io, print } from '../io.js';
import { cellText, isNumeric, NULL_TEXT } from '../printing/cell-text.js';
import { counted } from '../printing/numbers.js';
import { type TableColumn, table } from '../printing/table.js';
import { preview } from './preview.js';

const DEFAULT_ROWS = 10;

export const HEAD_FLAGS: readonly Flag[] = [
  { name: 'rows', short: 'n', value: 'N', summary: `How many rows (default ${DEFAULT_ROWS})` },
  {
    name: 'columns',
    short: 'c',
    value: 'COLUMNS',
    summary: 'Only these columns: names, a glob or a regular expression',
  },
  { name: 'full', summary: 'Every column, every digit and whole cells, however long the line' },
  ...LOOK_FLAGS,
];

/**
 * The first rows as a table, cut to the width of a terminal; in a pipe, all columns. What is left out is said on
 * standard error.
 */
export async function head(inputs: readonly string[], given: Given, io: Io): Promise<void> {
  const rows = wholeNumber('head', 'rows', single('head', given, 'rows')) ?? DEFAULT_ROWS;
  const full = isOn(given, 'full');
  const { batches } = await preview(inputs, rows, readArguments('head', given), io);
  const chosen = choose(inputs, batches[0] as RecordBatch, given);
  const columns = chosen.map((column) => tableColumn(batches, column, rows, full));
  const count = Math.min(
    rows,
    batches.reduce((sum, batch) => sum + batch.numRows, 0),
  );
  const { lines, hidden } = table(columns, count, {
    columns: full || io.stdout.isTTY !== true ? undefined : (io.stdout.columns ?? 80),
    paint: hasColour(io, io.stdout) ? dimNulls : (cell) => cell,
  });
  await print(io.stdout, `${lines.join('\n')}\n`);
  if (hidden > 0) {
    await print(
      io.stderr,
      `${counted(hidden, 'column')} of ${columns.length} not shown; -c chooses, --full shows all\n`,
    );
  }
}

/** A text that says null stands in quotes, so that this is none. */
function dimNulls(cell: string): string {
  return cell.trim() === NULL_TEXT ? `\u001b[2m${cell}\u001b[22m` : cell;
}

function choose(
  inputs: readonly string[],
  { schema }: RecordBatch,
  given: Given,
): readonly Chosen[] {
  const values = given.flags.get('columns');
  const columns = values === undefined ? () => true : toColumns(columnsArgument('head', values));
  if (values === undefined && schema.fields.length === 0) return [];
  try {
    return chooseColumns(schema, columns, 'head');
  } catch (error) {
    throw inFile(inputs[0] as string, error);
  }
}

function tableColumn(
  batches: readonly RecordBatch[],
  { name, index, field }: Chosen,
  rows: number,
  exact: boolean,
): TableColumn {
  const cells: string[] = [];
  for (const batch of batches) {
    // By index: two columns may share a name.
    const vector = batch.getChildAt(index) as Vector;
    const count = Math.min(batch.numRows, rows - cells.length);
    for (let row = 0; row < count; row++) cells.push(cellText(vector, row, exact));
  }
  return { name: printable(name), cells, align: isNumeric(field.type) ? 'right' : 'left' };
}
