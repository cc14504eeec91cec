import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { DataType, type RecordBatch } from 'apache-arrow';
import { lastValueFrom, map, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { softmax } from '../../operators/softmax.js';
import { read } from '../../src/files/read.js';
import { write } from '../../src/files/write.js';
import { sumUlps, ulpsFrom } from './decimal-truth.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const main = join(root, 'dist/cli.js');
const CLASSES = 10;
const TOLERANCE = 4;

type Table = Map<string, readonly string[]>;

async function truthsOf(float: 32 | 64): Promise<Table> {
  const text = await readFile(join(root, `fixtures/digits-truth-float${float}.csv`), 'utf8');
  const rows = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  return new Map(rows.slice(1).map((row) => [row[0] as string, row.slice(1)]));
}

/** Rows as [id, p0 … p9], from the probabilities that stand side by side or in one list cell. */
async function rowsOf(path: string, float: 32 | 64): Promise<number[][]> {
  const batches = await lastValueFrom(read(path).pipe(toArray()));
  // A float32 is written to CSV in its own shortest form, and read as a double that rounds back to it.
  return batches
    .flatMap(rowsOfBatch)
    .map(([id, ...values]) => [id as number, ...(float === 32 ? values.map(Math.fround) : values)]);
}

function rowsOfBatch(batch: RecordBatch): number[][] {
  const { fields } = batch.schema;
  const id = batch.getChildAt(fields.findIndex(({ name }) => name === 'id'));
  const results = fields.flatMap(({ name }, i) =>
    name.startsWith('prob') ? [batch.getChildAt(i)] : [],
  );
  return Array.from({ length: batch.numRows }, (_, row) => {
    const cells = results.map((column) => column?.get(row) as number | Iterable<number>);
    return [Number(id?.get(row)), ...cells.flatMap((c) => (typeof c === 'number' ? [c] : [...c]))];
  });
}

function run(args: readonly string[], input?: string, output?: string): Promise<void> {
  const child = spawn(process.execPath, [main, ...args], {
    stdio: [
      input === undefined ? 'ignore' : 'pipe',
      output === undefined ? 'ignore' : 'pipe',
      'pipe',
    ],
  });
  const errors: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  const piped = Promise.all([
    input === undefined || child.stdin === null || pipeline(createReadStream(input), child.stdin),
    output === undefined ||
      child.stdout === null ||
      pipeline(child.stdout, createWriteStream(output)),
  ]);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      piped.then(() => (code === 0 ? resolve() : reject(new Error(errors.join('')))), reject);
    });
  });
}

describe('the digits as probabilities', () => {
  let folder: string;
  let truths: Record<32 | 64, Table>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'logitflow-main-'));
    truths = { 32: await truthsOf(32), 64: await truthsOf(64) };
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Every row is there, in order, right within 4 ulp, and sums to 1 within 4 ulp. */
  function judge(rows: number[][], float: 32 | 64, temperature: 1 | 1.5): void {
    expect(rows.map(([id]) => `${id}`)).toEqual([...truths[float].keys()]);
    let worst = 0;
    let worstSum = 0;
    for (const [id, ...values] of rows) {
      const truth = truths[float].get(`${id}`)?.slice(temperature === 1 ? 0 : CLASSES) ?? [];
      expect(values).toHaveLength(CLASSES);
      values.forEach((value, c) => {
        worst = Math.max(worst, ulpsFrom(value, truth[c] as string, float));
      });
      worstSum = Math.max(worstSum, sumUlps(values, float));
    }
    expect(worst).toBeLessThanOrEqual(TOLERANCE);
    expect(worstSum).toBeLessThanOrEqual(TOLERANCE);
  }

  const INPUTS = [
    { input: 'digits.csv', float: 64, columns: 'logit_*', as: 'prob_*' },
    { input: 'digits.arrow', float: 32, columns: 'logit_*', as: 'prob_*' },
    { input: 'digits-list.arrow', float: 32, columns: 'logits', as: 'probs' },
  ] as const;
  const OUTPUTS = ['csv', 'arrow', 'arrows', 'csv.gz', 'arrow.gz'] as const;
  const jobs = INPUTS.flatMap((job) => OUTPUTS.map((extension) => ({ ...job, extension })));

  it.each(jobs)('$input to $extension by the command is what mpmath says', async (job) => {
    const output = join(folder, `command-${job.input}.${job.extension}`);
    const input = join(root, 'fixtures', job.input);
    await run(['softmax', '-c', job.columns, '--as', job.as, input, '-o', output]);
    judge(await rowsOf(output, job.float), job.float, 1);
  });

  it.each(jobs.filter(({ extension }) => !extension.endsWith('gz')))(
    '$input to $extension through standard input and output is what mpmath says',
    async (job) => {
      const output = join(folder, `piped-${job.input}.${job.extension}`);
      const input = join(root, 'fixtures', job.input);
      const to = { csv: 'csv', arrow: 'arrow-file', arrows: 'arrow-stream' }[
        job.extension as 'csv'
      ];
      const flags = ['-c', job.columns, '--as', job.as, '--temperature', '1.5', '--to', to];
      await run(['softmax', ...flags], input, output);
      judge(await rowsOf(output, job.float), job.float, 1.5);
    },
  );

  it.each(jobs)('$input to $extension in RxJS gives the same values', async (job) => {
    const output = join(folder, `rxjs-${job.input}.${job.extension}`);
    const results: number[][] = [];
    const written = await lastValueFrom(
      read(join(root, 'fixtures', job.input)).pipe(
        softmax({ columns: job.columns, as: job.as }),
        map((batch) => {
          results.push(...rowsOfBatch(batch));
          return batch;
        }),
        write(output),
      ),
    );
    expect(written.rows).toBe(truths[job.float].size);
    judge(results, job.float, 1);
    expect(await rowsOf(output, job.float)).toEqual(results);
    expect(await rowsOf(join(folder, `command-${job.input}.${job.extension}`), job.float)).toEqual(
      results,
    );
  });

  it('keeps the id, the dictionary of labels and the metadata of the schema', async () => {
    const output = join(folder, `command-digits.arrow.arrow`);
    const [batch] = await lastValueFrom(read(output).pipe(toArray()));
    expect(batch?.schema.metadata.get('source')).toBe('scikit-learn digits');
    expect(DataType.isDictionary(batch?.schema.fields[1]?.type)).toBe(true);
  });
});
