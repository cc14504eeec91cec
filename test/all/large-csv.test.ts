import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

interface Measured {
  readonly size: number;
  readonly rows: number;
  readonly bytes: number;
  /** Of processor time for each byte of the input. */
  readonly nanoseconds: number;
  readonly peak: number;
}

const script = fileURLToPath(new URL('large-csv.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'logitflow-large-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function measured(shape: string): Measured {
  return JSON.parse(execFileSync(process.execPath, [script, folder, shape], { encoding: 'utf8' }));
}

const MB = 1e6;

describe('a CSV of an extreme shape is read and written in linear time and bounded memory:', () => {
  const ordinary = measured('ordinary');

  /**
   * Times are those of an ordinary file's byte, several times what was measured: 2 for a field, 1 for rows, 3 to 5 for blank
   * lines, 15 for columns, of which a batch holds two rows, so that each column of each batch costs more than its cells.
   * What is quadratic takes thousands. A long field is held several times while it grows.
   */
  it.each([
    ['a field', 1, 1, 12, 700 * MB],
    ['a field of quotes', 1, 1, 12, 700 * MB],
    ['columns', 40, 1, 60, 1300 * MB],
    ['rows of one column', 10_000_000, 1, 9, 220 * MB],
    ['rows without a final newline', 5_000_001, 1, 9, 220 * MB],
    ['blank lines', 2, 0, 20, 220 * MB],
  ])('%s', (shape, rows, kept, times, peak) => {
    const found = measured(shape);
    console.log(shape, found, (found.nanoseconds / ordinary.nanoseconds).toFixed(1));
    expect(found.rows).toBe(rows);
    // All that was read is written again, with a line end behind it.
    expect(Math.abs(found.bytes - kept * found.size)).toBeLessThan(16);
    expect(found.nanoseconds / ordinary.nanoseconds).toBeLessThan(times);
    expect(found.peak).toBeLessThan(peak);
  });
});
