import { type RecordBatch, Vector } from 'apache-arrow';
import { printable } from '../../errors.js';
import { readInputs } from '../../files/batches/read-inputs.js';
import { through } from '../../flow/through.js';
import { toOperator } from '../../recipes/to-operator.js';
import { type Io, print } from '../io.js';
import type { Job } from '../job.js';
import { grouped } from '../printing/numbers.js';
import { type TableColumn, table } from '../printing/table.js';
import { prepare } from './transform.js';

/** Whether a job ends in a diagnosis that nobody has asked to have as a file. */
export function isForReading({ recipe, output, to, out, dryRun }: Job): boolean {
  const shown = output === '-' && to === undefined && out === undefined && !dryRun;
  return shown && recipe.steps.at(-1)?.op === 'diagnose';
}

/** A diagnosis as a table for people: shares in percent, `?` for what cannot be known. */
export async function printDiagnosis(spoken: Job, io: Io): Promise<void> {
  const job = await prepare(spoken, io);
  const { recipe, inputs, from, csv, quiet, states } = job;
  const operator = toOperator(recipe, {
    provisions: { states },
    warn: (message) => {
      if (!quiet) io.stderr.write(`logitflow: warning: ${message}\n`);
    },
  });
  const source = readInputs(inputs, {
    csv,
    ...(inputs.includes('-') ? { stdin: io.stdin } : {}),
    signal: io.signal,
    ...(from === undefined ? {} : { formatOf: () => from }),
  });
  for await (const batch of through(operator)(source)) {
    await print(io.stdout, `${tableLines(batch, io).join('\n')}\n`);
    if (!quiet && columnOf(batch, 'function').includes(null)) await print(io.stderr, NAME_IT);
  }
}

/** A column of the diagnosis by its name; counts are 64-bit integers there. */
function columnOf(batch: RecordBatch, name: string): readonly unknown[] {
  const index = batch.schema.fields.findIndex((field: { name: string }) => field.name === name);
  return [...(batch.getChildAt(index) ?? new Vector([]))];
}

const UNKNOWN = '?';
const NAME_IT =
  'logitflow: ? is not known: --function says which function the columns belong to, such as relu\n';

function tableLines(batch: RecordBatch, io: Io): readonly string[] {
  const textColumn = (name: string): TableColumn => ({
    name,
    cells: columnOf(batch, name).map((cell) => (cell === null ? UNKNOWN : printable(String(cell)))),
    align: 'left',
  });
  const number = (name: string, title: string, textOf: (cell: unknown) => string): TableColumn => ({
    name: title,
    cells: columnOf(batch, name).map((cell) => (cell === null ? UNKNOWN : textOf(cell))),
    align: 'right',
  });
  const count = (name: string, title = name) =>
    number(name, title, (cell) => grouped(Number(cell)));
  const share = (name: string, title: string) => number(`${name}_share`, title, percent);
  const columns = [
    ...[textColumn('column'), textColumn('function'), count('rows'), count('units')],
    ...[count('nulls'), count('nans', 'NaN')],
    ...[share('zero', 'zero'), share('saturated', 'saturated')],
    ...[count('dead'), share('dead', 'dead units')],
  ];
  const width = io.stdout.isTTY === true ? { columns: io.stdout.columns ?? 80 } : {};
  return table(columns, batch.numRows, width).lines;
}

/** One decimal, and never 0 or 100 for what is not quite that. */
function percent(share: unknown): string {
  const value = Number(share) * 100;
  if (value > 0 && value < 0.1) return '<0.1 %';
  if (value > 99.9 && value < 100) return '>99.9 %';
  return `${Number(value.toFixed(1))} %`;
}
