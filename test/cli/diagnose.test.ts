import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run, scratch } from './support.js';

const { path, put } = scratch();

const LAYER = 'h_a,h_b,z\n0,0,1\n0,2.5,-9\n0,,nan\n';

describe('diagnose', () => {
  it('prints a table for people', async () => {
    const layer = put('layer.csv', LAYER);
    const { stdout, stderr, code } = await run([
      'diagnose',
      '-c',
      'h_*',
      '--function',
      'relu',
      layer,
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(`\n${stdout}`).toMatchInlineSnapshot(`
      "
      column  function  rows  units  nulls  NaN   zero  saturated  dead  dead units
      h_a     relu         3      1      0    0  100 %      100 %     1       100 %
      h_b     relu         3      1      1    0   50 %       50 %     0         0 %
      "
    `);
  });

  it('says what it does not know by a question mark', async () => {
    const { stdout, stderr } = await run(['diagnose', '-c', 'z', put('layer.csv', LAYER)]);
    expect(stdout.split('\n')[1]).toMatch(/^z +\? +3 +1 +0 +1 +0 % +\? +\? +\?$/);
    expect(stderr).toBe(
      'logitflow: ? is not known: --function says which function the columns belong to, such as relu\n',
    );
  });

  it('never says 0 or 100 % of what is not quite that', async () => {
    const nearly = put('nearly.csv', `h\n${'0\n'.repeat(2999)}1\n`);
    const hardly = put('hardly.csv', `h\n${'1\n'.repeat(2999)}0\n`);
    for (const [file, share] of [
      [nearly, '>99.9 %'],
      [hardly, '<0.1 %'],
    ] as const) {
      const { stdout } = await run(['diagnose', '-c', 'h', '--function', 'relu', file]);
      expect(stdout.split('\n')[1]).toContain(share);
    }
  });

  it('stands at the end of a chain, where it knows the function', async () => {
    const { stdout } = await run([
      ...['sigmoid', '-c', 'z', put('layer.csv', LAYER), 'then', 'diagnose', '-c', 'z'],
    ]);
    expect(stdout.split('\n')[1]).toMatch(/^z +sigmoid +3 +1 +0 +1 +0 % +50 % +0 +0 %$/);
  });

  it('writes its findings as data where a file or a format is asked for', async () => {
    const input = put('layer.csv', LAYER);
    const argv = ['diagnose', '-c', 'h_a', '--function', 'relu', input];
    await run([...argv, '-o', path('found.csv')]);
    const wanted =
      'column,function,rows,units,values,nulls,nans,zeros,saturated,dead,zero_share,saturated_share,dead_share\nh_a,relu,3,1,3,0,0,3,3,1,1,1,1\n';
    expect(readFileSync(path('found.csv'), 'utf8')).toBe(wanted);
    expect((await run([...argv, '--to', 'csv'])).stdout).toBe(wanted);
  });

  it('refuses what the operator refuses as a matter of usage', async () => {
    const { code, stderr } = await run(['diagnose', '-c', 'x', '--of', 'inputs', 'layer.csv']);
    expect([code, stderr]).toEqual([
      2,
      'logitflow: diagnose: inputs of no function; expected function: the one whose inputs the columns hold\n',
    ]);
  });
});
