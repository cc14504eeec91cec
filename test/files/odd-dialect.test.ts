import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import type { DataError, FormatError } from '../../src/errors.js';
import { type ConvertOptions, convert } from '../../src/files/conversion/convert.js';
import type { Recipe } from '../../src/recipes/recipe.js';
import { scratch } from './support.js';

const path = scratch();

const RELU: Recipe = { steps: [{ op: 'relu', columns: 'x' }] };

function put(name: string, text: string | Buffer): string {
  writeFileSync(path(name), text);
  return path(name);
}

async function converted(input: string, options: ConvertOptions, recipe = RELU): Promise<string> {
  await convert(recipe, input, path('out.csv'), { overwrite: true, ...options });
  return readFileSync(path('out.csv'), 'utf8');
}

/** Single quotes, escapes, comments, and a cell with a line end. */
const ODD =
  "# scores of today\nid;note;x\n07;'it\\'s; \"so\"';-1.50\n# half\n8;'two\nlines';2.50\n9;;\n";
const DIALECT = { quote: "'", escape: '\\', comment: '#' };

describe('CSV in a dialect of fast-csv', () => {
  it('is read with its quotes, escapes and comments, and written as RFC 4180 has it', async () => {
    const onLane = vi.fn();
    const options = { csv: { delimiter: ';' }, dialect: DIALECT, onLane };
    const plain = 'id;note;x\n07;"it\'s; ""so""";0\n8;"two\nlines";2.5\n9;;\n';
    expect(await converted(put('odd.csv', ODD), options)).toBe(plain);
    expect(await converted(put('odd.csv.gz', gzipSync(ODD)), options)).toBe(plain);
    expect(onLane.mock.calls).toEqual([['fast-csv'], ['fast-csv']]);
  });

  it('is said by a recipe too', async () => {
    const read = { ...DIALECT, delimiter: ';' };
    const { steps } = RELU;
    const out = await converted(put('odd.csv', ODD), {}, { read, steps });
    expect(out.split('\n').at(-3)).toBe('lines";2.5');
  });

  it('names row and line of what is wrong, comments and blank lines counted', async () => {
    const options = { dialect: DIALECT };
    const error = (text: string) =>
      converted(put('odd.csv', text), options).catch((reason: unknown) => reason);
    const ragged = (await error('#\nid,x\n1,2\n#\n3\n')) as DataError;
    expect(ragged.report).toMatchObject({ file: path('odd.csv'), row: 1, line: 5 });
    const stray = (await error('id,x\n#\n\n1,2\n2,what\n')) as DataError;
    expect(stray.report).toMatchObject({ column: 'x', row: 1, line: 5, got: 'what' });
    const open = (await error("id,x\n1,2\n'2,3\n")) as FormatError;
    expect(open.message).toContain('the input ends within a quoted field (row 2)');
  });

  it('passes columns that no step touches, with as many digits as they have', async () => {
    const text = 'a,x\n1.50,1\n2.00e0,"q"\n';
    const out = await converted(put('odd.csv', text), { dialect: { comment: '#' } }, { steps: [] });
    expect(out).toBe('a,x\n1.50,1\n2.00e0,q\n');
  });

  it('is one character in each place, and of a whole file', async () => {
    const input = put('odd.csv', ODD);
    await expect(converted(input, { dialect: { quote: '""' } })).rejects.toThrow(
      'convert: bad quote (got """"); expected one character',
    );
  });
});
