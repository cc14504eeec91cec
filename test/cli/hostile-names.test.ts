import { describe, expect, it } from 'vitest';
import { run, scratch } from './support.js';

const { path, put } = scratch();

const NAMES = [
  ...['__proto__', 'constructor', 'hasOwnProperty', 'toString', '2', '1', '0', '-0', '1e3', ''],
  ...[
    'x'.repeat(10_000),
    'two\nlines',
    'a "quote"',
    '\u0007bell',
    '\u001b[31mred',
    'turned\u202etxet',
  ],
  ...['\u{feff}mark', 'ze\u200bro', '=1+1', '\u2028', 'näme', 'name', 'name'],
];
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const CSV = `${NAMES.map(quoted).join(',')}\n${NAMES.map((_, i) => `${i}.5`).join(',')}\n`;
/** Whatever could move a cursor, turn the writing or hide, but the ends of lines. */
const UNPRINTABLE = /[^\n\P{C}]|[\u2028\u2029]/u;

describe('hostile names of columns', () => {
  it('pass from CSV to CSV byte for byte', async () => {
    const { stdout } = await run(['convert', put('in.csv', CSV)]);
    expect(stdout).toBe(CSV);
  });

  it('survive Arrow, in their order, each with its value', async () => {
    await run(['convert', put('in.csv', CSV), path('a.arrow'), '-q']);
    const { stdout } = await run(['convert', path('a.arrow'), '--to', 'csv', '-q']);
    await run(['convert', put('again.csv', stdout), path('b.arrow'), '-q']);
    const again = await run(['convert', path('b.arrow'), '--to', 'csv', '-q']);
    expect(again.stdout).toBe(stdout);
    const schema = await run(['schema', path('b.arrow')]);
    for (const name of ['__proto__', 'constructor', 'näme']) expect(schema.stdout).toContain(name);
    expect(stdout).toContain(`\n${NAMES.map((_, i) => `${i}.5`).join(',')}\n`);
  });

  it.each(NAMES.filter((name) => name !== 'name' && name !== ''))(
    'can be worked on: %j',
    async (name) => {
      const recipe = { steps: [{ op: 'relu', columns: [name], as: 'result' }] };
      const { code, stdout } = await run([
        ...['run', put('recipe.json', JSON.stringify(recipe)), put('in.csv', CSV), '-q'],
        ...['then', 'select', '-c', 'result'],
      ]);
      expect([code, stdout]).toEqual([0, `result\n${NAMES.indexOf(name)}.5\n`]);
    },
  );

  it.each([
    ['schema', ['schema', 'in.csv']],
    ['head', ['head', 'in.csv']],
    ['--dry-run', ['relu', '-c', '2', '--dry-run', 'in.csv']],
    ['a message', ['relu', '-c', 'no', 'in.csv']],
    ['a message of a cell', ['relu', '-c', '*', 'bad.csv']],
  ])('are escaped in %s', async (_what, argv) => {
    put('in.csv', CSV);
    put('bad.csv', CSV.replaceAll('.5', '\u202e\u0007'));
    const files = argv.map((word) => (word.endsWith('.csv') ? path(word) : word));
    const { stdout, stderr } = await run(files);
    expect(`${stdout}${stderr}`.replaceAll(path(), '')).not.toMatch(UNPRINTABLE);
    expect(`${stdout}${stderr}`.length).toBeGreaterThan(20);
  });
});

describe('a glob', () => {
  it('takes time in proportion to the name, whatever it holds', async () => {
    put('in.csv', `${'a'.repeat(200_000)},b\n1,2\n`);
    const glob = `${'a*'.repeat(40)}c*`;
    const start = performance.now();
    const { code } = await run(['relu', '-c', glob, path('in.csv')]);
    expect(code).toBe(2);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe('a regular expression', () => {
  it.each([
    [10_000, 2, /no column matches/],
    [10_001, 1, /relu: the name is too long for a regular expression \(got 10001, column "a+…"/],
  ])('is tried on names of at most 10,000 characters: %d', async (length, wanted, message) => {
    put('in.csv', `${'a'.repeat(length)},b\n1,2\n`);
    // It goes back over the whole name from each of its characters.
    const { code, stderr } = await run(['relu', '-c', '/a*c/', path('in.csv')]);
    expect([code, stderr]).toEqual([wanted, expect.stringMatching(message)]);
  });
});

describe('--escape-formulas', () => {
  const TABLE =
    'name,=evil\n=1+1,-1\n"=HYPERLINK(""x"")",+1\n@cmd,-2.5e3\n+x,-inf\n-x y,0\n\tq,1\n plain,2\n';

  it('puts an apostrophe before what a spreadsheet would compute, and leaves numbers alone', async () => {
    put('in.csv', TABLE);
    const { stdout } = await run(['convert', path('in.csv'), '--escape-formulas', '-q']);
    expect(stdout).toBe(
      "name,'=evil\n'=1+1,-1\n\"'=HYPERLINK(\"\"x\"\")\",+1\n'@cmd,-2.5e3\n'+x,-inf\n'-x y,0\n'\tq,1\n plain,2\n",
    );
  });

  it('does so from Arrow, and to another delimiter', async () => {
    put('in.csv', TABLE);
    await run(['convert', path('in.csv'), path('a.arrow'), '-q']);
    const argv = ['convert', path('a.arrow'), '--to', 'csv', '--output-delimiter', ';', '-q'];
    const { stdout } = await run([...argv, '--escape-formulas']);
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      "name;'=evil",
      "'=1+1;-1",
      '"\'=HYPERLINK(""x"")";+1',
    ]);
  });

  it('is an option of recipes too', async () => {
    put('in.csv', TABLE);
    const write = { format: 'csv', escapeFormulas: true };
    const recipe = put('recipe.json', JSON.stringify({ steps: [], write }));
    const { stdout } = await run(['run', recipe, path('in.csv'), '-q']);
    const asked = await run(['convert', path('in.csv'), '--escape-formulas', '-q']);
    expect(stdout).toBe(asked.stdout);
  });

  it('is not done unless it is asked for', async () => {
    put('in.csv', TABLE);
    expect((await run(['convert', path('in.csv'), '-q'])).stdout).toBe(TABLE);
  });
});
