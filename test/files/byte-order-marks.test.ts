import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type ConvertOptions, convert } from '../../src/files/conversion/convert.js';
import { readCsvRows } from '../../src/files/fast-csv/csv-rows.js';
import type { Recipe } from '../../src/recipes/recipe.js';
import { scratch } from './support.js';

const path = scratch();

/** What a strict reader finds: one mark at byte 0 is none of the text, and any other is. */
function cellsOf(text: string): string[][] {
  return parse(text, { bom: true, skip_empty_lines: true, relax_quotes: true });
}

async function converted(text: string, recipe: Recipe, options: ConvertOptions): Promise<string> {
  writeFileSync(path('in.csv'), text);
  await convert(recipe, path('in.csv'), path('out.csv'), { overwrite: true, ...options });
  return readFileSync(path('out.csv'), 'utf8');
}

const PASS: Recipe = { steps: [] };
const SECOND: Recipe = { steps: [{ op: 'select', columns: ['column_1'] }] };
const BARE: ConvertOptions = { csv: { header: false } };

describe('a U+FEFF that is no byte order mark', () => {
  it.each([
    ['behind blank lines', '\n\n\ufeffa,1\nb,2\n'],
    ['behind a mark', '\ufeff\ufeffa,1\nb,2\n'],
    ['behind a mark and blank lines', '\ufeff\n\ufeffa,1\n'],
    ['before a quote that is text', '\n\ufeffa"b,1\n'],
    ['alone', '\n\ufeff,1\n'],
  ])('is kept %s, in a file without a header', async (_, text) => {
    for (const recipe of [PASS, { steps: [{ op: 'rebatch', rows: 1 }] }] satisfies Recipe[]) {
      expect(cellsOf(await converted(text, recipe, BARE))).toEqual(cellsOf(text));
    }
  });

  it('is kept where another column comes first, or the header is left out', async () => {
    const text = '1,\ufeffa\n2,b\n';
    const out = await converted(text, SECOND, BARE);
    expect(cellsOf(out)).toEqual([['\ufeffa'], ['b']]);
    const bare = await converted('a,b\n\ufeffx,1\n', PASS, { csvOut: { header: false } });
    expect(cellsOf(bare)).toEqual([['\ufeffx', '1']]);
  });

  it('is kept by fast-csv, wherever its pieces begin', async () => {
    // A first field of nothing but blanks, as this is to it, fast-csv reads as empty.
    const cell = fc.constantFrom('\ufeffa', '\ufeff\ufeffa', 'b', 'x'.repeat(70_000));
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 6 }), async (cells) => {
        const text = `\ufeff${cells.map((value) => `${value},1\n`).join('')}`;
        writeFileSync(path('in.csv'), text);
        const rows = await lastValueFrom(readCsvRows(path('in.csv')).pipe(toArray()));
        expect(rows).toEqual(cellsOf(text));
      }),
      { numRuns: 60 },
    );
  });

  it('is kept in an odd dialect', async () => {
    const text = '#\n\ufeff\n\ufeffa,1\n';
    const out = await converted(text, PASS, { ...BARE, dialect: { comment: '#' } });
    expect(cellsOf(out).at(-1)).toEqual(['\ufeffa', '1']);
  });
});
