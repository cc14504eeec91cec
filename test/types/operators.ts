/**
 * What the types of the operators accept and refuse. Nothing here runs: `tsc -p test/tsconfig.json` fails where a
 * line that must compile does not, and where one below `@ts-expect-error` does.
 */
import type { RecordBatch } from 'apache-arrow';
import type { Observable, OperatorFunction } from 'rxjs';
import {
  type ActivateOptions,
  activate,
  affine,
  argmax,
  type BatchOperator,
  type Counts,
  diagnose,
  glu,
  identity,
  leakyRelu,
  logSoftmax,
  type Policies,
  prelu,
  relu,
  sigmoid,
  softmax,
  topK,
} from '../../operators/index.js';

declare const batches: Observable<RecordBatch>;
declare const policies: Policies;

/** Operators are rxjs's, from batch to batch. */
export const operator: OperatorFunction<RecordBatch, RecordBatch> = relu({ columns: 'x' });
export const piped: Observable<RecordBatch> = batches.pipe(
  leakyRelu({ columns: 'x', negativeSlope: 0.2 }),
  softmax({ columns: 'logit_*', as: 'prob_*', temperature: 1.5, over: 'row' }),
  argmax({ columns: 'prob_*', as: 'prediction', labels: ['cat', 'dog'] }),
);

/** Names and aliases, with the parameters of each. */
export const byName: readonly BatchOperator[] = [
  activate('leakyRelu', { columns: /x/, negativeSlope: 0.2 }),
  activate('lrelu', { columns: /x/, negativeSlope: 0.2 }),
  activate('linear', { columns: ['x'], slope: 2, as: (name) => `${name}_2`, keep: false }),
  identity({ columns: (name, index) => name === 'x' && index > 0 }),
  activate('sigmoid', { columns: 'x', float: 16, nulls: 'mask', nan: 'error' }),
  activate('sigmoid', { columns: 'x', derivative: true }),
  leakyRelu({ columns: 'x', preset: 'keras', negativeSlope: 0.1 }),
  activate((x) => x * x, { columns: 'x', report: ({ nulls }: Counts) => console.log(nulls) }),
];

/** Options may be kept in a variable of their own type. */
export const options: ActivateOptions<'leakyRelu'> = { columns: 'x', negativeSlope: 1 };

// @ts-expect-error: no such function
activate('leekyRelu', { columns: 'x' });
// @ts-expect-error: leakyRelu's parameter is negativeSlope
activate('leakyRelu', { columns: 'x', alpha: 1 });
// @ts-expect-error: relu has no parameter
activate('relu', { columns: 'x', negativeSlope: 1 });
// @ts-expect-error: a custom function has none either
activate((x: number) => x, { columns: 'x', slope: 1 });
// @ts-expect-error: nobody knows the derivative of a custom function
activate((x: number) => x, { columns: 'x', derivative: true });
// @ts-expect-error: no such library
relu({ columns: 'x', preset: 'caffe' });
// @ts-expect-error: parameters are numbers
leakyRelu({ columns: 'x', negativeSlope: '0.2' });
// @ts-expect-error: no such parameter of the alias
identity({ columns: 'x', negativeSlope: 1 });
// @ts-expect-error: columns are required
sigmoid({ as: 'p' });
// @ts-expect-error: columns cannot be a number
sigmoid({ columns: 3 });
// @ts-expect-error: a custom function maps numbers to numbers
activate((x: number) => String(x), { columns: 'x' });
// @ts-expect-error: an element is never degenerate
relu({ columns: 'x', degenerate: 'nan' });
// @ts-expect-error: no such width
relu({ columns: 'x', float: 8 });

export const rows: readonly BatchOperator[] = [
  softmax({ columns: 'x', ...policies }),
  logSoftmax({ columns: 'x', degenerate: 'uniform' }),
  topK({ columns: 'x', as: 'top', k: 5, degenerate: 'error' }),
];

// @ts-expect-error: a slip of the fingers
softmax({ columns: 'x', temprature: 2 });
// @ts-expect-error: no such axis
softmax({ columns: 'x', over: 'column' });
// @ts-expect-error: no such policy
softmax({ columns: 'x', nulls: 'drop' });
// @ts-expect-error: a temperature is a number
logSoftmax({ columns: 'x', temperature: '2' });
// @ts-expect-error: one result wants a name
argmax({ columns: 'x' });
// @ts-expect-error: that is a string
argmax({ columns: 'x', as: (name: string) => name });
// @ts-expect-error: k is required
topK({ columns: 'x', as: 'top' });
// @ts-expect-error: no ranking is null, or an error
topK({ columns: 'x', as: 'top', k: 1, degenerate: 'uniform' });
// @ts-expect-error: labels are strings
argmax({ columns: 'x', as: 'best', labels: [1, 2] });
// @ts-expect-error: an index has no width
argmax({ columns: 'x', as: 'best', float: 32 });
// @ts-expect-error: batches, not rows
softmax({ columns: 'x' })([{ x: 1 }]);

export const units: readonly BatchOperator[] = [
  affine({ columns: ['a', 'b'], weights: [0.4, -1.2], bias: 0.1, as: 'z' }),
  glu({ columns: 'x', as: 'y', gate: 'first' }),
  prelu({ columns: 'x_*', slopes: [0.25] }),
  diagnose({ columns: 'x', function: 'leakyRelu:negativeSlope=0.2', of: 'inputs' }),
];

// @ts-expect-error: a neuron has weights
affine({ columns: 'x', as: 'z' });
// @ts-expect-error: one result wants a name
glu({ columns: 'x' });
// @ts-expect-error: slopes are an array
prelu({ columns: 'x', slopes: 0.25 });
// @ts-expect-error: no such side
diagnose({ columns: 'x', of: 'gradients' });
