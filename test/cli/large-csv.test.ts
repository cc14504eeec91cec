import { truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { csvBytes } from '../../src/cli/large-csv.js';
import { scratch } from './support.js';

const { path } = scratch();

/** Files that only seem to be large. */
function put(name: string, bytes: number): string {
  writeFileSync(path(name), '');
  truncateSync(path(name), bytes);
  return path(name);
}

describe('a command line at first sight', () => {
  it('is of the size of the largest CSV that it names', () => {
    const [small, large, arrow] = [put('a.csv', 10), put('b.TSV', 1e9), put('c.arrow', 1e10)];
    expect(csvBytes([])).toBe(0);
    expect(csvBytes(['-c', 'logit_*', small, '-o', path('none.csv'), path()])).toBe(10);
    expect(csvBytes([small, large])).toBe(1e9);
    expect(csvBytes([large, '--jobs', '12'])).toBe(1e9);
    expect(csvBytes([arrow])).toBe(0);
  });

  it('is of nothing where a name cannot be looked at', () => {
    expect(csvBytes([`${'x'.repeat(5000)}.csv`, 'a\0.csv'])).toBe(0);
  });

  it.each([
    [['-o', 'out.arrow']],
    [['out.csv.gz']],
    [['--to', 'arrows']],
    [['--to=arrow']],
    [['--jobs', '1']],
    [['--jobs=1']],
    [['-j1']],
  ])('is of nothing for threads with %j', (others) => {
    expect(csvBytes([put('a.csv', 1e9), ...others])).toBe(0);
  });
});
