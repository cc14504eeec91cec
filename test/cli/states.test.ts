import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run, scratch } from './support.js';

const { path, put } = scratch();

const ROWS = Array.from({ length: 300 }, (_, i) => `${i},${Math.sin(i) * 9},"${i},\n",0${i}\n`);
const SCORES = `id,x,note,code\n${ROWS.join('')}`;

describe('partial, merge and apply', () => {
  it('give the bytes of softmax over the stream, in parts', async () => {
    const input = put('in.csv', SCORES);
    const over = ['softmax', '-c', 'x', '--over', 'stream', '--as', 'p', '--temperature', '0.5'];
    const whole = await run([...over, input]);
    for (const part of ['1/3', '2/3', '3/3']) {
      const state = ['-o', path(`part-${part[0]}.arrow`), '--shard', part, '-q'];
      const { code } = await run(['partial', '-c', 'x', '--temperature', '0.5', input, ...state]);
      expect(code).toBe(0);
    }
    const parts = [3, 1, 2].map((part) => path(`part-${part}.arrow`));
    await run(['merge', ...parts, '-o', path('state.arrow')]);
    const apply = ['apply', '--state', path('state.arrow'), '--as', 'p', input];
    expect((await run(apply)).stdout).toBe(whole.stdout);
    const pieces = [];
    for (const part of ['1/3', '2/3', '3/3']) {
      const { stdout } = await run([...apply, '--shard', part, '-q']);
      pieces.push(pieces.length === 0 ? stdout : stdout.slice(stdout.indexOf('\n') + 1));
    }
    expect(pieces.join('')).toBe(whole.stdout);
  });

  it('give the bytes of softmax by group, in the words of softmax', async () => {
    const input = put('g.csv', 'q,x\na,1\n,2\nb,3\na,4\n,5\n');
    const groups = ['--by', 'q', '--null-keys', 'drop'];
    const whole = await run(['softmax', '-c', 'x', ...groups, '--as', 'p', input]);
    await run(['partial', '-c', 'x', ...groups, input, '-o', path('g.arrow')]);
    const apply = await run(['apply', '--state', path('g.arrow'), '--as', 'p', input]);
    expect(apply.stdout).toBe(whole.stdout);
    expect(whole.stdout).toContain(',2,\n');
  });

  it('go through pipes and names without a format, as Arrow', async () => {
    const input = put('in.csv', SCORES);
    const { bytes, stderr } = await run(['partial', '-c', 'x', input]);
    expect(bytes.subarray(0, 4)).toEqual(Buffer.of(255, 255, 255, 255));
    expect(stderr).toContain('0 null · 0 NaN');
    await run(['merge', put('a', bytes), put('b', bytes), '-o', path('state')]);
    expect(readFileSync(path('state')).subarray(0, 6).toString()).toBe('ARROW1');
    const { stdout } = await run(['head', '-c', 'state_count,state_times', path('state')]);
    expect(stdout).toContain('600');
  });

  it('chain with other verbs', async () => {
    const input = put('in.csv', SCORES);
    await run(['partial', '-c', 'x', input, '-o', path('state.arrow')]);
    const chain = ['apply', '--state', path('state.arrow'), '--as', 'p', input];
    const { stdout } = await run([...chain, 'then', 'select', '-c', 'id,p']);
    expect(stdout.split('\n')[0]).toBe('id,p');
    const scaled = ['affine', '-c', 'x', '--weights', '2', '--as', 'y', input];
    await run([...scaled, 'then', 'partial', '-c', 'y', '-o', path('y.arrow')]);
    expect((await run(['schema', path('y.arrow')])).stdout).toContain('"name":"y"');
  });

  it('tell in a dry run what they would do', async () => {
    const input = put('in.csv', SCORES);
    await run(['partial', '-c', 'x', input, '-o', path('state.arrow')]);
    const apply = ['apply', '--state', path('state.arrow'), '--as', 'p', input, '--dry-run'];
    expect((await run(apply)).stdout).toContain('p       Float64');
    const { stdout } = await run(['partial', '-c', 'x', input, '--dry-run', '-o', path('s')]);
    expect(stdout).toContain('output');
    expect(stdout).toContain('state_limbs');
  });

  it('say both temperatures, and which file has the other', async () => {
    const input = put('in.csv', SCORES);
    await run(['partial', '-c', 'x', input, '-o', path('a.arrow')]);
    await run(['partial', '-c', 'x', '--temperature', '2', input, '-o', path('b.arrow')]);
    const merge = ['merge', path('a.arrow'), path('b.arrow'), '-o', path('c.arrow')];
    expect(await run(merge)).toMatchObject({
      code: 1,
      stderr: `logitflow: ${path('b.arrow')}: read: states that do not match (got "temperature 2", row 0); expected temperature 1\n`,
    });
  });

  it.each([
    [
      ['apply', '--as', 'p', 'a.csv'],
      'apply: --state is missing: the file that partial or merge has written',
    ],
    [['partial', 'a.csv'], 'partial: -c is missing: the columns to work on, in class order'],
    [
      ['partial', '-c', 'x', '--over', 'row', 'a.csv'],
      'partial: --over is unknown (got "row"); expected stream',
    ],
    [
      ['partial', '-c', 'x', '--null-keys', 'drop', 'a.csv'],
      'partial: --null-keys belongs to --by',
    ],
    [['partial', '-c', 'x', '--sorted', 'a.csv'], 'partial: no such option (got "--sorted")'],
  ])('%j is refused', async (argv, message) => {
    const { code, stderr } = await run(argv);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('refuse a file that is no STATE, by its name', async () => {
    const input = put('in.csv', SCORES);
    const { code, stderr } = await run(['apply', '--state', input, '--as', 'p', input]);
    expect([code, stderr]).toEqual([
      1,
      `logitflow: ${input}: read: a column of a state is missing (got "state_column"); expected a STATE file\n`,
    ]);
  });

  it('refuse options that apply cannot take under the state, before anything is written', async () => {
    const input = put('in.csv', SCORES);
    await run(['partial', '-c', 'x', input, '-o', path('state.arrow')]);
    const softmin = ['apply', '--state', path('state.arrow'), '--function', 'softmin', input];
    const { code, stderr } = await run([...softmin, '-o', path('no.csv')]);
    expect(code).toBe(2);
    expect(stderr).toContain('the state is not one of this function (got "softmin")');
  });
});
