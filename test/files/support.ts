import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Float64,
  Int32,
  makeData,
  type RecordBatch,
  Schema,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { afterEach, beforeEach } from 'vitest';
import { newField, recordBatch } from '../../src/columns/batches.js';

/** A folder of its own for each test of the file, gone afterwards. */
export function scratch(): (...names: string[]) => string {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'logitflow-test-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return (...names) => join(folder, ...names);
}

const SCHEMA = new Schema(
  [
    newField('id', new Int32(), false),
    newField('score', new Float64(), true, new Map([['unit', 'logit']])),
    newField('name', new Utf8(), true),
  ],
  new Map([['made', 'by hand']]),
);

/** Batches of ids from 0 on, half of each as score, and a name that is null for every third. */
export function batches(...sizes: number[]): RecordBatch[] {
  let id = 0;
  return sizes.map((size) => {
    const ids = Array.from({ length: size }, () => id++);
    const children = [
      makeData({ type: new Int32(), length: size, nullCount: 0, data: Int32Array.from(ids) }),
      makeData({
        type: new Float64(),
        length: size,
        nullCount: 0,
        data: Float64Array.from(ids, (i) => i / 2),
      }),
      vectorFromArray(
        ids.map((i) => (i % 3 === 0 ? null : `n${i}`)),
        new Utf8(),
      ).data[0] ?? makeData({ type: new Utf8(), length: 0 }),
    ];
    return recordBatch(SCHEMA, children, size);
  });
}

/** The values of batches, row by row, as plain JavaScript; integers of 64 bits as numbers. */
export function rowsOf(all: readonly RecordBatch[]): unknown[][] {
  return all.flatMap((batch) =>
    Array.from({ length: batch.numRows }, (_, row) =>
      batch.schema.fields.map((_field, column) => {
        const value: unknown = batch.getChildAt(column)?.get(row);
        return typeof value === 'bigint' ? Number(value) : value;
      }),
    ),
  );
}

/** What `rowsOf(batches(…))` gives for `count` rows. */
export function expectedRows(count: number): unknown[][] {
  return Array.from({ length: count }, (_, i) => [i, i / 2, i % 3 === 0 ? null : `n${i}`]);
}

/** Open descriptors of this process whose target holds `part`. */
export function openDescriptors(part: string): string[] {
  return readdirSync('/proc/self/fd')
    .map((name) => {
      try {
        return readlinkSync(`/proc/self/fd/${name}`);
      } catch {
        return '';
      }
    })
    .filter((target) => target.includes(part));
}

export function makeFifo(path: string): string {
  execFileSync('mkfifo', [path]);
  return path;
}

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until `condition` holds, at most `ms` milliseconds; says how long it took. */
export async function within(ms: number, condition: () => boolean): Promise<number> {
  const start = performance.now();
  while (!condition()) {
    if (performance.now() - start > ms) throw new Error(`still not so after ${ms} ms`);
    await sleep(5);
  }
  return performance.now() - start;
}

/** A reason that a test cannot run here, undefined where it can. */
export const ROOT = process.getuid?.() === 0 ? 'root may read everything' : undefined;

/** Mounts a file system of a few pages, where we may; the reason why not otherwise. */
export function tinyDisk(folder: string): { readonly unmount: () => void } | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
    return { unmount: () => execFileSync('umount', [folder]) };
  } catch {
    return undefined;
  }
}
