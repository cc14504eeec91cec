import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { from, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { softmax } from '../../operators/softmax.js';
import { topK } from '../../operators/top-k.js';
import { convert } from '../../src/files/conversion/convert.js';
import { decodeCsv } from '../../src/formats/csv/decoder.js';
import { encodeCsv } from '../../src/formats/csv/encoder.js';
import type { Step } from '../../src/recipes/recipe.js';
import { scratch } from '../files/support.js';
import { byLane, byOperators } from './both-paths.js';

const path = scratch();

const ALL = Array.from({ length: 127 }, (_, i) => String.fromCharCode(i + 1));
const DELIMITERS = ALL.filter((character) => !'"\r\n'.includes(character));
/** These may stand in a number, which has to be quoted then: the operators write it. */
const IN_NUMBERS = /[0-9A-Za-z.+-]/;

/** Every delimiter stands in some cell. */
const ROWS = [
  ['id', 'a', 'b', 'note'],
  ['1', '-1.5', '2e-3', 'x'],
  ['2', '.5', '+7', 'say "hi", true\nnull'],
  ['3', '', 'nan', ALL.join('')],
  ['4', 'inf', '-inf', '0123456789;|'],
];

const RECIPES: readonly (readonly Step[])[] = [
  [],
  [{ op: 'softmax', columns: ['a', 'b'], nulls: 'mask' }],
  [
    { op: 'sigmoid', columns: 'a', float: 32 },
    { op: 'argmax', columns: ['a', 'b'], as: 'best', labels: ['true', 'x,1"e-'] },
  ],
  [{ op: 'topK', columns: ['a', 'b'], as: 'top', k: 2, nulls: 'mask', nan: 'mask' }],
];

function textWith(delimiter: string): Buffer {
  const field = (text: string) =>
    text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const lines = ROWS.map((row) => row.map(field).join(delimiter));
  return Buffer.from(`${lines.join('\n')}\n`);
}

/** The cells of what is written, as csv-parse reads them. */
function cells(text: Uint8Array, delimiter: string): unknown {
  return parse(Buffer.from(text), { delimiter });
}

async function byRecipe(steps: readonly Step[], delimiter: string): Promise<unknown> {
  const job = { recipe: { steps }, delimiter, rows: 3 };
  const text = textWith(delimiter);
  const operators = byOperators(job, [text]);
  if (!IN_NUMBERS.test(delimiter)) {
    const lane = await byLane(job, [text], [5]);
    expect(lane.operatorsFrom).toBeUndefined();
    expect(lane.text).toEqual(operators.text);
  }
  return cells(operators.text, delimiter);
}

async function byPipeline(delimiter: string): Promise<unknown> {
  const types = { a: 'float64', b: 'float64' } as const;
  const written = from([textWith(delimiter)]).pipe(
    decodeCsv({ delimiter, types }),
    softmax({ columns: ['a', 'b'], as: (name) => `p ${name}`, nulls: 'mask' }),
    topK({ columns: ['a', 'b'], as: 'top', k: 2, nulls: 'mask', nan: 'mask' }),
    encodeCsv({ delimiter }),
    toArray(),
  );
  return cells(Buffer.concat(await lastValueFrom(written)), delimiter);
}

async function everyWay(delimiter: string): Promise<readonly unknown[]> {
  const recipes = RECIPES.map((steps) => byRecipe(steps, delimiter));
  return [...(await Promise.all(recipes)), await byPipeline(delimiter)];
}

describe('a delimiter', () => {
  it('may be any ASCII character but NUL, quotes and line ends, also one of numbers', async () => {
    const comma = await everyWay(',');
    for (const delimiter of DELIMITERS) {
      const got = { delimiter, cells: await everyWay(delimiter) };
      expect(got).toEqual({ delimiter, cells: comma });
    }
  });

  it.each(['.', '-', '+', 'e', '7'])('is not for the lane where it is %j', async (delimiter) => {
    const [, steps = []] = RECIPES;
    writeFileSync(path('in.csv'), textWith(delimiter));
    const lanes: unknown[] = [];
    const onLane = (lane: unknown) => lanes.push(lane);
    await convert({ steps }, path('in.csv'), path('out.csv'), { csv: { delimiter }, onLane });
    expect(lanes).toEqual([undefined]);
    const written = cells(readFileSync(path('out.csv')), delimiter);
    expect(written).toEqual(await byRecipe(steps, ','));
  });

  it.each(['', '"', '\n', '\r', '\0', ',,', 'é', '\u0080', '日'])('is not %j', (delimiter) => {
    const expected = /delimiter is not one ASCII character/;
    expect(() => decodeCsv({ delimiter })).toThrow(expected);
    expect(() => encodeCsv({ delimiter })).toThrow(expected);
  });
});
