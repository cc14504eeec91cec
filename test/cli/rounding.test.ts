import { describe, expect, it } from 'vitest';
import { run, scratch } from './support.js';

const { path, put } = scratch();

const LOGITS = 'id,x_a,x_b\n1.50,0,0\n2.50,1,2.000\n';

describe('--precision and --significant', () => {
  it('round what a step has made, and leave what is copied', async () => {
    const input = put('in.csv', LOGITS);
    const args = ['softmax', '-c', 'x_*', '--as', 'p_*', '-q', input];
    const fixed = await run([...args, '--precision', '3']);
    expect(fixed.stdout).toBe(
      'id,x_a,x_b,p_a,p_b\n1.50,0,0,0.500,0.500\n2.50,1,2.000,0.269,0.731\n',
    );
    const digits = await run([...args, '--significant', '2']);
    expect(digits.stdout).toBe('id,x_a,x_b,p_a,p_b\n1.50,0,0,0.5,0.5\n2.50,1,2.000,0.27,0.73\n');
  });

  it('are part of a recipe, under what the command says', async () => {
    const input = put('in.csv', LOGITS);
    const step = { op: 'softmax', columns: 'x_*' };
    put('recipe.json', JSON.stringify({ steps: [step], write: { precision: 1 } }));
    const said = await run(['run', path('recipe.json'), input]);
    expect(said.stdout).toBe('id,x_a,x_b\n1.50,0.5,0.5\n2.50,0.3,0.7\n');
    const over = await run(['run', path('recipe.json'), input, '--precision', '2']);
    expect(over.stdout).toBe('id,x_a,x_b\n1.50,0.50,0.50\n2.50,0.27,0.73\n');
  });

  it('round every float of an Arrow file', async () => {
    put('in.csv', 'x\n0.125\n');
    await run(['convert', path('in.csv'), path('in.arrow')]);
    const { stdout } = await run(['convert', path('in.arrow'), '--to', 'csv', '--precision', '2']);
    expect(stdout).toBe('x\n0.13\n');
  });

  it('are refused out of range, together, and for an output that is no text', async () => {
    const input = put('in.csv', LOGITS);
    const errors = [
      ['--precision', '101'],
      ['--precision', '1', '--significant', '1'],
      ['--precision', '1', '--to', 'arrows'],
      ['--significant', '0'],
      ['--precision', 'x'],
    ].map((args) => run(['convert', input, ...args]));
    expect((await Promise.all(errors)).map(({ code, stderr }) => [code, stderr])).toEqual([
      [
        2,
        'logitflow: convert: --precision is out of range (got 101); expected an integer from 0 to 100\n',
      ],
      [
        2,
        'logitflow: convert: --precision and --significant are both given (got 1); expected one of them\n',
      ],
      [
        2,
        'logitflow: convert: --precision is of numbers in text, and the output is arrows (got 1); expected an output in CSV\n',
      ],
      [
        2,
        'logitflow: convert: --significant is out of range (got 0); expected an integer from 1 to 17\n',
      ],
      [2, 'logitflow: convert: --precision is no whole number (got "x")\n'],
    ]);
  });
});

describe('--sum-to-one', () => {
  const THIRDS = 'x_a,x_b,x_c\n0,0,0\n1,2,3\n';

  it('adds up as written: in the decimals of --precision, else in the last place of the type', async () => {
    const input = put('in.csv', THIRDS);
    const args = ['softmax', '-c', 'x_*', '--sum-to-one', '-q', input];
    const decimals = await run([...args, '--precision', '2']);
    expect(decimals.stdout).toBe('x_a,x_b,x_c\n0.34,0.33,0.33\n0.09,0.24,0.67\n');
    const floats = await run([...args, '--float', '32']);
    const sums = floats.stdout
      .split('\n')
      .slice(1, -1)
      .map((line) => sumOf32(line.split(',')));
    expect(sums).toEqual([1, 1]);
  });

  it('is part of a recipe, where true means the decimals of the output', async () => {
    const input = put('in.csv', THIRDS);
    const recipe = (sumToOne: unknown, write: object) =>
      put(
        'recipe.json',
        JSON.stringify({ steps: [{ op: 'softmax', columns: 'x_*', sumToOne }], write }),
      );
    const texts = [];
    for (const [sumToOne, write] of [
      [true, { precision: 1 }],
      [{ decimals: 1 }, {}],
    ] as const) {
      recipe(sumToOne, write);
      texts.push((await run(['run', '-q', path('recipe.json'), input])).stdout);
    }
    expect(texts).toEqual(Array(2).fill('x_a,x_b,x_c\n0.4,0.3,0.3\n0.1,0.2,0.7\n'));
    recipe({ decimals: 3 }, { precision: 2 });
    expect((await run(['run', path('recipe.json'), input])).stderr).toBe(
      'logitflow: softmax: --sum-to-one does not outlast the rounding to 2 decimals (got 3); expected at most 2 decimals\n',
    );
  });

  it('is refused where it would not hold', async () => {
    const input = put('in.csv', THIRDS);
    const errors = [
      ['softmax', '-c', 'x_*', '--significant', '3'],
      ['softmax', '-c', 'x_*', '--precision', '16'],
      ['softmax', '-c', 'x_*', '--over', 'stream'],
    ].map(([verb, ...args]) => run([verb!, '--sum-to-one', ...args, input]));
    expect((await Promise.all(errors)).map(({ code, stderr }) => [code, stderr])).toEqual([
      [
        2,
        'logitflow: softmax: --sum-to-one does not outlast the rounding to significant digits (got 3); expected --precision, a number of decimals\n',
      ],
      [
        2,
        'logitflow: softmax: --precision beside --sum-to-one is out of range (got 16); expected an integer from 0 to 15\n',
      ],
      [
        2,
        'logitflow: softmax: --sum-to-one is along the row: it wants all probabilities of a distribution at once; expected --over row\n',
      ],
    ]);
  });
});

function sumOf32(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => Math.fround(sum + Math.fround(Number(cell))), 0);
}
