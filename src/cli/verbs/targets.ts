import { mkdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type FileKind, type FormatName, kindOfName } from '../../files/file-kind.js';
import { outputFormat } from '../../files/output-format.js';
import { sameFile } from '../../files/same-file.js';
import { targetKind } from '../../files/sinks/open-sink.js';
import { fileError } from '../../files/system-error.js';
import { asUsageLater } from '../arguments/as-usage.js';
import { UsageError } from '../arguments/usage-error.js';
import type { Io } from '../io.js';
import type { Job } from '../job.js';

/** One output and what goes into it. */
export interface Target {
  readonly inputs: readonly string[];
  readonly output: string;
}

/**
 * The outputs of a job: one for all inputs, or one for each in the directory of `--out`, which is made.
 *
 * @throws UsageError where one exists already (without `--force`), is an input too, or two would be one
 */
export async function targetsOf(job: Job): Promise<readonly Target[]> {
  if (job.out === undefined) {
    const target = { inputs: job.inputs, output: job.output };
    await checkTarget(job, target);
    return [target];
  }
  const targets = shardsOf(job, job.out);
  for (const target of targets) await checkTarget(job, target);
  await mkdir(job.out, { recursive: true }).catch((error: unknown) => {
    throw fileError('write', job.out as string, error);
  });
  return targets;
}

function shardsOf(job: Job, out: string): readonly Target[] {
  const byOutput = new Map<string, string>();
  for (const input of job.inputs) {
    if (input === '-') {
      throw new UsageError(`${job.verb}: standard input has no name of its own for --out`);
    }
    const output = join(out, nameIn(job.to, basename(input)));
    const other = byOutput.get(output);
    if (other !== undefined) {
      throw new UsageError(
        `${job.verb}: ${other} and ${input} would both become ${output}; expected inputs with names of their own`,
      );
    }
    byOutput.set(output, input);
  }
  return [...byOutput].map(([output, input]) => ({ inputs: [input], output }));
}

/** The input's name, under the ending of another format where `--to` says one. */
function nameIn(to: FileKind | undefined, name: string): string {
  if (to === undefined) return name;
  const bare = name.replace(/\.gz$/i, '');
  const known = kindOfName(bare, 'read') !== undefined;
  const stem = known ? bare.slice(0, bare.lastIndexOf('.')) : bare;
  return `${stem}.${to.format}${to.gzip ? '.gz' : ''}`;
}

async function checkTarget(job: Job, { inputs, output }: Target): Promise<void> {
  if (output === '-') return;
  if (job.out === undefined) await asUsageLater(outputFormat(output, job.to, undefined));
  for (const input of inputs) {
    if (!(await sameFile(input, output))) continue;
    throw new UsageError(`${output}: ${job.verb}: is the input as well; expected another output`);
  }
  if (!job.force) await refuseExisting(job.verb, output);
}

/** @throws UsageError where a file is there already */
export async function refuseExisting(verb: string, output: string): Promise<void> {
  if (output === '-' || (await targetKind(output)) !== 'regular') return;
  const existing = await stat(output).catch(() => undefined);
  if (existing === undefined || existing.isDirectory()) return;
  throw new UsageError(`${output}: ${verb}: exists already; --force replaces it`);
}

/** Refuses bytes that a terminal would take for commands. */
export function checkTerminal(verb: string, output: string, format: FormatName, io: Io): void {
  if (output !== '-' || io.stdout.isTTY !== true) return;
  if (format === 'csv' || format === 'tsv') return;
  throw new UsageError(
    `${verb}: Arrow is not for a terminal; expected -o FILE, a pipe, or --to csv`,
  );
}
