import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { RecordBatch } from 'apache-arrow';
import { concat, from, lastValueFrom, NEVER, of, toArray } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { softmax } from '../../operators/softmax.js';
import { FileError } from '../../src/errors.js';
import { fileSpill } from '../../src/files/file-spill.js';
import { batches, openDescriptors, rowsOf, scratch } from './support.js';

const path = scratch();

beforeEach(() => vi.stubEnv('TMPDIR', path()));
afterEach(() => void vi.unstubAllEnvs());

const operator = () =>
  softmax({ columns: 'score', over: 'stream', as: 'p', replay: 'spill', spill: fileSpill() });
const remains = () => [...readdirSync(path()), ...openDescriptors(path())];

describe('fileSpill', () => {
  it('gives back what was written, in chunks, as often as asked', () => {
    expect(tmpdir()).toBe(path());
    const spill = fileSpill().create();
    const bytes = Uint8Array.from({ length: 3_000_000 }, (_, i) => i * 7);
    for (const end of [1, 100, 2_000_000, 3_000_000])
      spill.write(
        bytes.subarray([0, 1, 100, 2_000_000][[1, 100, 2_000_000, 3_000_000].indexOf(end)], end),
      );
    expect(Buffer.concat([...spill.read()]).equals(bytes)).toBe(true);
    expect(Buffer.concat([...spill.read()]).equals(bytes)).toBe(true);
    spill.delete();
    spill.delete();
    expect(remains()).toEqual([]);
  });

  it('has no name in its directory from the beginning', () => {
    const spill = fileSpill().create();
    spill.write(new Uint8Array(10));
    expect(readdirSync(path())).toEqual([]);
    expect(openDescriptors(path())).toHaveLength(1);
    spill.delete();
  });

  it('holds a stream for its second pass: all types, nulls and metadata come back', async () => {
    const given = batches(3, 0, 5);
    const results = await lastValueFrom(from(given).pipe(operator(), toArray()));
    const rows = rowsOf(results as RecordBatch[]);
    expect(rows.map((row) => row.slice(0, 3))).toEqual(rowsOf(given));
    expect(rows.reduce((sum, row) => sum + (row[3] as number), 0)).toBeCloseTo(1, 15);
    expect(results[0]!.schema.metadata.get('made')).toBe('by hand');
    expect(remains()).toEqual([]);
  });

  it('leaves nothing behind when the stream is left in the middle', () => {
    const subscription = concat(of(...batches(3)), NEVER)
      .pipe(operator())
      .subscribe();
    expect(openDescriptors(path())).toHaveLength(1);
    subscription.unsubscribe();
    expect(remains()).toEqual([]);
  });

  it('fails with a FileError where the directory is none', () => {
    vi.stubEnv('TMPDIR', path('none'));
    let error: unknown;
    of(...batches(1))
      .pipe(operator())
      .subscribe({
        error: (failure: unknown) => {
          error = failure;
        },
      });
    expect(error).toBeInstanceOf(FileError);
    expect((error as Error).message).toMatch(
      /none\/logitflow-.*\.tmp: spill: no such file or directory/,
    );
  });
});
