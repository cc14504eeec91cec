import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LogitflowError } from '../../src/errors.js';
import { type ConvertOptions, convert } from '../../src/files/conversion/convert.js';
import { convertByShards } from '../../src/jobs/convert-by-shards.js';
import type { AnyStep, Recipe } from '../../src/recipes/recipe.js';
import { scratch } from './support.js';

const path = scratch();

const RELU: AnyStep = { op: 'relu', columns: 'x' };

interface Said {
  readonly row: number | undefined;
  readonly line: number | undefined;
  readonly file: string | undefined;
}

async function failure(
  inputs: readonly string[],
  step: AnyStep,
  options: ConvertOptions & { readonly out?: string } = {},
): Promise<Said> {
  const { out = 'out.csv', ...rest } = options;
  const recipe = { steps: [step] } as Recipe;
  const error = await convert(recipe, inputs, path(out), { overwrite: true, ...rest }).catch(
    (reason: unknown) => reason,
  );
  if (!(error instanceof LogitflowError)) throw error;
  const { row, line, file } = error.report;
  return { row, line, file };
}

function put(name: string, text: string): string {
  writeFileSync(path(name), text);
  return path(name);
}

/** Rows of one line, of three, and blank lines between them; the wrong cell stands in row `wrong`. */
function textOf(rows: number, wrong: number, cell: string, end: string, quote = '"'): string {
  const lines = ['note,x'];
  for (let row = 0; row < rows; row++) {
    const note = row % 7 === 3 ? `${quote}a${end}${end}b${quote}` : `n${row}`;
    lines.push(`${note},${row === wrong ? cell : row / 2}`);
    if (row % 11 === 5) lines.push('', '');
  }
  return lines.join(end) + end;
}

/** The line that the row begins with, by nothing but the text. */
function lineOf(text: string, wrong: number, quote = '"'): number {
  const outside = text
    .split(quote)
    .map((part, i) => (i % 2 === 0 ? part : part.replace(/[\r\n]/g, '·')));
  const records = outside.join(quote).split(/\r\n|\r|\n/);
  const whole = text.split(/\r\n|\r|\n/);
  const ordinal = records.filter((record) => record !== '')[wrong + 1]!;
  const head = records.slice(0, records.indexOf(ordinal)).join('');
  const within = [...head].filter((c) => c === '·').length;
  expect(whole.length).toBeGreaterThan(within);
  return records.indexOf(ordinal) + 1 + within;
}

const PLACES = [0, 3, 4, 6, 1000, 9_998] as const;

describe('an error that names a row of a CSV names the line that the row begins with', () => {
  const ends = [
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ] as const;
  it.each(ends)('in the lane and by the operators, where lines end with %s', async (_, end) => {
    for (const wrong of PLACES) {
      const text = textOf(10_000, wrong, 'what', end);
      const input = put('in.csv', text);
      const line =
        end === '\r\n' ? lineOf(text.replaceAll('\r\n', '\n'), wrong) : lineOf(text, wrong);
      const said = { row: wrong, line, file: input };
      expect(await failure([input], RELU)).toEqual(said);
      // A distribution down the file is none for the lane.
      const stream = { op: 'softmax', columns: 'x', over: 'stream' } as const;
      expect(await failure([input], stream)).toEqual(said);
    }
  });

  it('under policies of error, and where a CSV becomes Arrow', async () => {
    const text = textOf(10_000, 9_000, 'nan', '\n');
    const input = put('in.csv', text);
    const said = { row: 9_000, line: lineOf(text, 9_000), file: input };
    const step: AnyStep = { ...RELU, nan: 'error' };
    expect(await failure([input], step)).toEqual(said);
    expect(await failure([input], step, { out: 'out.arrow' })).toEqual(said);
  });

  it('of the second of two files, in that file', async () => {
    const text = textOf(5_000, 4_321, 'what', '\n');
    const inputs = [put('first.csv', textOf(3_000, -1, '', '\n')), put('second.csv', text)];
    const said = { row: 4_321, line: lineOf(text, 4_321), file: inputs[1] };
    expect(await failure(inputs, RELU)).toEqual(said);
    const stream = { op: 'softmax', columns: 'x', over: 'stream' } as const;
    expect(await failure(inputs, stream)).toEqual(said);
  });

  it('in the dialects of fast-csv', async () => {
    for (const wrong of PLACES.slice(0, 5)) {
      const plain = textOf(2_000, wrong, 'what', '\n', "'");
      const text = `# a comment\n#\n${plain}`;
      const input = put('odd.csv', text);
      const said = { row: wrong, line: 2 + lineOf(plain, wrong, "'"), file: input };
      const options = { dialect: { quote: "'", comment: '#' } };
      expect(await failure([input], RELU, options)).toEqual(said);
    }
  });

  it('with threads', async () => {
    const text = textOf(40_000, 39_321, 'what', '\n');
    const input = put('in.csv', text);
    const recipe: Recipe = { steps: [{ op: 'relu', columns: 'x' }] };
    const error = await convertByShards(recipe, input, path('out.csv'), {
      jobs: 2,
      overwrite: true,
    }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      report: { row: 39_321, line: lineOf(text, 39_321), file: input },
    });
  });
});
