import { fork } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  DenseUnion,
  Field,
  Int32,
  makeData,
  type RecordBatch,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchOf, column, float16, KINDS, type Kind } from '../formats/arrow-ipc/batches.js';
import { encode } from '../formats/arrow-ipc/support.js';

/**
 * Damaged Arrow and CSV, in a process of its own that is watched. Every case is accepted, and then holds what another
 * reader says, or refused by an error of ours; none takes more than its time and memory, and none ends the process.
 */
const CASES = Number(process.env.LOGITFLOW_FUZZ ?? 1000);
const FIRST = Number(process.env.LOGITFLOW_FUZZ_FIRST ?? 0);
const HANGS_AFTER_MS = 20_000;

const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url));
const worker = fileURLToPath(new URL('fuzz/worker.mjs', import.meta.url));

interface Report {
  readonly number?: number;
  readonly outcomes?: Readonly<Record<string, number>>;
  readonly failures?: readonly { readonly number: number; readonly error: string }[];
}

function union(): RecordBatch {
  const fields = [new Field('a', new Int32(), true), new Field('b', new Utf8(), true)];
  const children = [vectorFromArray([1, 2], new Int32()), vectorFromArray(['x'], new Utf8())];
  const data = makeData({
    type: new DenseUnion([0, 1], fields),
    length: 3,
    nullCount: 0,
    typeIds: Int8Array.of(0, 1, 0),
    valueOffsets: Int32Array.of(0, 0, 1),
    children: children.map((child) => child.data[0]!),
  });
  return batchOf({ union: data });
}

/** Of all sizes; with nulls, NaN, infinities and zeros. */
const NUMBERS: readonly (readonly string[])[] = [
  ['1,0.5,-1.25,3e-7', '2,,nan,1e300', '3,-inf,-0.0,12.75', '4,1e-320,2.5,-7.125'],
  ['1,0.1,0.2,0.7', '2,-20.5,30.25,0.125', '3,1e5,1e-5,0.5', '4,0.5,0.5,0.5'],
  ['"1","2.5",-3.5,4.5', '2,,,', '3,NaN,Infinity,0.25', '4,9007199254740993.5,1.5,0.5'],
];

/** Small files of a few columns each: a change then hits something. */
function writeCorpus(folder: string): void {
  const kinds = Object.entries<Kind>(KINDS);
  const groups = Array.from({ length: Math.ceil(kinds.length / 3) }, (_, i) =>
    kinds.slice(3 * i, 3 * i + 3),
  );
  const batches = groups.map((group, i) =>
    batchOf(
      Object.fromEntries(group.map(([name, kind]) => [name, column(kind, 7 + i, i % 3 > 0)])),
    ),
  );
  for (const [i, batch] of [
    ...batches,
    union(),
    batchOf({ half: float16([0, 0x3c00, 0x7e00]) }),
  ].entries()) {
    writeFileSync(join(folder, `${i}.arrows`), encode([batch, batch]));
    writeFileSync(join(folder, `${i}.arrow`), encode([batch], { format: 'file' }));
    writeFileSync(join(folder, `${i}-lz4.arrows`), encode([batch], { compression: 'lz4' }));
  }
  for (const [i, rows] of NUMBERS.entries()) {
    writeFileSync(join(folder, `numbers-${i}.csv`), `id,a,b,c\n${rows.join('\n')}\n`);
  }
  for (const from of ['arrow', 'csv']) {
    const names = readdirSync(join(fixtures, from)).filter((name) => /\.(arrows?|csv)$/.test(name));
    for (const name of names) copyFileSync(join(fixtures, from, name), join(folder, name));
  }
}

/** Runs cases until all are done or one ends or hangs the process, which is then the last that was begun. */
function watched(folder: string, first: number, behind: number): Promise<Report> {
  return new Promise((resolve) => {
    const child = fork(worker, [folder, `${first}`, `${behind}`], {
      execArgv: ['--max-old-space-size=256'],
    });
    let report: Report = {};
    let number = first;
    let timer = setTimeout(() => child.kill('SIGKILL'), HANGS_AFTER_MS);
    child.on('message', (message: Report) => {
      clearTimeout(timer);
      timer = setTimeout(() => child.kill('SIGKILL'), HANGS_AFTER_MS);
      if (message.number === undefined) report = message;
      else number = message.number;
    });
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      const error = `the process ended with ${signal ?? code}`;
      resolve(report.outcomes === undefined ? { failures: [{ number, error }] } : report);
    });
  });
}

describe('damaged input', () => {
  const folder = mkdtempSync(join(tmpdir(), 'logitflow-fuzz-'));
  beforeAll(() => writeCorpus(folder));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it(
    `is refused by a typed error, or read as another reader does, in ${CASES} cases`,
    async () => {
      const { outcomes = {}, failures = [] } = await watched(folder, FIRST, FIRST + CASES);
      console.log(outcomes);
      expect(failures).toEqual([]);
      expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(CASES);
      expect(outcomes.accepted).toBeGreaterThan(CASES / 100);
      expect(outcomes['accepted as flechette reads it']).toBeGreaterThan(CASES / 50);
    },
    Math.max(60_000, CASES * 100),
  );
});
