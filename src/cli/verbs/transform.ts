import { stat } from 'node:fs/promises';
import { printable } from '../../errors.js';
import { checkEncoding } from '../../files/check-encoding.js';
import { type ConvertOptions, convert } from '../../files/conversion/convert.js';
import { withLabelFiles } from '../../files/conversion/label-files.js';
import { formatsOf } from '../../files/conversion/recipe-formats.js';
import type { Written } from '../../files/sinks/batch-sink.js';
import { threadsFor } from '../../jobs/threads-for.js';
import { isLaneStep } from '../../lanes/csv/steps/steps.js';
import { readings } from '../../recipes/looks-twice.js';
import type { Recipe } from '../../recipes/recipe.js';
import { withDecimals } from '../../recipes/with-decimals.js';
import { asUsage } from '../arguments/as-usage.js';
import { shardOf } from '../arguments/shard-argument.js';
import { UsageError } from '../arguments/usage-error.js';
import { type Io, print } from '../io.js';
import type { Job } from '../job.js';
import { Progress } from '../printing/progress.js';
import { type StepCounts, summary } from '../printing/summary.js';
import { checkTerminal, type Target, targetsOf } from './targets.js';

/** Does what the command line says: for a `--dry-run` tells it, else writes the output and sums up. */
export async function transform(spoken: Job, io: Io): Promise<void> {
  const job = await prepare(spoken, io);
  if (job.dryRun) {
    const { dryRun } = await import('./dry-run.js');
    return dryRun(job, io);
  }
  const targets = await targetsOf(job);
  // Not `performance`, which comes with half a megabyte.
  const start = process.uptime();
  const steps: StepCounts[] = [];
  const written = await writeTargets(job, targets, io, steps);
  if (job.quiet) return;
  const line = summary({
    rows: written.reduce((sum, { rows }) => sum + rows, 0),
    files: written.length,
    seconds: process.uptime() - start,
    steps,
    target: printable(job.out ?? (job.output === '-' ? 'standard output' : job.output)),
  });
  await print(io.stderr, `${line}\n`);
}

/** What can be refused before anything is opened is refused here, in the operators' own words. */
export async function prepare(spoken: Job, io: Io): Promise<Job> {
  if (spoken.inputs.includes('-') && io.stdin.isTTY === true) {
    throw new UsageError(`${spoken.verb}: no input; name a file, or pipe one in`);
  }
  const formats = asUsage(() => formatsOf(spoken.recipe, spoken.out ?? spoken.output, spoken));
  const labelled = await withLabelFiles(spoken.recipe);
  const recipe = asUsage(() => withDecimals(labelled, formats.csvOut ?? {}));
  const states = recipe.steps.every(isLaneStep) ? undefined : await checkSteps(recipe, io.signal);
  return { ...spoken, recipe, ...(states && { states }), ...formats };
}

/**
 * Makes the operators, and reads the states that they name. A lane takes no step that its operator would refuse, and
 * they come with apache-arrow, which takes long to load.
 */
async function checkSteps(recipe: Recipe, signal: AbortSignal): Promise<Job['states']> {
  const { statesOf } = await import('../../files/conversion/step-states.js');
  const { makeStep } = await import('../../recipes/make-step.js');
  const states = await statesOf(recipe, signal);
  recipe.steps.forEach((step, index) => {
    asUsage(() => makeStep(step, `steps[${index}]`, {}, { states }));
  });
  return states;
}

async function writeTargets(
  job: Job,
  targets: readonly Target[],
  io: Io,
  steps: StepCounts[],
): Promise<readonly Written[]> {
  const shard = await shardOf(job, io);
  const progress = await progressOf(job, io);
  const written: Written[] = [];
  try {
    for (const { inputs, output } of targets) {
      const options = convertOptions(job, output, io, steps, progress);
      written.push(await converted(job, { inputs, output }, io, { ...options, shard }));
    }
  } finally {
    progress?.clear();
  }
  return written;
}

/** What hands out parts is loaded where there are enough of them. */
async function converted(
  { recipe, jobs }: Job,
  { inputs, output }: Target,
  io: Io,
  options: ConvertOptions,
): Promise<Written> {
  if (jobs === 1 || (jobs === undefined && !(await mayPay(inputs)))) {
    if (recipe.steps.every(isLaneStep)) io.onWay?.('opening');
    return convert(recipe, inputs, output, options);
  }
  const { convertByShards } = await import('../../jobs/convert-by-shards.js');
  return convertByShards(recipe, inputs, output, { ...options, jobs });
}

/** Whether threads may pay without being asked for. */
async function mayPay(inputs: readonly string[]): Promise<boolean> {
  const [size, ...others] = await Promise.all(inputs.map(sizeOf));
  return size !== undefined && others.length === 0 && threadsFor(size) > 1;
}

function convertOptions(
  job: Job,
  output: string,
  io: Io,
  steps: StepCounts[],
  progress: Progress | undefined,
): ConvertOptions {
  return {
    from: job.from,
    to: job.to,
    csv: job.csv,
    dialect: job.dialect,
    arrow: job.arrow,
    csvOut: job.csvOut,
    arrowOut: job.arrowOut,
    states: job.states,
    overwrite: job.force,
    ...(job.inputs.includes('-') ? { stdin: io.stdin } : {}),
    stdout: io.stdout,
    signal: io.signal,
    onOutput: (kind) => {
      checkTerminal(job.verb, output, kind.format, io);
      asUsage(() => checkEncoding(job.verb, { kind, csv: job.csvOut, arrow: job.arrowOut }));
    },
    onRead: progress?.onRead,
    onRows: progress?.onRows,
    onLane: (lane, row, to) => {
      if (to === undefined) io.onWay?.(lane === 'csv' ? 'lane' : 'operators');
      if (job.verbose) io.stderr.write(`logitflow: ${wayOf(lane, row, to)}\n`);
    },
    report: (step, op, counts) => steps.push({ step, op, counts }),
    warn: (message) => {
      progress?.clear();
      if (!job.quiet) io.stderr.write(`logitflow: warning: ${message}\n`);
    },
  };
}

/** What `--verbose` says of the way that rows go. */
function wayOf(lane: string | undefined, row: number | undefined, to: number | undefined): string {
  if (lane === 'fast-csv') return 'fast-csv reads this dialect, and the operators compute the rows';
  if (lane !== undefined) return `the ${lane.toUpperCase()} lane computes the rows`;
  if (row === undefined) return 'the operators compute the rows';
  const rows = to === undefined ? `the rows from row ${row} on` : `rows ${row} to ${to - 1}`;
  return `the operators compute ${rows}: the text there is none for the lane`;
}

/** Only where somebody looks at standard error, and the rows themselves do not go there. */
async function progressOf(job: Job, io: Io): Promise<Progress | undefined> {
  const shared = job.out === undefined && job.output === '-' && io.stdout.isTTY === true;
  if (job.quiet || io.stderr.isTTY !== true || shared) return undefined;
  const sizes = await Promise.all(job.inputs.map(sizeOf));
  const total = sizes.reduce(
    (sum, size) => (sum === undefined || size === undefined ? undefined : sum + size),
    0,
  );
  // A total is known of files alone, and these are read again for steps that look twice.
  return new Progress(io.stderr, total && total * readings(job.recipe.steps));
}

/** undefined where the end is not known before it comes. */
async function sizeOf(path: string): Promise<number | undefined> {
  if (path === '-') return undefined;
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? found.size : undefined;
}
