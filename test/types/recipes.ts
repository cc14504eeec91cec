/** What the types of recipes accept and refuse; as in `operators.ts`, nothing here runs. */
import type { RecordBatch } from 'apache-arrow';
import type { OperatorFunction } from 'rxjs';
import { parseRecipe } from '../../src/recipes/parse-recipe.js';
import type { Recipe, Step } from '../../src/recipes/recipe.js';
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

/** Every kind of step takes what its operator takes, as JSON. */
export const steps: readonly Step[] = [
  {
    op: 'softmax',
    columns: ['a', 'b'],
    over: { by: 'q', sorted: true },
    sumToOne: { decimals: 4 },
  },
  { op: 'logSumExp', columns: 'x', as: 'y', over: 'stream', replay: 'spill', degenerate: 'zero' },
  { op: 'gumbelSoftmax', columns: 'x_*', seed: 1, hard: true },
  { op: 'partial', columns: 'x', over: { by: ['q'], nulls: 'drop' }, float: 32 },
  { op: 'merge' },
  { op: 'apply', state: 'state.arrow', function: 'softmin' },
  { op: 'leakyRelu', columns: 'x', negativeSlope: 0.2, preset: 'keras', derivative: true },
  { op: 'lrelu', columns: 'x', negativeSlope: 0.2 },
  { op: 'activate', function: 'leakyRelu', columns: 'x', negativeSlope: 0.2 },
  { op: 'affine', columns: 'x_*', weights: [1, 2], as: 'z' },
  { op: 'glu', columns: 'x', as: 'y', gate: 'first' },
  { op: 'topK', columns: 'x', k: 3, by: 'q' },
  { op: 'select', columns: 'x' },
  { op: 'rename', mapping: { a: 'b' } },
  { op: 'rebatch', rows: 10 },
  { op: 'relu', columns: 'x', as: undefined },
];

// @ts-expect-error: no such step
export const noSuchStep: Step = { op: 'sofmax', columns: 'x' };
// @ts-expect-error: a slip of the fingers
export const slip: Step = { op: 'softmax', columns: 'x', temprature: 2 };
// @ts-expect-error: a temperature is a number
export const text: Step = { op: 'softmax', columns: 'x', temperature: '2' };
// @ts-expect-error: columns are required
export const noColumns: Step = { op: 'softmax' };
// @ts-expect-error: a RegExp is no JSON
export const regExp: Step = { op: 'softmax', columns: /x/ };
// @ts-expect-error: no such policy
export const noPolicy: Step = { op: 'relu', columns: 'x', nulls: 'drop' };
// @ts-expect-error: an element is never degenerate
export const noChoice: Step = { op: 'relu', columns: 'x', degenerate: 'nan' };
// @ts-expect-error: leakyRelu's parameter is negativeSlope
export const noParameter: Step = { op: 'leakyRelu', columns: 'x', alpha: 1 };
// @ts-expect-error: relu has none
export const ofAnother: Step = { op: 'activate', function: 'relu', columns: 'x', negativeSlope: 1 };
// @ts-expect-error: one result wants a name
export const noName: Step = { op: 'argmax', columns: 'x' };
// @ts-expect-error: sorted is of no use to partial
export const sorted: Step = { op: 'partial', columns: 'x', over: { by: 'q', sorted: true } };
// @ts-expect-error: sparsemax is of rows only
export const rowsOnly: Step = { op: 'sparsemax', columns: 'x', over: 'stream' };
// @ts-expect-error: types are of reading
export const written: Recipe = { steps: [], write: { types: {} } };
// @ts-expect-error: precision is of writing
export const readAs: Recipe = { steps: [], read: { precision: 4 } };
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
