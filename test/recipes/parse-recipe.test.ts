import { describe, expect, it } from 'vitest';
import { RecipeError } from '../../src/errors.js';
import { parseRecipe } from '../../src/recipes/parse-recipe.js';
import { stepNames } from '../../src/recipes/steps.js';

function refusal(json: unknown): string {
  try {
    parseRecipe(json);
  } catch (error) {
    expect(error).toBeInstanceOf(RecipeError);
    return (error as Error).message;
  }
  throw new Error('it was accepted');
}

const softmax = (options: object) => ({ steps: [{ op: 'softmax', columns: 'x_*', ...options }] });
const SOFTMAX_KEYS =
  'op, columns, over, replay, replayLimit, groupMemory, temperature, where, as, keep, float, nulls, nan, degenerate, sumToOne';

describe('a recipe is accepted', () => {
  it.each<[string, object]>([
    ['without steps, as a conversion', { steps: [] }],
    ['with steps', softmax({ as: 'p_*', temperature: 1.5, float: 32, nulls: 'mask' })],
    ['with names as columns', softmax({ columns: ['a', 'b'] })],
    ['with a regular expression', softmax({ columns: { pattern: '^x', flags: 'i' } })],
    ['with labels', { steps: [{ op: 'argmax', columns: 'x', as: 'y', labels: ['a', 'b'] }] }],
    [
      'with labels in a file',
      { steps: [{ op: 'topK', columns: 'x', as: 'y', k: 2, labels: { file: 'l.txt' } }] },
    ],
    [
      'with formats',
      {
        read: { format: 'csv', delimiter: ';', header: false, types: { id: 'text' } },
        steps: [],
        write: { format: 'arrow-file' },
      },
    ],
    ['with an alias', { steps: [{ op: 'identity', columns: 'x' }] }],
  ])('%s, and comes out as it went in', (_, json) => {
    expect(parseRecipe(json)).toEqual(json);
  });

  it('with activate, which becomes a step of its function', () => {
    const step = { op: 'activate', function: 'leakyRelu', columns: 'x', negativeSlope: 0.2 };
    expect(parseRecipe({ steps: [step] })).toEqual({
      steps: [{ op: 'leakyRelu', columns: 'x', negativeSlope: 0.2 }],
    });
  });

  it('as a copy that shares nothing with the JSON', () => {
    const json = softmax({ columns: ['a', 'b'] });
    const recipe = parseRecipe(json);
    (json.steps[0] as unknown as { columns: string[] }).columns.push('c');
    expect(recipe.steps[0]).toEqual({ op: 'softmax', columns: ['a', 'b'] });
  });

  it('with __proto__ as a column to rename, which is a name like any other', () => {
    const json = JSON.parse('{"steps": [{"op": "rename", "mapping": {"__proto__": "x"}}]}');
    const { mapping } = parseRecipe(json).steps[0] as unknown as { mapping: object };
    expect(Object.entries(mapping)).toEqual([['__proto__', 'x']]);
  });

  it('again where it has been parsed already', () => {
    const recipe = parseRecipe(softmax({ columns: { pattern: '^x' } }));
    expect(parseRecipe(recipe)).toEqual(recipe);
  });
});

describe('a recipe is refused', () => {
  it.each<[unknown, string]>([
    [null, 'recipe: no object (got null); expected {"steps": [{"op": "softmax", …}]}'],
    [[], 'recipe: no object (got []); expected {"steps": [{"op": "softmax", …}]}'],
    ['softmax', 'recipe: no object (got "softmax"); expected {"steps": [{"op": "softmax", …}]}'],
    [{}, 'recipe: steps is missing; expected an array of steps'],
    [
      { step: [] },
      'recipe: unknown key at step (got "step"); expected one of read, steps, write; did you mean "steps"?',
    ],
    [{ steps: {} }, 'recipe: wrong value at steps (got {}); expected an array of steps'],
    [
      JSON.parse('{"steps": [], "__proto__": {}}'),
      'recipe: unknown key at __proto__ (got "__proto__"); expected one of read, steps, write',
    ],
    [{ steps: [3] }, 'recipe: wrong value at steps[0] (got 3); expected {"op": "softmax", …}'],
    [
      { steps: [{}] },
      `recipe: op is missing at steps[0]; expected one of ${stepNames().join(', ')}`,
    ],
    [
      { steps: [{ op: 'sofmax' }] },
      `recipe: unknown step at steps[0].op (got "sofmax"); expected one of ${stepNames().join(', ')}; did you mean "softmax"?`,
    ],
    [
      { steps: [{ op: 'toString' }] },
      `recipe: unknown step at steps[0].op (got "toString"); expected one of ${stepNames().join(', ')}`,
    ],
    [
      { steps: [{ op: 7 }] },
      `recipe: unknown step at steps[0].op (got 7); expected one of ${stepNames().join(', ')}`,
    ],
    [
      softmax({ temperatur: 2 }),
      `recipe: unknown key at steps[0].temperatur (got "temperatur"); expected one of ${SOFTMAX_KEYS}; did you mean "temperature"?`,
    ],
    [
      softmax({ 'a key': 2 }),
      `recipe: unknown key at steps[0]["a key"] (got "a key"); expected one of ${SOFTMAX_KEYS}`,
    ],
    [
      softmax({ report: 1 }),
      `recipe: unknown key at steps[0].report (got "report"); expected one of ${SOFTMAX_KEYS}`,
    ],
    [
      JSON.parse('{"steps": [{"op": "softmax", "columns": "x", "__proto__": {}}]}'),
      `recipe: unknown key at steps[0].__proto__ (got "__proto__"); expected one of ${SOFTMAX_KEYS}`,
    ],
    [
      { steps: [{ op: 'softmax' }] },
      'recipe: columns is missing at steps[0]; expected a column name, a glob, an array of names or {"pattern": "^logit_"}',
    ],
    [
      softmax({ temperature: '2' }),
      'recipe: wrong value at steps[0].temperature (got "2"); expected a finite number',
    ],
    [
      softmax({ temperature: Number.NaN }),
      'recipe: wrong value at steps[0].temperature (got NaN); expected a finite number',
    ],
    [
      softmax({ temperature: null }),
      'recipe: wrong value at steps[0].temperature (got null); expected a finite number',
    ],
    [
      softmax({ temperature: 'NaN' }),
      'recipe: wrong value at steps[0].temperature (got "NaN"); expected a finite number',
    ],
    [
      softmax({ temperature: -1 }),
      'recipe: steps[0] is refused: softmax: temperature is out of range (got -1); expected a finite number above 0',
    ],
    [
      softmax({ float: '32' }),
      'recipe: wrong value at steps[0].float (got "32"); expected 16, 32, 64',
    ],
    [
      softmax({ nulls: 'drop' }),
      'recipe: wrong value at steps[0].nulls (got "drop"); expected "propagate", "mask", "error"',
    ],
    [
      softmax({ over: 'column' }),
      'recipe: wrong value at steps[0].over (got "column"); expected "row", "stream" or {"by": "query_id"}',
    ],
    [
      softmax({ keep: 'yes' }),
      'recipe: wrong value at steps[0].keep (got "yes"); expected true or false',
    ],
    [
      softmax({ keep: true }),
      'recipe: steps[0] is refused: softmax: keep needs as (got true); expected as: a name for the result, so that its source can stay',
    ],
    [softmax({ as: 3 }), 'recipe: wrong value at steps[0].as (got 3); expected a string'],
    [
      softmax({ columns: 3 }),
      'recipe: wrong value at steps[0].columns (got 3); expected a column name, a glob, an array of names or {"pattern": "^logit_"}',
    ],
    [
      softmax({ columns: ['a', 1] }),
      'recipe: wrong value at steps[0].columns (got ["a",1]); expected a column name, a glob, an array of names or {"pattern": "^logit_"}',
    ],
    [
      softmax({ columns: /x/ }),
      'recipe: wrong value at steps[0].columns (got /x/); expected a column name, a glob, an array of names or {"pattern": "^logit_"}',
    ],
    [
      softmax({ columns: { pattern: '(' } }),
      'recipe: no regular expression at steps[0].columns (got {"pattern":"("}); expected one that JavaScript can read',
    ],
    [
      softmax({ columns: { patern: 'x' } }),
      'recipe: unknown key at steps[0].columns.patern (got "patern"); expected one of pattern, flags; did you mean "pattern"?',
    ],
    [
      { steps: [{ op: 'leakyRelu', columns: 'x', alpha: 1 }] },
      'recipe: unknown key at steps[0].alpha (got "alpha"); expected one of op, columns, negativeSlope, preset, derivative, as, keep, float, nulls, nan',
    ],
    [
      { steps: [{ op: 'partial', columns: 'x', over: { by: 'k', sorted: true } }] },
      'recipe: steps[0] is refused: accumulate: sorted has no use: one pass is enough (got true); expected { by: … } alone',
    ],
    [
      { steps: [{ op: 'partial', columns: 'x', over: 'row' }] },
      'recipe: steps[0] is refused: accumulate: over is no axis that there is (got "row"); expected "stream" or { by: … }',
    ],
    [
      { steps: [{ op: 'affine', columns: 'x', as: 'y', weights: [1, '2'] }] },
      'recipe: wrong value at steps[0].weights (got [1,"2"]); expected an array of finite numbers',
    ],
    [
      { steps: [{ op: 'topK', columns: 'x', as: 'y' }] },
      'recipe: k is missing at steps[0]; expected an integer',
    ],
    [
      { steps: [{ op: 'topK', columns: 'x', as: 'y', k: 1.5 }] },
      'recipe: wrong value at steps[0].k (got 1.5); expected an integer',
    ],
    [
      { steps: [{ op: 'topK', columns: 'x', as: 'y', k: 0 }] },
      'recipe: steps[0] is refused: topK: k is no count (got 0); expected an integer of at least 1',
    ],
    [
      { steps: [{ op: 'argmax', columns: 'x', as: 'y', labels: [1] }] },
      'recipe: wrong value at steps[0].labels (got [1]); expected an array of strings or {"file": "labels.txt"}',
    ],
    [
      { steps: [{ op: 'argmax', columns: 'x', as: 'y', labels: { path: 'l' } }] },
      'recipe: unknown key at steps[0].labels.path (got "path"); expected one of file',
    ],
    [
      { steps: [{ op: 'rename', mapping: { a: 1 } }] },
      'recipe: wrong value at steps[0].mapping (got {"a":1}); expected an object of strings',
    ],
    [
      {
        steps: [
          { op: 'select', columns: 'x' },
          { op: 'rebatch', rows: 0 },
        ],
      },
      'recipe: steps[1] is refused: rebatch: rows is no number of rows (got 0); expected an integer from 1',
    ],
    [
      { steps: [], read: 'csv' },
      'recipe: wrong value at read (got "csv"); expected an object of options',
    ],
    [
      { steps: [], read: { format: 'xlsx' } },
      'recipe: wrong value at read.format (got "xlsx"); expected "arrow", "arrow-stream", "arrow-file", "csv", "tsv"',
    ],
    [
      { steps: [], write: { types: {} } },
      'recipe: unknown key at write.types (got "types"); expected one of format, delimiter, header, precision, significant, escapeFormulas, compression',
    ],
  ])('%j', (json, message) => {
    expect(refusal(json)).toBe(message);
  });
});

describe('a custom function is refused', () => {
  const double = (x: number) => 2 * x;
  it.each<[string, unknown, string]>([
    [
      'as the function of activate',
      { op: 'activate', function: double, columns: 'x' },
      'recipe: a custom function cannot be in a recipe at steps[0].function (got a function); expected the name of an operator: a function cannot be written down',
    ],
    [
      'as code in a string',
      { op: 'activate', function: 'x => 2 * x', columns: 'x' },
      'recipe: a custom function cannot be in a recipe at steps[0].function (got "x => 2 * x"); expected the name of an operator: a function cannot be written down',
    ],
    [
      'as op',
      { op: double, columns: 'x' },
      'recipe: a custom function cannot be in a recipe at steps[0].op (got a function); expected the name of an operator: a function cannot be written down',
    ],
    [
      'as a step',
      double,
      'recipe: a custom function cannot be in a recipe at steps[0] (got a function); expected the name of an operator: a function cannot be written down',
    ],
    [
      'as columns',
      { op: 'relu', columns: () => true },
      'recipe: a custom function cannot be in a recipe at steps[0].columns (got a function); expected a column name, a glob, an array of names or {"pattern": "^logit_"}',
    ],
    [
      'as as',
      { op: 'relu', columns: 'x', as: String },
      'recipe: a custom function cannot be in a recipe at steps[0].as (got a function); expected a string',
    ],
  ])('%s', (_, step, message) => {
    expect(refusal({ steps: [step] })).toBe(message);
  });

  it('and onRows is no step', () => {
    expect(refusal({ steps: [{ op: 'onRows' }] })).toContain('unknown step at steps[0].op');
  });
});
