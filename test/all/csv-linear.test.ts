import { closeSync, openSync, writeSync } from 'node:fs';
import { lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { sigmoid } from '../../operators/elementwise.js';
import { convert } from '../../src/files/conversion/convert.js';
import { readCsv } from '../../src/files/read.js';
import { writeCsv } from '../../src/files/write.js';
import type { Recipe } from '../../src/recipes/recipe.js';
import { scratch } from '../files/support.js';

const path = scratch();

/** A file of about so many bytes, made of what each call gives; returns its path. */
function put(bytes: number, beginning: string, next: (i: number) => string, end = ''): string {
  const file = openSync(path('in.csv'), 'w');
  let size = writeSync(file, beginning);
  for (let i = 0; size < bytes; i++) size += writeSync(file, next(i));
  writeSync(file, end);
  closeSync(file);
  return path('in.csv');
}

const numeral = (i: number) => (((i * 7919) % 200_000) / 10_000 - 10).toFixed(4);
const row = (i: number, columns: number) =>
  Array.from({ length: columns }, (_, c) => numeral(i * columns + c)).join(',');
const rowsOf = (count: number, columns: number) => (i: number) =>
  Array.from({ length: count }, (_, r) => `${row(i * count + r, columns)}\n`).join('');
const names = (columns: number) => Array.from({ length: columns }, (_, i) => `c${i}`).join(',');

const long = 'lorem ipsum, dolor ""sit"" amet\n'.repeat(1 << 12);

const ORDINARY = 'ten columns';

/** Files of so many bytes. Of one column there are ten million rows and more. */
const SHAPES: Record<string, (bytes: number) => string> = {
  [ORDINARY]: (bytes) => put(bytes, `${names(10)}\n`, rowsOf(1000, 10)),
  'a quoted field': (bytes) => put(bytes, 'note,c0\n"', () => long, '",1\nx,2\n'),
  'a plain field': (bytes) => put(bytes, 'note,c0\n', () => 'x'.repeat(1 << 17), ',1\nx,2\n'),
  'quoted fields of 3 MB': (bytes) =>
    put(bytes, 'note,c0\n', () => `"${long.repeat(24)}",1\n`, 'x,2\n'),
  '20,000 columns': (bytes) => put(bytes, `${names(20_000)}\n`, rowsOf(1, 20_000)),
  '100,000 columns': (bytes) => put(bytes, `${names(100_000)}\n`, rowsOf(1, 100_000)),
  'blank lines': (bytes) => put(bytes, `${names(3)}\n`, (i) => `${row(i, 3)}\n${'\n'.repeat(80)}`),
  'one column': (bytes) => put(bytes, 'c0\n', rowsOf(10_000, 1)),
  'one column, without a last line end': (bytes) => put(bytes, 'c0\n', rowsOf(10_000, 1), '1.5'),
};

const overwrite = true;
const recipe: Recipe = { steps: [{ op: 'sigmoid', columns: 'c*' }] };

const WAYS: Record<string, (input: string) => Promise<unknown>> = {
  'the CSV lane': (input) => convert(recipe, input, path('out.csv'), { overwrite }),
  'a pipeline': (input) =>
    lastValueFrom(
      readCsv(input).pipe(sigmoid({ columns: 'c*' }), writeCsv(path('out.csv'), { overwrite })),
    ),
};

/** Processor time, the lesser of two runs. */
async function timeOf(way: (input: string) => Promise<unknown>, input: string): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 2; round++) {
    const start = process.cpuUsage();
    await way(input);
    const { user, system } = process.cpuUsage(start);
    times.push(user + system);
  }
  return Math.min(...times);
}

describe.each(Object.entries(WAYS))('%s takes time by the byte', (_, way) => {
  let ordinary = 0;

  it.each(Object.entries(SHAPES))(
    'in a file of %s',
    async (shape, fileOf) => {
      const short = await timeOf(way, fileOf(25e6));
      const long = await timeOf(way, fileOf(100e6));
      // Four times the bytes: four times the time, or sixteen where it is quadratic.
      expect(long / short).toBeLessThan(9);
      if (shape === ORDINARY) ordinary = long;
      else expect(long / ordinary).toBeLessThan(8);
    },
    300_000,
  );
});
