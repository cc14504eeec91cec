import { chmodSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run, SCORES, scratch } from './support.js';

const { path, put } = scratch();

/** Softmax over x_a and x_b into out.arrow: the exit code and the line, and that nothing else was left. */
async function fails(input: string, ...more: string[]): Promise<{ code: number; line: string }> {
  const before = readdirSync(path()).sort();
  const { code, stdout, stderr } = await run([
    ...['softmax', '-c', 'x_*', '--as', 'p_*', input, ...more],
    ...['-o', path('out.arrow')],
  ]);
  expect(stdout).toBe('');
  expect(stderr.endsWith('\n')).toBe(true);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(readdirSync(path()).sort()).toEqual(before);
  return { code, line: stderr.trimEnd() };
}

async function arrowOf(name: string, csv: string): Promise<string> {
  await run(['convert', put('made.csv', csv), path(name), '-q']);
  return path(name);
}

/** Bad data ends with 1, bad usage with 2, a system that will not with 3: one line, no stack, no file. */
describe('the command fails in one line, without a file', () => {
  it('at a cell that is no number among the first, with file, column and row', async () => {
    const { code, line } = await fails(put('in.csv', `${SCORES}4,1,2\n5,one,2\n`));
    expect(code).toBe(1);
    expect(line).toBe(
      `logitflow: ${path('in.csv')}: softmax: the cell holds no number (got "one", column "x_a", row 4, line 6); expected a number, or nothing; because of this cell the column is text`,
    );
  });

  it('at a cell that is no number further down, with file, column, row and line', async () => {
    const csv = `id,x_a,x_b\n${'1,2.5,3\n'.repeat(300_000)}1,one,3\n`;
    const { code, line } = await fails(put('in.csv', csv));
    expect(code).toBe(1);
    expect(line).toMatch(
      /^logitflow: .*in\.csv: read: .*\(got "one", column "x_a", .*row 300000, line 300002\); expected /,
    );
    expect(line).toContain('--type');
  });

  it('at a cell that is no number on its way from CSV to CSV', async () => {
    const input = put('in.csv', `${SCORES}4,1,2\n5,one,2\n`);
    const { code, stderr } = await run(['sigmoid', '-c', 'x_a', input, '-o', path('out.csv')]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^logitflow: .*in\.csv: sigmoid: the cell holds no number \(got "one", column "x_a", batch 0, row 4, line 6\); expected .*\n$/,
    );
    expect(readdirSync(path())).toEqual(['in.csv']);
  });

  it('at digits beyond 64 bits, which are text unless somebody says otherwise', async () => {
    const input = put('in.csv', 'x_a,x_b\n9223372036854775808,1\n');
    const { code, line } = await fails(input);
    expect(code).toBe(1);
    expect(line).toContain(
      '(column "x_a"); expected numbers; --type x_a=float64 reads its cells as such',
    );
  });

  it.each([
    ['a tab', 'x_a\tx_b\n1\t2,5\n'],
    ['";"', 'x_a;x_b\n1;2,5\n'],
  ])('at a ragged row where the delimiter seems to be %s', async (delimiter, text) => {
    const { code, line } = await fails(put('in.csv', text));
    expect(code).toBe(1);
    const expected = `; expected 1 field, as the header has; is the delimiter ${delimiter}?`;
    expect(line.endsWith(expected)).toBe(true);
  });

  it('at a ragged row', async () => {
    const { code, line } = await fails(put('in.csv', `${SCORES}4,1\n`));
    expect(code).toBe(1);
    expect(line).toBe(
      `logitflow: ${path('in.csv')}: read: a row has 2 fields (row 3, line 5); expected 3 fields, as the header has`,
    );
  });

  it('at a quote that is never closed', async () => {
    const { code, line } = await fails(put('in.csv', `${SCORES}4,"1,2\n5,1,2\n`));
    expect(code).toBe(1);
    expect(line).toBe(
      `logitflow: ${path('in.csv')}: read: the input ends within a quoted field (line 5); expected a closing quote for the one that opens on this line`,
    );
  });

  it.each([
    ['arrows', /cut\.arrows: arrow: the stream is cut off \(byte \d+\); expected /],
    ['arrow', /cut\.arrow: arrow: the file has no end \(byte \d+\); expected /],
  ])('at a truncated .%s', async (ending, message) => {
    const whole = readFileSync(await arrowOf(`whole.${ending}`, SCORES));
    const { code, line } = await fails(put(`cut.${ending}`, whole.subarray(0, -40)));
    expect(code).toBe(1);
    expect(line).toMatch(message);
  });

  it('at a truncated .gz', async () => {
    const whole = readFileSync(await arrowOf('whole.csv.gz', SCORES));
    const { code, line } = await fails(put('cut.csv.gz', whole.subarray(0, -6)));
    expect(code).toBe(1);
    expect(line).toBe(`logitflow: ${path('cut.csv.gz')}: gzip: the compressed data ends too early`);
  });

  it('at a schema that changes from one file to the next', async () => {
    const first = await arrowOf('a.arrow', SCORES);
    const second = await arrowOf('b.arrow', 'id,x_a,x_c\n1,2,3\n');
    const { code, line } = await fails(first, second);
    expect(code).toBe(1);
    expect(line).toBe(
      `logitflow: ${second}: read: the schema differs from the first file's at column 2 (got "x_c: Int64 or null"); expected "x_b: Int64 or null"`,
    );
  });

  it('at a schema that changes within a stream', async () => {
    const first = readFileSync(await arrowOf('a.arrows', SCORES));
    const second = readFileSync(await arrowOf('b.arrows', 'id\n1\n'));
    // Without its end marker the first stream runs into the second one's schema.
    const both = Buffer.concat([first.subarray(0, -8), second]);
    const { code, line } = await fails(put('both.arrows', both));
    expect(code).toBe(1);
    expect(line).toMatch(
      /both\.arrows: arrow: a second schema \(byte \d+\); expected one schema for the whole stream$/,
    );
  });

  it('at an unknown column, and offers one', async () => {
    const input = put('in.csv', SCORES);
    const { code, stderr } = await run(['sigmoid', '-c', 'xa', input, '-o', path('out.csv')]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      `logitflow: ${input}: sigmoid: there is no such column (column "xa"); expected one of "id", "x_a", "x_b"; did you mean "x_a"?\n`,
    );
    expect(readdirSync(path())).toEqual(['in.csv']);
  });

  it('at a missing file', async () => {
    const { code, line } = await fails(path('absent.csv'));
    expect(code).toBe(3);
    expect(line).toBe(`logitflow: ${path('absent.csv')}: read: no such file or directory`);
  });

  it('at a directory', async () => {
    mkdirSync(path('dir.csv'));
    const { code, line } = await fails(path('dir.csv'));
    expect(code).toBe(3);
    expect(line).toBe(`logitflow: ${path('dir.csv')}: read: is a directory, not a file`);
  });

  const root = process.getuid?.() === 0;
  it.skipIf(root)(
    `at an unreadable file${root ? ' (skipped: root may read everything)' : ''}`,
    async () => {
      chmodSync(put('secret.csv', SCORES), 0o000);
      const { code, line } = await fails(path('secret.csv'));
      expect(code).toBe(3);
      expect(line).toBe(`logitflow: ${path('secret.csv')}: read: permission denied`);
    },
  );

  it('at a file that the device cannot read', async () => {
    const { code, line } = await fails('/proc/self/mem');
    expect(code).toBe(3);
    expect(line).toBe('logitflow: /proc/self/mem: read: input/output error of the device');
  });

  it('at a full disk', async () => {
    const input = put('in.csv', SCORES);
    const { code, stderr } = await run(['sigmoid', '-c', 'x_a', input, '-o', '/dev/full']);
    expect(code).toBe(3);
    expect(stderr).toBe('logitflow: /dev/full: write: no space left on the device\n');
  });

  it('at a directory that is not there', async () => {
    const input = put('in.csv', SCORES);
    const { code, stderr } = await run(['convert', input, path('no', 'out.csv')]);
    expect(code).toBe(3);
    expect(stderr).toBe(`logitflow: ${path('no', 'out.csv')}: write: no such file or directory\n`);
  });

  it('at text in UTF-16 without a byte order mark, by that name', async () => {
    const text = Buffer.from('id,x_a\n1,0.5\n2,-3\n', 'utf16le');
    for (const [name, bytes] of [
      ['UTF-16LE', text],
      ['UTF-16BE', Buffer.from(text).swap16()],
    ] as const) {
      const { code, line } = await fails(put('in.csv', bytes));
      expect(code).toBe(1);
      expect(line).toBe(
        `logitflow: ${path('in.csv')}: read: the text is in ${name}; expected text in UTF-8, which iconv -f ${name} -t UTF-8 makes of it`,
      );
    }
  });

  it('at a format that is not known', async () => {
    const { code, line } = await fails(put('in.parquet', 'PAR1'));
    expect(code).toBe(1);
    expect(line).toContain(
      `${path('in.parquet')}: read: the format is not known: Parquet; expected`,
    );
  });

  it('at standard input, by that name', async () => {
    const { code, stderr } = await run(['convert', '--to', 'arrow'], { stdin: 'a,b\n1\n' });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^logitflow: standard input: read: a row has 1 fields? /);
  });

  it('with names from the data that cannot break the line', async () => {
    const { code, stderr } = await run([
      'select',
      '-c',
      'b',
      put('in.csv', '"a\n\u001b[31m",c\n1,2\n'),
    ]);
    expect(code).toBe(2);
    expect(stderr.split('\n')).toHaveLength(2);
    expect(stderr).not.toContain('\u001b');
  });

  it('with a stack only where LOGITFLOW_DEBUG asks for it', async () => {
    const argv = ['convert', path('absent.csv'), path('out.csv')];
    const { stderr } = await run(argv, { env: { LOGITFLOW_DEBUG: '1' } });
    expect(stderr).toMatch(/\n\s+at /);
  });
});
