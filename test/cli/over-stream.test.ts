import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { run, scratch } from './support.js';

const { path, put } = scratch();

const SCORES = 'id,score\n007,0\n8e0,\n"a,b",0.0\n';
const PROBABILITIES = 'id,score,p\n007,0,0.5\n8e0,,\n"a,b",0.0,0.5\n';
const SOFTMAX = ['softmax', '-c', 'score', '--over', 'stream', '--as', 'p'];

describe('--over stream', () => {
  it('reads a file twice, and passes what it does not touch byte for byte', async () => {
    const { code, stdout, stderr } = await run([...SOFTMAX, put('in.csv', SCORES)]);
    expect([code, stdout]).toEqual([0, PROBABILITIES]);
    expect(stderr.replace(/\d+\.\d\d s/, '# s')).toBe(
      '3 rows in # s · 1 null · 0 NaN · 0 degenerate → standard output\n',
    );
  });

  it('spills standard input by itself', async () => {
    expect((await run(SOFTMAX, { stdin: SCORES })).stdout).toBe(PROBABILITIES);
  });

  it('spills a FIFO by itself', async () => {
    const pipe = path('pipe.csv');
    execFileSync('mkfifo', [pipe]);
    const written = writeFile(pipe, SCORES);
    expect((await run([...SOFTMAX, pipe])).stdout).toBe(PROBABILITIES);
    await written;
  });

  it.each(['memory', 'spill', 'resubscribe'])('does as --replay %s says', async (replay) => {
    const { stdout } = await run([...SOFTMAX, '--replay', replay, put('in.csv', SCORES)]);
    expect(stdout).toBe(PROBABILITIES);
  });

  it('is one distribution over several files, of any format', async () => {
    await run(['convert', put('a.csv', 'score\n0\n0\n'), '-o', path('a.arrow')]);
    const { stdout } = await run([...SOFTMAX, path('a.arrow'), path('a.arrow'), '--to', 'csv']);
    expect(stdout).toBe(`score,p\n${'0,0.25\n'.repeat(4)}`);
  });

  it('chains: every step has its own two passes, and is reported once', async () => {
    const { stdout, stderr } = await run([
      ...['log-sum-exp', '-c', 'score', '--over', 'stream', '--as', 'total', put('in.csv', SCORES)],
      ...['then', ...SOFTMAX, 'then', 'select', '-c', 'total,p'],
    ]);
    expect(stdout).toBe(`total,p\n${Math.LN2},0.5\n,\n${Math.LN2},0.5\n`);
    expect(stderr).toMatch(/^3 rows in .* · 1 null · 0 NaN · 0 degenerate → standard output\n$/);
  });

  it('takes a recipe', async () => {
    const step = { op: 'softmax', columns: 'score', over: 'stream', as: 'p', replay: 'spill' };
    const recipe = put('r.json', JSON.stringify({ steps: [step] }));
    expect((await run(['run', recipe, put('in.csv', SCORES)])).stdout).toBe(PROBABILITIES);
    expect((await run(['run', recipe, path('in.csv'), '--dry-run'])).code).toBe(0);
  });

  it.each<[string[], string]>([
    [
      ['--over', 'streem'],
      'softmax: --over is unknown (got "streem"); expected row, stream; did you mean "stream"?',
    ],
    [
      ['--replay', 'spill'],
      'softmax: --replay has no use along the row: one pass is enough (got "spill"); expected --over stream or --by',
    ],
    [
      ['--over', 'stream', '--replay', 'disk'],
      'softmax: --replay is unknown (got "disk"); expected memory, spill, resubscribe',
    ],
  ])('refuses %j', async (flags, message) => {
    const { code, stderr } = await run(['softmax', '-c', 'score', ...flags, put('in.csv', SCORES)]);
    expect([code, stderr]).toEqual([2, `logitflow: ${message}\n`]);
  });

  it('names the file and the row of what is wrong', async () => {
    const { code, stderr } = await run([...SOFTMAX, '--nulls', 'error', put('in.csv', SCORES)]);
    expect([code, stderr]).toEqual([
      1,
      `logitflow: ${path('in.csv')}: softmax: a null (column "score", batch 0, row 1, line 3); expected a number\n`,
    ]);
  });
});
