import { describe, expect, it } from 'vitest';
import { run, scratch } from './support.js';

const { path, put } = scratch();

const RUNS = 'query,doc,score\n007,a,0\n"x,y",b,1\n007,c,0\n,d,2\n';
const PROBABILITIES = 'query,doc,score,p\n007,a,0,0.5\n"x,y",b,1,1\n007,c,0,0.5\n,d,2,1\n';
const SOFTMAX = ['softmax', '-c', 'score', '--by', 'query', '--as', 'p'];

describe('--by', () => {
  it('makes the rows of each key a distribution, in the order of the file', async () => {
    const { code, stdout } = await run([...SOFTMAX, put('in.csv', RUNS)]);
    expect([code, stdout]).toEqual([0, PROBABILITIES]);
  });

  it('does so of standard input, and of Arrow', async () => {
    expect((await run(SOFTMAX, { stdin: RUNS })).stdout).toBe(PROBABILITIES);
    await run(['convert', put('in.csv', RUNS), '-o', path('in.arrow')]);
    expect((await run([...SOFTMAX, path('in.arrow'), '--to', 'csv'])).stdout).toBe(PROBABILITIES);
  });

  it('takes several keys, by commas or by several options', async () => {
    const input = put('in.csv', RUNS);
    const all = 'query,doc,score,p\n007,a,0,1\n"x,y",b,1,1\n007,c,0,1\n,d,2,1\n';
    expect((await run([...SOFTMAX, '--by', 'doc', input])).stdout).toBe(all);
    const joined = ['softmax', '-c', 'score', '--by', 'query,doc', '--as', 'p'];
    expect((await run([...joined, input])).stdout).toBe(all);
  });

  it('drops null keys where that is said', async () => {
    const { stdout } = await run([...SOFTMAX, '--null-keys', 'drop', put('in.csv', RUNS)]);
    expect(stdout.split('\n')[4]).toBe(',d,2,');
  });

  it('takes sorted rows in one pass, and says where they are not', async () => {
    const ordered = put('a.csv', 'query,score\n1,0\n1,0\n2,5\n');
    const sorted = [...SOFTMAX, '--sorted'];
    expect((await run([...sorted, ordered])).stdout).toBe(
      'query,score,p\n1,0,0.5\n1,0,0.5\n2,5,1\n',
    );
    const { code, stderr } = await run([...sorted, put('in.csv', RUNS), '-o', path('out.csv')]);
    expect([code, stderr]).toEqual([
      1,
      `logitflow: ${path('in.csv')}: softmax: a key comes back, though its rows should follow one another (got "007", column "query", batch 0, row 2, line 4); expected rows sorted by key, or the groups without --sorted\n`,
    ]);
  });

  it('stands in a recipe as an object', async () => {
    const over = { by: ['query'], sorted: false, nulls: 'group' };
    const steps = [{ op: 'softmax', columns: 'score', over, as: 'p' }];
    const recipe = put('r.json', JSON.stringify({ steps }));
    expect((await run(['run', recipe, put('in.csv', RUNS)])).stdout).toBe(PROBABILITIES);
    const bad = put(
      'b.json',
      JSON.stringify({ steps: [{ ...steps[0], over: { by: 'query', sort: true } }] }),
    );
    expect((await run(['run', bad, path('in.csv')])).stderr).toContain(
      'unknown key at steps[0].over.sort (got "sort"); expected one of by, sorted, nulls',
    );
  });

  it.each<[string[], string]>([
    [
      ['--over', 'stream', '--by', 'query'],
      'softmax: --over and --by are both given; expected one',
    ],
    [['--sorted'], 'softmax: --sorted belongs to --by'],
    [
      ['--by', 'query', '--null-keys', 'skip'],
      'softmax: --null-keys is unknown (got "skip"); expected group, drop',
    ],
    [
      ['--by', 'quary'],
      `${'IN'}: softmax: there is no such column (column "quary"); expected one of "query", "doc", "score"; did you mean "query"?`,
    ],
  ])('refuses %j', async (flags, message) => {
    const input = put('in.csv', RUNS);
    const { stderr } = await run(['softmax', '-c', 'score', ...flags, input]);
    expect(stderr).toBe(`logitflow: ${message.replace('IN', input)}\n`);
  });

  it('is in the help', async () => {
    const { stdout } = await run(['softmax', '--help']);
    expect(stdout).toMatch(/--by COLUMN,…/);
    expect(stdout).toMatch(/--over row\|stream/);
  });
});

describe('top-k --by', () => {
  it('keeps the best rows of each key, as they are', async () => {
    const { code, stdout } = await run([
      ...[...SOFTMAX, put('in.csv', 'query,score\n007,1.0\n8,2\n007,3\n007,-1\n')],
      ...['then', 'top-k', '-c', 'p', '-k', '1', '--by', 'query'],
    ]);
    expect(code).toBe(0);
    expect(stdout).toBe('query,score,p\n8,2,1\n007,3,0.8668133321973349\n');
  });

  it('names places, and wants a name where the row is ranked', async () => {
    const input = put('in.csv', 'q,x\na,1\na,2\n');
    const named = await run(['top-k', '-c', 'x', '-k', '2', '--by', 'q', '--as', 'place', input]);
    expect(named.stdout).toBe('q,x,place\na,1,2\na,2,1\n');
    const { code, stderr } = await run(['top-k', '-c', 'x', '-k', '2', input]);
    expect([code, stderr]).toEqual([
      2,
      'logitflow: top-k: --as must name the one result; expected a column name without *\n',
    ]);
  });
});
