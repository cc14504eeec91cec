import type { RecordBatch } from 'apache-arrow';
import { lastValueFrom, of } from 'rxjs';
import { sliceBatch } from '../../columns/batches.js';
import { chooseColumns } from '../../columns/selection/select.js';
import { printable } from '../../errors.js';
import type { FileKind, FormatName } from '../../files/file-kind.js';
import { fileSpill } from '../../files/file-spill.js';
import { inFile } from '../../files/in-file.js';
import { outputFormat } from '../../files/output-format.js';
import { makeStep } from '../../recipes/make-step.js';
import type { ColumnsValue } from '../../recipes/option-values.js';
import type { AnyStep } from '../../recipes/recipe.js';
import { stepKind } from '../../recipes/steps.js';
import { toColumns } from '../arguments/columns-argument.js';
import { type Io, print } from '../io.js';
import type { Job } from '../job.js';
import { counted } from '../printing/numbers.js';
import { formatName, nameOfInput, preview } from './preview.js';
import { schemaLines } from './schema.js';

/** Tells what a job would do, from the beginning of its first input; writes no file. */
export async function dryRun(job: Job, io: Io): Promise<void> {
  const [first = '-'] = job.inputs;
  const { format, batches } = await preview([first], 0, job, io);
  // Operators plan on the schema alone.
  const batch = sliceBatch(batches[0]!, 0, 0);
  try {
    const lines = [inputLine(job, format, batch), ...(await planLines(job, format, batch))];
    await print(io.stdout, `${lines.join('\n')}\n`);
  } catch (error) {
    throw inFile(first, error);
  }
}

async function planLines(
  job: Job,
  format: FormatName,
  input: RecordBatch,
): Promise<readonly string[]> {
  const lines: string[] = [];
  let batch = input;
  for (const [index, step] of job.recipe.steps.entries()) {
    const operator = makeStep(
      step,
      `steps[${index}]`,
      {},
      { spill: fileSpill(), states: job.states },
    );
    lines.push('', step.op, ...chosenLines(step, batch));
    batch = await lastValueFrom(operator(of(batch)));
  }
  return [...lines, '', await outputLine(job, format, batch), ...schemaLines(batch.schema)];
}

/** The columns that a step works on, in class order. */
function chosenLines(step: AnyStep, { schema }: RecordBatch): readonly string[] {
  const spec = stepKind(step.op)?.options.find(({ kind }) => kind === 'columns');
  const value = spec === undefined ? undefined : step[spec.name];
  if (value === undefined) return [];
  // Invariant: the recipe was parsed, and an option of kind `columns` is a value of columns.
  const chosen = chooseColumns(schema, toColumns(value as ColumnsValue), step.op);
  return chosen.map(({ name, field }, i) => `  ${i}  ${printable(name)}: ${field.type}`);
}

function inputLine({ inputs }: Job, format: FormatName, { schema }: RecordBatch): string {
  const columns = counted(schema.fields.length, 'column');
  return `input ${inputs.map(nameOfInput).join(', ')}: ${formatName(format)}, ${columns}`;
}

async function outputLine(job: Job, input: FormatName, { schema }: RecordBatch): Promise<string> {
  const { kind } = await outputOf(job, input);
  const gzip = kind.gzip ? ', gzip' : '';
  const columns = counted(schema.fields.length, 'column');
  const target = printable(job.out ?? job.output);
  return `output ${target}: ${formatName(kind.format)}${gzip}, ${columns}`;
}

/** In a directory each output has its input's format, unless one is said. */
async function outputOf(job: Job, input: FormatName): Promise<{ readonly kind: FileKind }> {
  if (job.out !== undefined) return { kind: job.to ?? { format: input, gzip: false } };
  const output = await outputFormat(job.output, job.to, undefined);
  output.learn(input);
  return output;
}
