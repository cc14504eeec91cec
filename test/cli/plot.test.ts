import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run, scratch } from './support.js';

const { path, put } = scratch();

describe('plot', () => {
  it('draws curves into an SVG file', async () => {
    const { code, stdout, stderr } = await run([
      ...['plot', 'sigmoid', 'tanh', 'relu', '-o', path('curves.svg')],
    ]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readFileSync(path('curves.svg'), 'utf8')).toBe(
      readFileSync(new URL('../../fixtures/plots/sigmoid-tanh-relu.svg', import.meta.url), 'utf8'),
    );
  });

  it('writes the SVG to standard output where that is no terminal, or is asked for', async () => {
    const piped = await run(['plot', 'relu']);
    expect(piped.stdout).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    const asked = await run(['plot', 'relu', '-o', '-'], { terminals: ['stdout'] });
    expect(asked.stdout).toBe(piped.stdout);
  });

  it('draws in characters on a terminal, as wide as it is, with colours unless NO_COLOR is set', async () => {
    const setting = { terminals: ['stdout'], columns: 60 } as const;
    const coloured = await run(['plot', 'relu', 'tanh'], setting);
    expect(coloured.stdout).toContain('\u001b[38;5;33m');
    const plain = await run(['plot', 'relu', 'tanh'], { ...setting, env: { NO_COLOR: '1' } });
    expect(plain.stdout).not.toContain('\u001b');
    const lines = plain.stdout.split('\n');
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(60);
    expect(lines.at(-2)).toContain('relu');
  });

  it('takes the interval, the number of points, parameters, presets and derivatives', async () => {
    const { stdout } = await run([
      ...['plot', 'leakyRelu:negativeSlope=0.2', 'gelu:preset=jax', '--derivative'],
      ...['--from', '-8', '--to', '8', '--points', '50'],
    ]);
    expect(stdout).toContain(
      '<title id="logitflow-title">leakyRelu′ (negativeSlope 0.2) and geluTanh′',
    );
    expect(stdout).toContain('x from −8 to 8');
    expect(stdout).toContain('50 points a curve');
  });

  it('replaces a file only with --force', async () => {
    const file = put('curves.svg', 'mine');
    const refused = await run(['plot', 'relu', '-o', file]);
    expect([refused.code, refused.stderr]).toEqual([
      2,
      `logitflow: ${file}: plot: exists already; --force replaces it\n`,
    ]);
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect((await run(['plot', 'relu', '-o', file, '--force'])).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toMatch(/^<svg/);
  });

  it.each<[string[], string]>([
    [
      ['plot'],
      'plot: a function is missing; expected names such as sigmoid tanh leakyRelu:negativeSlope=0.2',
    ],
    [['plot', 'sigmoit'], 'did you mean "sigmoid"?'],
    [['plot', 'relu', '--from', '5', '--to', '5'], 'plot: --from is not below --to (got 5 and 5)'],
    [['plot', 'relu', '--from', 'inf'], 'plot: --from is no finite number (got "inf")'],
    [
      ['plot', 'relu', '--points', '1'],
      'plot: --points is out of range (got 1); expected 2 to 100000',
    ],
    [
      ['plot', 'relu', '-o', 'curves.png'],
      'plot: only SVG is drawn (got "curves.png"); expected a name in .svg',
    ],
  ])('refuses %j as a matter of usage', async (argv, message) => {
    const { code, stderr, stdout } = await run(argv);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(existsSync('curves.png')).toBe(false);
  });

  it('has a help that shows how functions are said', async () => {
    const { stdout } = await run(['plot', '--help']);
    expect(stdout).toContain('leakyRelu:negativeSlope=0.2');
    expect(stdout).toContain('--points N');
  });
});
