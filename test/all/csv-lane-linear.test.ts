import { closeSync, openSync, writeSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { convert } from '../../src/files/convert.js';
import type { Recipe } from '../../src/recipes/recipe.js';
import { scratch } from '../files/support.js';

const path = scratch();

const BYTES = 16e6;

/** A file of about so many bytes, made of what each call gives; returns its path. */
function put(name: string, beginning: string, next: (i: number) => string, end = ''): string {
  const file = openSync(path(name), 'w');
  let size = writeSync(file, beginning);
  for (let i = 0; size < BYTES; i++) size += writeSync(file, next(i));
  writeSync(file, end);
  closeSync(file);
  return path(name);
}

const numeral = (i: number) => (((i * 7919) % 200_000) / 10_000 - 10).toFixed(4);
const row = (i: number, columns: number) =>
  Array.from({ length: columns }, (_, c) => numeral(i * columns + c)).join(',');
const rowsOf = (count: number, columns: number) => (i: number) =>
  Array.from({ length: count }, (_, r) => `${row(i * count + r, columns)}\n`).join('');
const names = (columns: number) => Array.from({ length: columns }, (_, i) => `c${i}`).join(',');

/** Processor time in seconds for each 100 MB, the less of two runs. */
async function timeOf(input: string): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 2; round++) {
    const start = process.cpuUsage();
    const recipe: Recipe = { steps: [{ op: 'sigmoid', columns: 'c*' }] };
    await convert(recipe, input, path('out.csv'), { overwrite: true });
    const { user, system } = process.cpuUsage(start);
    times.push(((user + system) / 1e6 / BYTES) * 1e8);
  }
  return Math.min(...times);
}

describe('the CSV lane takes time by the byte', () => {
  it('in files of one long field, of many columns, of many rows, and without a last line end', async () => {
    const normal = await timeOf(put('normal.csv', `${names(10)}\n`, rowsOf(1000, 10)));
    const long = 'lorem ipsum, dolor ""sit"" amet\n'.repeat(1 << 12);
    const odd = {
      'a quoted field': put('quoted.csv', 'note,c0\n"', () => long, '",1\nx,2\n'),
      'a plain field': put('plain.csv', 'note,c0\n', () => 'x'.repeat(1 << 17), ',1\nx,2\n'),
      '20,000 columns': put('wide.csv', `${names(20_000)}\n`, rowsOf(1, 20_000)),
      'blank lines': put('blank.csv', `${names(3)}\n`, (i) => `${row(i, 3)}\n${'\n'.repeat(80)}`),
      'one column': put('tall.csv', 'c0\n', rowsOf(10_000, 1), '1.5'),
    };
    for (const [shape, input] of Object.entries(odd)) {
      // Three times is the aim; machines that run other things as well need some room.
      expect((await timeOf(input)) / normal, shape).toBeLessThan(5);
    }
  }, 300_000);
});
