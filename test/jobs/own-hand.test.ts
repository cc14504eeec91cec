import { readFileSync, writeFileSync } from 'node:fs';
import { tableFromIPC } from 'apache-arrow';
import { from, lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { DataError } from '../../src/errors.js';
import { convert } from '../../src/files/conversion/convert.js';
import { write } from '../../src/files/write.js';
import { StreamJoiner } from '../../src/formats/arrow-ipc/writing/stream-joiner.js';
import { Crew } from '../../src/jobs/crew.js';
import { spansOf } from '../../src/jobs/cuts/csv-spans.js';
import { shards } from '../../src/jobs/cuts/shards.js';
import { inOrderOfBorders } from '../../src/jobs/in-order.js';
import { OwnHand } from '../../src/jobs/own-hand.js';
import type { Converted } from '../../src/jobs/replies.js';
import type { Recipe } from '../../src/recipes/recipe.js';
import { openDescriptors, scratch, within } from '../files/support.js';
import { batchOf, column, KINDS } from '../formats/arrow-ipc/batches.js';

const path = scratch();
const STREAM = { format: 'arrows', gzip: false } as const;
const recipe: Recipe = { steps: [{ op: 'softmax', columns: ['a', 'b'] }] };

/** Texts hold line ends, so that a guess where records begin may be wrong. */
const record = (i: number) => `"no ${i}\n1,2,3\n",${Math.sin(i)},${i % 7}\n`;

const textOf = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => record(from + i)).join('');

/** What this thread makes of a file in so many spans. */
async function alone(count: number, take: (converted: Converted) => void): Promise<void> {
  const crew = new Crew([new OwnHand({ recipe, formats: {} })]);
  const spans = await spansOf(path('in.csv'), count, {});
  const tasks = spans!.map((part, index) => {
    const to = { format: 'csv', gzip: false } as const;
    return { part, first: index === 0, to, delimiter: ',' };
  });
  try {
    for await (const converted of inOrderOfBorders(tasks, crew, 3)) take(converted);
  } finally {
    await crew.dismiss(new Error('dismissed'));
  }
}

describe('the thread that hands out the parts', () => {
  it('converts them as well, with the bytes and counts of one conversion', async () => {
    writeFileSync(path('in.csv'), `t,a,b\n${textOf(0, 3000)},,\n`);
    const counts: unknown[] = [];
    const report = (...[step, op, { nulls }]: [number, string, { nulls: number }]) =>
      counts.push([step, op, nulls]);
    const { rows } = await convert(recipe, path('in.csv'), path('whole.csv'), { report });
    const parts: Buffer[] = [];
    const seen = { rows: 0, nulls: 0 };
    await alone(9, ({ chunks, rows, messages, release }) => {
      for (const chunk of chunks) parts.push(Buffer.from(chunk));
      seen.rows += rows;
      for (const message of messages) {
        if (message.kind === 'counts') seen.nulls += message.counts.nulls;
      }
      release();
    });
    expect(Buffer.concat(parts).equals(readFileSync(path('whole.csv')))).toBe(true);
    expect([seen.rows, [[0, 'softmax', seen.nulls]]]).toEqual([rows, counts]);
    expect(openDescriptors(path())).toEqual([]);
  });

  it('says errors of its parts by the rows of the file', async () => {
    writeFileSync(path('in.csv'), `t,a,b\n${textOf(0, 2000)}x,high,1\n${textOf(0, 500)}`);
    const whole = convert(recipe, path('in.csv'), path('out.csv'));
    const { report } = (await whole.catch((error: unknown) => error)) as DataError;
    expect(report).toMatchObject({ file: path('in.csv'), row: 2000, column: 'a' });
    const failed = alone(9, () => {});
    await expect(failed).rejects.toBeInstanceOf(DataError);
    const { batch: _, ...place } = report;
    await expect(failed).rejects.toMatchObject({ report: place });
  });

  it('converts shards of Arrow by the same operators, and tells what they have counted at the end', async () => {
    // So large that they are not joined.
    const batches = [0, 3, 1, 8].map((from) =>
      batchOf({ x: column(KINDS.Float32, 80_000, true, from) }),
    );
    await lastValueFrom(from(batches).pipe(write(path('in.arrow'))));
    const steps = [{ op: 'sigmoid', columns: 'x' }] as const;
    const counts: unknown[] = [];
    const report = (...all: unknown[]) => counts.push(all);
    await convert({ steps }, path('in.arrow'), path('whole.arrows'), { report });
    const crew = new Crew([new OwnHand({ recipe: { steps }, formats: {} })]);
    const joiner = new StreamJoiner('stream');
    const parts: Buffer[] = [];
    for (const part of await shards(path('in.arrow'), 3)) {
      const { chunks, messages } = await crew.convert({ part, first: false, to: STREAM });
      for (const bytes of joiner.push(chunks)) parts.push(Buffer.from(bytes));
      expect(messages).toEqual([]);
    }
    const whole = Buffer.concat([...parts, ...joiner.end()]);
    expect(whole.equals(readFileSync(path('whole.arrows')))).toBe(true);
    const told = await crew.finish();
    expect(told).toMatchObject(counts.map(() => ({ kind: 'counts', step: 0, op: 'sigmoid' })));
    expect(told.map((message) => message.kind === 'counts' && message.counts)).toEqual(
      counts.map((all) => (all as unknown[])[2]),
    );
    await crew.dismiss();
    expect(openDescriptors(path())).toEqual([]);
  });

  it('says errors of shards of Arrow by the rows of the file', async () => {
    const batches = [0, 3, 1].map((from) =>
      batchOf({ x: column(KINDS.Float32, 1000, from > 1, from) }),
    );
    await lastValueFrom(from(batches).pipe(write(path('in.arrow'))));
    const steps = [{ op: 'sigmoid', columns: 'x', nulls: 'error' }] as const;
    const whole = convert({ steps }, path('in.arrow'), path('out.arrows'));
    const { report } = (await whole.catch((error: unknown) => error)) as DataError;
    expect(report.row).toBeGreaterThan(999);
    const hand = new OwnHand({ recipe: { steps }, formats: {} });
    const done = (await shards(path('in.arrow'), 3)).map((part) =>
      hand.convert({ part, first: false, to: STREAM }),
    );
    expect(await done[0]).toMatchObject({ rows: 1000 });
    await expect(done[1]).rejects.toMatchObject({ report: { row: report.row, column: 'x' } });
    await Promise.allSettled(done);
    await hand.dismiss(undefined);
  });

  it('learns the types of a CSV once, for all its shards', async () => {
    writeFileSync(path('in.csv'), `t,a,b\n${textOf(0, 3000)}7,,\n${textOf(0, 200)}`);
    const steps = [{ op: 'sigmoid', columns: 'a' }] as const;
    const counts: unknown[] = [];
    const report = (...[step, op, { nulls }]: [number, string, { nulls: number }]) =>
      counts.push([step, op, nulls]);
    await convert({ steps }, path('in.csv'), path('whole.arrows'), { report });
    const crew = new Crew([new OwnHand({ recipe: { steps }, formats: {} })]);
    const joiner = new StreamJoiner('stream');
    const parts: Buffer[] = [];
    for (const part of await shards(path('in.csv'), 4)) {
      const { chunks } = await crew.convert({ part, first: false, to: STREAM });
      for (const bytes of joiner.push(chunks)) parts.push(Buffer.from(bytes));
    }
    const rowsOf = (bytes: Uint8Array) => tableFromIPC(bytes).toArray().map(String);
    const joined = Buffer.concat([...parts, ...joiner.end()]);
    expect(rowsOf(joined)).toEqual(rowsOf(readFileSync(path('whole.arrows'))));
    const told = (await crew.finish()).map(
      (message) => message.kind === 'counts' && [message.step, message.op, message.counts.nulls],
    );
    expect(told).toEqual(counts);
    await crew.dismiss();
  });

  it('says errors of shards of a CSV by the rows and lines of the file', async () => {
    writeFileSync(path('in.csv'), `t,a,b\n${textOf(0, 60_000)}x,high,1\n${textOf(0, 500)}`);
    const steps = [{ op: 'sigmoid', columns: 'a' }] as const;
    const whole = convert({ steps }, path('in.csv'), path('out.arrows'));
    const { report } = (await whole.catch((error: unknown) => error)) as DataError;
    expect(report).toMatchObject({ row: 60_000, line: 180_002 });
    const hand = new OwnHand({ recipe: { steps }, formats: {} });
    const done = (await shards(path('in.csv'), 4)).map((part) =>
      hand.convert({ part, first: false, to: STREAM }),
    );
    await Promise.all(done.slice(0, 3));
    const { row, line, column } = report;
    await expect(done[3]).rejects.toMatchObject({ report: { row, line, column } });
    await hand.dismiss(undefined);
  });

  it('leaves off where it is dismissed, and opens nothing any more', async () => {
    writeFileSync(path('in.csv'), `t,a,b\n${textOf(0, 200_000)}`);
    const hand = new OwnHand({ recipe, formats: {} });
    const [part] = (await spansOf(path('in.csv'), 1, {}))!;
    const to = { format: 'csv', gzip: false } as const;
    const task = { part: part!, first: true, to, delimiter: ',' };
    const [now, later] = [hand.convert(task), hand.convert(task)];
    const reason = new Error('enough');
    const refused = Promise.all([now, later].map((done) => expect(done).rejects.toBe(reason)));
    await within(5000, () => openDescriptors(path()).length > 0);
    await hand.dismiss(reason);
    await refused;
    expect(openDescriptors(path())).toEqual([]);
    await expect(hand.convert(task)).rejects.toBe(reason);
  });
});
