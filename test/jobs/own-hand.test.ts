import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DataError } from '../../src/errors.js';
import { convert } from '../../src/files/convert.js';
import { Crew } from '../../src/jobs/crew.js';
import { spansOf } from '../../src/jobs/csv-spans.js';
import { inOrderOfBorders } from '../../src/jobs/in-order.js';
import { OwnHand } from '../../src/jobs/own-hand.js';
import type { Converted } from '../../src/jobs/replies.js';
import type { Recipe } from '../../src/recipes/recipe.js';
import { openDescriptors, scratch, within } from '../files/support.js';

const path = scratch();
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
