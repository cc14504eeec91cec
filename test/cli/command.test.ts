import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ACTIVATIONS } from '../../src/activations/table.js';
import type { Way } from '../../src/cli/io.js';
import { PLAIN_VERBS } from '../../src/cli/verbs/verbs.js';
import { STEPS } from '../../src/recipes/steps.js';
import { VERSION } from '../../src/version.js';
import { run, SCORES, scratch } from './support.js';

const { path, put } = scratch();

const SOFTMAX = ['softmax', '-c', 'x_*', '--as', 'p_*'];

describe('the command', () => {
  it('writes a file and sums up in one line on standard error', async () => {
    const { code, stdout, stderr } = await run([
      ...SOFTMAX,
      put('in.csv', SCORES),
      '-o',
      path('out.csv'),
    ]);
    expect(code).toBe(0);
    expect(stdout).toBe('');
    expect(stderr.replace(/\d+\.\d\d s/, '# s')).toBe(
      `3 rows in # s · 0 null · 0 NaN · 0 degenerate → ${path('out.csv')}\n`,
    );
    expect(readFileSync(path('out.csv'), 'utf8').split('\n').slice(0, 2)).toEqual([
      'id,x_a,x_b,p_a,p_b',
      '1,0,0,0.5,0.5',
    ]);
  });

  it('chains verbs with then', async () => {
    const { stdout, stderr } = await run([
      ...[...SOFTMAX, put('in.csv', SCORES)],
      ...['then', 'argmax', '-c', 'p_*', '--as', 'best', '--labels', 'no,yes'],
      ...['then', 'select', '-c', 'id,best'],
    ]);
    expect(stdout).toBe('id,best\n1,no\n2,yes\n3,yes\n');
    expect(stderr).toMatch(/^3 rows in .* · 0 null · 0 NaN · 0 degenerate → standard output\n$/);
  });

  it('lets each step speak for itself in the summary where they met different things', async () => {
    const { stderr } = await run([
      ...[...SOFTMAX, put('in.csv', 'x_a,x_b\n-inf,-inf\n1,\nnan,1\n1,inf\n')],
      ...['then', 'argmax', '-c', 'p_*', '--as', 'best', '-o', path('out.csv')],
    ]);
    expect(stderr).toMatch(
      / · softmax: 1 null, 1 NaN, 1 infinite, 1 degenerate · argmax: 1 null, 3 NaN, 0 degenerate → /,
    );
  });

  it('reads standard input and writes standard output where nothing is named', async () => {
    const named = await run(['select', '-c', 'id', '-', '-o', '-'], { stdin: SCORES });
    const unnamed = await run(['select', '-c', 'id'], { stdin: SCORES });
    expect(unnamed.stdout).toBe('id\n1\n2\n3\n');
    expect(named.stdout).toBe(unnamed.stdout);
  });

  it('reads other quotes, escapes and comments by fast-csv, and says so under --verbose', async () => {
    const text = "# odd\nid,x_a,x_b\n'a, \\'b\\'',0,0\n";
    const flags = ['--quote', "'", '--escape', '\\', '--comment', '#'];
    const odd = await run([...SOFTMAX, ...flags, put('odd.csv', text), '--verbose']);
    expect(odd.stdout).toBe('id,x_a,x_b,p_a,p_b\n"a, \'b\'",0,0,0.5,0.5\n');
    expect(odd.stderr).toContain(
      'logitflow: fast-csv reads this dialect, and the operators compute the rows',
    );
    const part = await run([...SOFTMAX, ...flags, path('odd.csv'), '--shard', '1/2']);
    expect(part).toMatchObject({
      code: 2,
      stderr: /--shard wants plain CSV, and --quote is given/,
    });
  });

  it('says under --verbose which way the rows go', async () => {
    const input = put('in.csv', SCORES);
    const lane = await run([...SOFTMAX, input, '--verbose']);
    expect(lane.stderr).toMatch(/^logitflow: the CSV lane computes the rows\n3 rows/);
    const cr = await run([...SOFTMAX, put('cr.csv', SCORES.replaceAll('\n', '\r')), '--verbose']);
    expect(cr.stderr).toContain('the operators compute the rows from row 0 on');
    const arrow = await run([
      ...SOFTMAX,
      input,
      '--to',
      'arrow',
      '--verbose',
      '-o',
      path('out.arrow'),
    ]);
    expect(arrow.stderr).toContain('logitflow: the operators compute the rows\n');
  });

  it('tells the process which way the rows go, and before an input is opened that may go by the lane', async () => {
    const input = put('in.csv', SCORES);
    const waysOf = async (...argv: string[]) => {
      const ways: Way[] = [];
      await run([...argv, '-q', '-o', path('out'), '--force'], { onWay: (way) => ways.push(way) });
      return ways;
    };
    expect(await waysOf(...SOFTMAX, input, '--to', 'csv')).toEqual(['opening', 'lane']);
    expect(await waysOf(...SOFTMAX, input, '--to', 'arrow')).toEqual(['opening', 'operators']);
    const cr = put('cr.csv', SCORES.replaceAll('\n', '\r'));
    expect(await waysOf(...SOFTMAX, cr, '--to', 'csv')).toEqual(['opening', 'lane', 'operators']);
    const grouped = ['softmax', '-c', 'x_a', '--by', 'id', '--as', 'p', input, '--to', 'csv'];
    expect(await waysOf(...grouped)).toEqual(['operators']);
  });

  it('says nothing on standard error under --quiet', async () => {
    const { stderr, code } = await run([...SOFTMAX, put('in.csv', SCORES), '--quiet']);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  });

  it('warns of a softmax over probabilities, unless it is to be quiet', async () => {
    await run([...SOFTMAX, put('in.csv', SCORES), '-o', path('p.arrow')]);
    const again = ['softmax', '-c', 'p_*', path('p.arrow'), '-o', '/dev/null'];
    expect((await run(again)).stderr).toMatch(/^logitflow: warning: softmax: /);
    expect((await run([...again, '-q'])).stderr).toBe('');
  });

  it.each(['csv', 'tsv', 'arrow', 'arrows', 'csv.gz'])(
    'converts to %s and back',
    async (ending) => {
      const input = put('in.csv', SCORES);
      expect((await run(['convert', input, path(`x.${ending}`)])).code).toBe(0);
      expect((await run(['convert', path(`x.${ending}`), '--to', 'csv'])).stdout).toBe(SCORES);
    },
  );

  it('runs a recipe, and steps behind it', async () => {
    const recipe = put('r.json', '{"steps":[{"op":"softmax","columns":"x_*","as":"p_*"}]}');
    const input = put('in.csv', SCORES);
    const plain = await run(['run', recipe, input]);
    expect(plain.stdout).toBe((await run([...SOFTMAX, input])).stdout);
    const more = await run(['run', recipe, input, 'then', 'select', '-c', 'p_a']);
    expect(more.stdout.split('\n')[1]).toBe('0.5');
  });

  it('runs over shards into a directory that it makes, a file for each', async () => {
    const recipe = put('r.json', '{"steps":[{"op":"select","columns":"id"}]}');
    const shards = ['a.csv', 'b.csv'].map((name) => put(name, SCORES));
    const { code, stderr } = await run(['run', recipe, ...shards, '--out', path('out', 'deep')]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^6 rows in 2 files in .* → .*deep\n$/);
    expect(readdirSync(path('out', 'deep'))).toEqual(['a.csv', 'b.csv']);
    await run(['run', recipe, ...shards, '--out', path('arrows'), '--to', 'arrow']);
    expect(readdirSync(path('arrows'))).toEqual(['a.arrow', 'b.arrow']);
  });

  it('takes several inputs as one stream', async () => {
    const inputs = ['a.csv', 'b.csv'].map((name) => put(name, SCORES));
    const { stdout } = await run(['select', '-c', 'id', ...inputs]);
    expect(stdout).toBe('id\n1\n2\n3\n1\n2\n3\n');
  });

  it('reads columns by delimiter, header and type as it is told', async () => {
    const input = put('in.txt', '1;x\n2;y\n');
    const { stdout } = await run([
      ...['convert', input, '--from', 'csv', '--to', 'tsv', '--delimiter', ';', '--no-header'],
      ...['--type', 'column_0=float64'],
    ]);
    expect(stdout).toBe('1\tx\n2\ty\n');
    const out = await run(['convert', input, '--delimiter', ';', '--output-delimiter', '\\t']);
    expect(out.stdout).toBe('1\tx\n2\ty\n');
  });

  it('tells what it would do under --dry-run, and does not', async () => {
    const { stdout, stderr, code } = await run([
      ...[...SOFTMAX, put('in.csv', SCORES), '--float', '32', '--dry-run'],
      ...['then', 'argmax', '-c', 'p_b,p_a', '--as', 'best', '-o', path('out.arrow')],
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.replace(/ +logitflow = .*/g, '').split('\n')).toEqual([
      `input ${path('in.csv')}: CSV, 3 columns`,
      '',
      'softmax',
      '  0  x_a: Int64',
      '  1  x_b: Int64',
      '',
      'argmax',
      '  0  p_b: Float32',
      '  1  p_a: Float32',
      '',
      `output ${path('out.arrow')}: Arrow file, 6 columns`,
      'column  type     nulls  metadata',
      'id      Int64    yes',
      'x_a     Int64    yes',
      'x_b     Int64    yes',
      'p_a     Float32  yes',
      'p_b     Float32  yes',
      'best    Int32    yes',
      '',
    ]);
    expect(existsSync(path('out.arrow'))).toBe(false);
  });

  it('shows the columns of a file', async () => {
    const { stdout } = await run(['schema', put('in.csv', SCORES)]);
    expect(stdout).toMatch(/^.*in\.csv: CSV, 3 columns\ncolumn +type +nulls\nid +Int64 +yes\n/);
    const piped = await run(['schema'], { stdin: SCORES });
    expect(piped.stdout).toBe(stdout.replace(/^.*in\.csv/, 'standard input'));
  });

  it('tells its version and its verbs', async () => {
    expect((await run(['--version'])).stdout).toBe(`${VERSION}\n`);
    const { stdout } = await run(['--help']);
    expect(stdout.indexOf('Examples')).toBeLessThan(stdout.indexOf('Steps'));
    for (const { verb } of [...STEPS, ...PLAIN_VERBS]) expect(stdout).toContain(`\n  ${verb} `);
  });

  it.each([...STEPS, ...PLAIN_VERBS].map(({ verb }) => verb))(
    'helps with %s, examples first',
    async (verb) => {
      const { stdout, code } = await run([verb, '--help']);
      expect(code).toBe(0);
      expect(stdout).toContain(`Examples\n  logitflow `);
      expect(stdout).toContain('--help');
      expect((await run(['help', verb])).stdout).toBe(stdout);
    },
  );

  it.each(STEPS)('has examples of $verb that parse', async ({ verb }) => {
    const { stdout } = await run([verb, '--help']);
    const examples = stdout.split('\n').filter((line) => line.startsWith(`  logitflow ${verb} `));
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const words = example
        .trim()
        .split(/\s+/)
        .slice(1)
        .map((word) => word.replace(/^'(.*)'$/, '$1'));
      const { stderr } = await run([...words, '--dry-run']);
      // The files are not there: it is not refused before one of them is looked for.
      expect(stderr).toContain('no such file or directory');
    }
  });

  it('knows every function and all about it', async () => {
    const list = await run(['functions']);
    for (const { name, aliases, formula, reference } of Object.values(ACTIVATIONS)) {
      expect(list.stdout).toContain(formula);
      for (const word of [name, ...aliases]) {
        expect((await run(['functions', word])).stdout.replace(/\s+/g, ' ')).toContain(reference);
      }
    }
  });
});

describe('functions with a name', () => {
  it('tells defaults by library and error bounds', async () => {
    const lines = async (name: string) => (await run(['functions', name])).stdout.split('\n');
    const gelu = await lines('gelu');
    expect(gelu).toContain(
      '  error       at most 0.87 ulp in float32, 0.76 ulp in float64; of the derivative 0.51 and 4',
    );
    expect(gelu).toContain('  jax         nn.gelu: is geluTanh; approximate=False is this one');
    expect(await lines('lrelu')).toContain('  keras          leaky_relu: negativeSlope = 0.2');
    expect(await lines('softplus')).toContain('  tfjs        softplus: beta = 1');
    expect(await lines('squareplus')).toContain('  torch       has none');
  });
});

describe('a command line that cannot be followed', () => {
  it.each<[string, string[], string]>([
    ['has no verb', [], 'a verb is missing; see logitflow --help'],
    ['has an unknown verb', ['sofmax'], 'no such verb (got "sofmax"); did you mean "softmax"?'],
    ['has a file for a verb', ['data.csv'], 'no such verb (got "data.csv"); see logitflow --help'],
    [
      'asks for too many threads',
      ['relu', '-c', 'x', '--jobs', '257', 'a.csv'],
      'relu: --jobs is out of range (got 257); expected 1 to 256',
    ],
    [
      'has an unknown option',
      ['softmax', '--temprature', '2'],
      'softmax: no such option (got "--temprature"); did you mean "--temperature"?',
    ],
    [
      'has an unknown short option',
      ['softmax', '-z'],
      'softmax: no such option (got "-z"); see logitflow softmax --help',
    ],
    ['lacks a value', ['softmax', '-c'], 'softmax: --columns needs a value: COLUMNS'],
    [
      'has a value for a switch',
      ['softmax', '--force=1'],
      'softmax: --force takes no value (got "1")',
    ],
    [
      'lacks the columns',
      ['softmax', 'in.csv'],
      "softmax: -c is missing: the columns to work on, in class order: a name, a glob, names or a regular expression, such as -c 'logit_*'",
    ],
    [
      'has a file where labels stand',
      ['argmax', '-c', 'x*', '--as', 'y', '--labels', 'labels.txt'],
      'argmax: --labels takes the labels themselves (got "labels.txt"); did you mean --labels-file?',
    ],
    [
      'has no number',
      ['softmax', '-c', 'x', '--temperature', 'hot'],
      'softmax: --temperature is no number (got "hot")',
    ],
    [
      'has no whole number',
      ['top-k', '-c', 'x', '-k', '1.5', '--as', 'b'],
      'top-k: --k is no whole number (got "1.5")',
    ],
    [
      'has an unknown choice',
      ['softmax', '-c', 'x', '--nulls', 'maks'],
      'softmax: --nulls is unknown (got "maks"); expected propagate, mask, error; did you mean "mask"?',
    ],
    [
      'has an option twice',
      ['softmax', '-c', 'x', '--as', 'a', '--as', 'b'],
      'softmax: --as is given 2 times; expected once',
    ],
    [
      'has an unknown format',
      ['convert', 'a', 'b', '--to', 'arow'],
      'convert: --to is unknown (got "arow"); expected csv, tsv, arrow or arrows, each also with .gz; did you mean "arrow"?',
    ],
    [
      'has a pattern among names',
      ['softmax', '-c', 'a,b_*'],
      'softmax: a pattern stands alone (got "b_*" among 2 columns); expected one pattern, or names',
    ],
    [
      'has an input behind then',
      ['softmax', '-c', 'x', 'then', 'argmax', '-c', 'x', '--as', 'b', 'in.csv'],
      'argmax: the input belongs to the first verb (got "in.csv" behind then)',
    ],
    [
      'has the output before then',
      ['softmax', '-c', 'x', '-o', 'out.csv', 'then', 'argmax', '-c', 'x', '--as', 'b'],
      'softmax: the output belongs to the last verb; move -o behind the last then',
    ],
    [
      'ends with then',
      ['softmax', '-c', 'x', 'then'],
      'then: a verb is missing; expected one behind it',
    ],
    [
      'has labels twice',
      ['argmax', '-c', 'x', '--as', 'b', '--labels', 'a', '--labels-file', 'f'],
      'argmax: --labels and --labels-file are both given; expected one',
    ],
    [
      'has a delimiter of two characters',
      ['convert', 'a', 'b.csv', '--delimiter', '::'],
      'convert: --delimiter is not one ASCII character (got "::")',
    ],
    [
      'has an unknown type',
      ['head', 'a', '--type', 'x=flot64'],
      'head: no such type (got "flot64", column "x"); expected one of',
    ],
    ['runs no recipe', ['run'], 'run: the recipe is missing; expected run recipe.json [INPUT…]'],
    [
      'converts several files without an output',
      ['convert', 'a', 'b', 'c'],
      'convert: several inputs and no output; expected -o OUT for all of them',
    ],
    [
      'asks for an unknown function',
      ['functions', 'sigmoit'],
      'functions: no such function (got "sigmoit"); expected one of',
    ],
  ])('and %s ends with 2 and one line', async (_, argv, message) => {
    const { code, stderr, stdout } = await run(argv);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.startsWith(`logitflow: ${message}`)).toBe(true);
    expect(stderr.split('\n')).toHaveLength(2);
  });

  it('takes what follows an option for its value, and what follows -- for an input', async () => {
    const input = put('then', SCORES.replace('x_a', 'then'));
    const { stdout, code } = await run(['select', '-c', 'then', '--', input]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'then\n0\n1\n-1\n' });
    const scaled = await run(['linear', '-c', 'x_b', '--slope', '-1', put('in.csv', SCORES)]);
    expect(scaled.stdout).toBe('id,x_a,x_b\n1,0,-0\n2,1,-2\n3,-1,-1\n');
  });

  it('chooses columns by expression', async () => {
    const { stdout } = await run(['select', '-c', '/^(ID|x_b)$/i', put('in.csv', SCORES)]);
    expect(stdout).toBe('id,x_b\n1,0\n2,2\n3,1\n');
    const bad = await run(['select', '-c', '/(/', path('in.csv')]);
    expect(bad.code).toBe(2);
    expect(bad.stderr).toMatch(/^logitflow: select: Invalid regular expression: /);
  });

  it('wants a file or a pipe where standard input is a terminal', async () => {
    for (const argv of [SOFTMAX, ['head'], ['schema', '-'], ['convert']]) {
      const { code, stderr } = await run(argv, { terminals: ['stdin'] });
      expect(code).toBe(2);
      expect(stderr).toBe(`logitflow: ${argv[0]}: no input; name a file, or pipe one in\n`);
    }
  });

  it('writes no Arrow to a terminal', async () => {
    await run(['convert', put('in.csv', SCORES), path('in.arrow')]);
    const { code, stderr, stdout } = await run(['convert', path('in.arrow')], {
      terminals: ['stdout'],
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      'logitflow: convert: Arrow is not for a terminal; expected -o FILE, a pipe, or --to csv\n',
    );
    const text = await run(['convert', path('in.arrow'), '--to', 'csv'], { terminals: ['stdout'] });
    expect(text.stdout).toBe(SCORES);
  });

  it('replaces no file without --force', async () => {
    const input = put('in.csv', SCORES);
    const argv = ['select', '-c', 'id', input, '-o', put('out.csv', 'mine')];
    const { code, stderr } = await run(argv);
    expect(code).toBe(2);
    expect(stderr).toBe(
      `logitflow: ${path('out.csv')}: select: exists already; --force replaces it\n`,
    );
    expect(readFileSync(path('out.csv'), 'utf8')).toBe('mine');
    expect((await run([...argv, '--force'])).code).toBe(0);
    expect(readFileSync(path('out.csv'), 'utf8')).toBe('id\n1\n2\n3\n');
  });

  it('never writes over its input, --force or not', async () => {
    const input = put('in.csv', SCORES);
    symlinkSync(input, path('link.csv'));
    const { code, stderr } = await run([
      'select',
      '-c',
      'id',
      input,
      '-o',
      path('link.csv'),
      '--force',
    ]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      `logitflow: ${path('link.csv')}: select: is the input as well; expected another output\n`,
    );
    expect(readFileSync(input, 'utf8')).toBe(SCORES);
  });

  it('refuses two shards of one name', async () => {
    mkdirSync(path('d'));
    const shards = [put('a.csv', SCORES), put('d/a.csv', SCORES)];
    const { code, stderr } = await run(['select', '-c', 'id', ...shards, '--out', path('out')]);
    expect(code).toBe(2);
    expect(stderr).toContain(` would both become ${path('out', 'a.csv')}; `);
    expect(existsSync(path('out'))).toBe(false);
  });

  it('refuses what an operator refuses, before any file is opened', async () => {
    const { code, stderr } = await run([
      'softmax',
      '-c',
      'x_*',
      '--temperature',
      '0',
      'absent.csv',
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^logitflow: softmax: .*temperature.*\n$/);
  });

  it('refuses a recipe with the path of the bad key', async () => {
    const recipe = put('r.json', '{"steps":[{"op":"softmax","columns":"x_*","temperatur":2}]}');
    const { code, stderr } = await run(['run', recipe, put('in.csv', SCORES)]);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      new RegExp(
        `^logitflow: ${recipe}: recipe: unknown key at steps\\[0\\]\\.temperatur .*"temperature"\\?\n$`,
      ),
    );
    const broken = await run(['run', put('b.json', '{'), path('in.csv')]);
    expect(broken.code).toBe(2);
    expect(broken.stderr).toContain('b.json: run: the recipe is no JSON: ');
    expect((await run(['run', path('none.json')])).code).toBe(3);
  });

  it('refuses an output whose name says no format', async () => {
    const { code, stderr } = await run(['convert', put('in.csv', SCORES), path('out.txt')]);
    expect(code).toBe(2);
    expect(stderr).toContain(`write: the name says no format (got "${path('out.txt')}"`);
    const foreign = await run(['convert', path('in.csv'), path('out.parquet')]);
    expect(foreign.code).toBe(2);
    expect(foreign.stderr).toContain('out.parquet: write: the format is not known: Parquet');
  });
});
