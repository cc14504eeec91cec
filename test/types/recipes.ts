/** What the types of recipes accept and refuse; as in `operators.ts`, nothing here runs. */
import type { RecordBatch } from 'apache-arrow';
import type { OperatorFunction } from 'rxjs';
import { parseRecipe } from '../../src/recipes/parse-recipe.js';
import type { Recipe } from '../../src/recipes/recipe.js';
import { resolveLabels } from '../../src/recipes/resolve-labels.js';
import { toOperator } from '../../src/recipes/to-operator.js';

export const recipe: Recipe = {
  read: { format: 'csv', delimiter: ';', types: { id: 'text' } },
  steps: [
    { op: 'softmax', columns: { pattern: '^logit_' }, temperature: 1.5 },
    { op: 'argmax', columns: ['a', 'b'], as: 'best', labels: { file: 'labels.txt' } },
  ],
  write: { format: 'arrow' },
};

export const operator: OperatorFunction<RecordBatch, RecordBatch> = toOperator(
  parseRecipe(JSON.parse('{}') as unknown),
  { report: (step, op, { rows }) => console.log(step.toFixed(), op.length, rows) },
);

export const resolved: Promise<Recipe> = resolveLabels(recipe, async (path) => path);

// @ts-expect-error: steps are required
export const noSteps: Recipe = {};
// @ts-expect-error: a step has an op
export const noOp: Recipe = { steps: [{ columns: 'x' }] };
// @ts-expect-error: a function is no JSON
export const custom: Recipe = { steps: [{ op: 'activate', function: (x: number) => x }] };
// @ts-expect-error: no such format
export const format: Recipe = { steps: [], read: { format: 'xlsx' } };
// @ts-expect-error: a recipe has to be parsed first
toOperator(JSON.parse('{}') as unknown);
