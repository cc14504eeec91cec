import { readFileSync, writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { convert } from '../../src/files/conversion/convert.js';
import type { FormatName } from '../../src/files/file-kind.js';
import type { Recipe, Step } from '../../src/recipes/recipe.js';
import { scratch } from './support.js';

const path = scratch();
const ROWS = 40_000;

/** Several chunks of every format, and of the lane: about a MiB, twice. */
const TABLE = `id,x_a,x_b\n${Array.from({ length: ROWS }, (_, i) => `${i},${i % 7}.25,${i % 5}.125\n`).join('')}`;

/** Rows that only the operators take stand at the end: both paths have written before. */
const MIXED = `${TABLE}5,,1\n`;

const STEPS: readonly (readonly [string, Step])[] = [
  ['softmax', { op: 'softmax', columns: 'x_*', as: 'p_*' }],
  ['select', { op: 'select', columns: ['x_b', 'id'] }],
  ['softsign', { op: 'softsign', columns: 'x_*' }],
];
const FORMATS: readonly FormatName[] = ['csv', 'arrows', 'arrow'];

it.each(STEPS.flatMap(([name, step]) => FORMATS.map((format) => ({ name, step, format }))))(
  'a stream that hands chunks on as they are gets the bytes of the file: $name to $format',
  async ({ step, format }) => {
    const inputs = [path('a.csv'), path('b.csv')];
    for (const input of inputs) writeFileSync(input, MIXED);
    const recipe = { steps: [step] };
    const to = { format, gzip: false };
    const stdout = new PassThrough();
    const seen: Buffer[] = [];
    stdout.on('data', (chunk: Buffer) => seen.push(chunk));
    await convert(recipe, inputs, '-', { to, stdout });
    await convert(recipe, inputs, path('out'), { to });
    const same = Buffer.concat(seen).equals(readFileSync(path('out')));
    expect([same, seen.length > 1]).toEqual([true, true]);
  },
);

it('what is compressed is what is written uncompressed', async () => {
  writeFileSync(path('a.csv'), TABLE);
  await convert({ steps: [{ op: 'rebatch', rows: 1000 }] }, [path('a.csv')], path('in.arrow'));
  const recipe: Recipe = { steps: [{ op: 'softmax', columns: 'x_*' }] };
  await convert(recipe, [path('in.arrow')], path('out.arrow'));
  await convert(recipe, [path('in.arrow')], path('out.arrow.gz'));
  const plain = readFileSync(path('out.arrow'));
  expect(gunzipSync(readFileSync(path('out.arrow.gz'))).equals(plain)).toBe(true);
});
