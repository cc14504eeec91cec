import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Float64, Int32, makeData, type RecordBatch, Schema } from 'apache-arrow';
import { lastValueFrom, reduce } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newField, recordBatch, sliceBatch } from '../../src/columns/batches.js';
import { readArrow } from '../../src/files/read.js';
import { createArrowEncoder } from '../../src/formats/arrow-ipc/encoder.js';
import { BUILT_COMMAND as main } from '../cli/built.js';

/** `LOGITFLOW_ROWS` makes it larger, or smaller. */
const ROWS = Number(process.env.LOGITFLOW_ROWS ?? 200_000);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'logitflow-across-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A line of the shell, in which `$L` is the command. */
function shell(line: string): void {
  const env = { ...process.env, L: `${process.execPath} ${main}` };
  execFileSync('bash', ['-ec', line], { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Scores from −700 to 700 that depend on their id alone; `order` says which stands where. */
function scores(order: (i: number) => number): RecordBatch {
  const ids = Int32Array.from({ length: ROWS }, (_, i) => order(i));
  const columns = [
    ids,
    ids.map((id) => Math.imul(id, 0x9e3779b1) >>> 22),
    Float64Array.from(ids, (id) => (id % 3 === 0 ? Math.sin(id) * 700 : Math.cos(id * 0.37) * 6)),
  ] as const;
  const types = [new Int32(), new Int32(), new Float64()];
  const names = ['id', 'query', 'score'];
  const fields = names.map((name, i) => newField(name, types[i]!, false));
  const children = columns.map((data, i) =>
    makeData({ type: types[i]!, length: ROWS, nullCount: 0, data } as never),
  );
  return recordBatch(new Schema(fields), children, ROWS);
}

function put(name: string, batch: RecordBatch, size: number): void {
  const encoder = createArrowEncoder({ format: 'file' });
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < ROWS; from += size) {
    chunks.push(...encoder.push(sliceBatch(batch, from, Math.min(ROWS, from + size))));
  }
  writeFileSync(join(folder, name), Buffer.concat([...chunks, ...encoder.end()]));
}

/** Of the values of `p`, in the order of `id`. */
async function digest(...names: string[]): Promise<string> {
  const files = names.map((name) => join(folder, name));
  const values = await lastValueFrom(
    readArrow(files).pipe(
      reduce((all, batch) => {
        const ids = batch.getChild('id')!.toArray() as Int32Array;
        const p = batch.getChild('p')!.toArray() as Float64Array;
        for (let row = 0; row < ids.length; row++) all[ids[row]!] = p[row]!;
        return all;
      }, new Float64Array(ROWS)),
    ),
  );
  return createHash('sha256').update(values).digest('hex');
}

async function across(file: string, count: number, by: string): Promise<string> {
  const each = `seq ${count} | xargs -P 2 -I K $L`;
  shell(
    `rm -f part-*.arrow p-*.arrow
    ${each} partial -q -c score ${by} ${file} --shard K/${count} -o part-K.arrow
    $L merge -q part-*.arrow -o state.arrow --force
    ${each} apply -q --state state.arrow --as p ${file} --shard K/${count} -o p-K.arrow`,
  );
  return digest(...Array.from({ length: count }, (_, i) => `p-${i + 1}.arrow`));
}

describe.each([
  ['over the stream', '--over stream', ''],
  ['by query', '--by query', '--by query'],
])('softmax %s, by processes', (_, whole, by) => {
  let expected = '';
  beforeAll(async () => {
    put(
      'scores.arrow',
      scores((i) => i),
      65_536,
    );
    shell(`$L softmax -q -c score ${whole} --as p scores.arrow -o whole.arrow --force`);
    expected = await digest('whole.arrow');
  });

  it.each([2, 5, 16])('has the bits of one process in %i shards', async (count) => {
    expect(await across('scores.arrow', count, by)).toBe(expected);
  });

  it.each([7, 1000, ROWS])('has them in batches of %i rows, shuffled', async (size) => {
    // Odd, and so a permutation where the number of rows has no such factor.
    const step = 104_729;
    put(
      'shuffled.arrow',
      scores((i) => (i * step + 17) % ROWS),
      size,
    );
    expect(await across('shuffled.arrow', 5, by)).toBe(expected);
    shell(`$L softmax -q -c score ${whole} --as p shuffled.arrow -o other.arrow --force`);
    expect(await digest('other.arrow')).toBe(expected);
  });
});
