import { describe, expect, it } from 'vitest';
import { run, SCORES, scratch } from './support.js';

const { path, put } = scratch();

/** The code and the line of softmax from one format into another. */
async function fails(from: string, to: string, ...limits: string[]) {
  put('in.csv', SCORES);
  await run(['convert', path('in.csv'), path('in.arrow'), '-q']);
  const limit = limits.flatMap((text) => ['--limit', text]);
  const names = [path(`in.${from}`), '-o', path(`out.${to}`)];
  const { code, stderr } = await run(['softmax', '-c', 'x_*', '-q', ...names, ...limit]);
  return { code, line: stderr.replace(`${path()}/`, '') };
}

describe('--limit', () => {
  it('bounds what is read of a CSV, on every way, and is what messages ask for', async () => {
    for (const to of ['csv', 'arrow']) {
      expect(await fails('csv', to, 'max-columns=2')).toEqual({
        code: 1,
        line: 'logitflow: in.csv: read: the first record has more than 2 fields (line 1); expected fewer columns, or a higher --limit max-columns\n',
      });
      const { line } = await fails('csv', to, 'max-field-bytes=20', 'max-record-bytes=5');
      expect(line).toContain('a record is longer than 5 bytes');
      expect(line).toContain('or a higher --limit max-record-bytes');
    }
  });

  it('bounds what is read of Arrow', async () => {
    const { code, line } = await fails('arrow', 'csv', 'max-columns=2');
    expect(code).toBe(1);
    expect(line).toMatch(
      /^logitflow: in\.arrow: arrow: too many columns \(got 3, byte \d+\); expected at most 2, or a larger --limit max-columns\n$/,
    );
    const look = await run(['schema', path('in.arrow'), '--limit', 'max-metadata-bytes=30']);
    expect(look.code).toBe(1);
    expect(look.stderr).toContain(
      'expected at most 30 bytes, or a larger --limit max-metadata-bytes',
    );
  });

  it('leaves what is within it as it is', async () => {
    const limits = ['max-columns=3', 'max-record-bytes=1e3', 'max-rows=3'];
    expect(await fails('csv', 'csv', ...limits)).toEqual({ code: 0, line: '' });
  });

  it.each([
    ['max-colums=2', /--limit is unknown \(got "max-colums"\).*did you mean "max-columns"\?/],
    ['max-columns=0', /--limit max-columns is out of range \(got 0\); expected an integer from 1/],
    ['max-depth=0', /--limit max-depth is no limit \(got 0\); expected a positive number/],
    ['max-depth=many', /--limit is no whole number \(got "many"\)/],
    ['max-depth', /--limit has no two sides \(got "max-depth"\)/],
  ])('is a usage error where it is %s', async (limit, expected) => {
    const { code, line } = await fails('csv', 'csv', limit);
    expect(code).toBe(2);
    expect(line).toMatch(expected);
  });
});
