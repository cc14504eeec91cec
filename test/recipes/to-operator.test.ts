import { from, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { argmax, leakyRelu, softmax } from '../../operators/index.js';
import { parseRecipe } from '../../src/recipes/parse-recipe.js';
import type { Recipe } from '../../src/recipes/recipe.js';
import { toOperator } from '../../src/recipes/to-operator.js';
import { contents, floats, namesOf, rowsOf, run, table } from '../operators/support/tables.js';

const batch = table({ id: floats([7, 8]), X_a: floats([1, null]), X_b: floats([3, 4]) });

describe('toOperator', () => {
  it('gives what its steps give when they are written in code', () => {
    const recipe = parseRecipe({
      steps: [
        { op: 'leakyRelu', columns: 'X_*', negativeSlope: 0.5 },
        { op: 'softmax', columns: { pattern: '^x_', flags: 'i' }, temperature: 2, nulls: 'mask' },
        { op: 'argmax', columns: 'X_*', as: 'best', labels: ['a', 'b'] },
      ],
    });
    const inCode = run(
      argmax({ columns: 'X_*', as: 'best', labels: ['a', 'b'] }),
      run(
        softmax({ columns: /^x_/i, temperature: 2, nulls: 'mask' }),
        run(leakyRelu({ columns: 'X_*', negativeSlope: 0.5 }), batch),
      ),
    );
    const result = run(toOperator(recipe), batch);
    expect(namesOf(result)).toEqual(namesOf(inCode));
    expect(rowsOf(result, namesOf(result))).toEqual(rowsOf(inCode, namesOf(inCode)));
  });

  it('passes batches as they are where there is no step', () => {
    expect(run(toOperator({ steps: [] }), batch)).toBe(batch);
  });

  it('reports the counts of every step that counts, by its index and name, when the stream ends', () => {
    const log: unknown[] = [];
    const operator = toOperator(
      {
        steps: [
          { op: 'identity', columns: 'X_*' },
          { op: 'select', columns: 'X_*' },
          { op: 'softmax', columns: 'X_*' },
        ],
      },
      { report: (step, op, { rows, nulls }) => log.push([step, op, rows, nulls]) },
    );
    from([batch, batch]).pipe(operator).subscribe();
    expect(log).toEqual([
      [0, 'identity', 4, 2],
      [2, 'softmax', 4, 2],
    ]);
  });

  it('warns through its hook, under the names of its steps', () => {
    const lines: string[] = [];
    const steps: Recipe['steps'] = [
      { op: 'softmax', columns: 'X_*' },
      { op: 'expit', columns: 'X_*' },
    ];
    of(batch)
      .pipe(toOperator({ steps }, { warn: (line) => lines.push(line) }))
      .subscribe();
    expect(lines).toEqual([
      'expit: the input holds probabilities already, not logits (got "softmax", column "X_a"); expected logits',
    ]);
  });

  it('refuses labels that are still the name of a file', () => {
    const recipe = parseRecipe({
      steps: [{ op: 'argmax', columns: 'X_*', as: 'best', labels: { file: 'labels.txt' } }],
    });
    expect(() => toOperator(recipe)).toThrow(
      'recipe: labels have not been read at steps[0].labels (got {"file":"labels.txt"}); expected an array of strings: read the file by resolveLabels first',
    );
  });

  it('refuses what parseRecipe refuses, also where no one has called that', () => {
    const recipe = { steps: [{ op: 'softmax', columns: 'x', temperatur: 1 }] };
    expect(() => toOperator(recipe as Recipe)).toThrow('unknown key at steps[0].temperatur');
  });

  it('can be subscribed more than once', () => {
    const stream = of(batch).pipe(toOperator({ steps: [{ op: 'relu', columns: 'X_b' }] }));
    const results: unknown[] = [];
    stream.subscribe((result) => results.push(contents(result, 'X_b')));
    stream.subscribe((result) => results.push(contents(result, 'X_b')));
    expect(results).toEqual([
      [3, 4],
      [3, 4],
    ]);
  });
});
