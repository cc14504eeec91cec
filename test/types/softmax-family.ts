/** What the types of the softmax family accept and refuse, as `operators.ts` says. */
import {
  type BatchOperator,
  entmax15,
  gumbelSoftmax,
  hardmax,
  logSoftmax,
  logSumExp,
  softmax,
  softmax1,
  softmin,
  sparsemax,
  topK,
} from '../../operators/index.js';

export const family: readonly BatchOperator[] = [
  softmax({ columns: 'logits', where: 'shown' }),
  softmin({ columns: 'cost_*', as: 'p_*', temperature: 2 }),
  softmax1({ columns: /x/, degenerate: 'uniform', where: 'shown' }),
  sparsemax({ columns: ['a', 'b'], nulls: 'mask' }),
  entmax15({ columns: 'x_*', as: (name) => `p_${name}`, keep: false }),
  hardmax({ columns: 'x', float: 32 }),
  gumbelSoftmax({ columns: 'x', seed: 1, hard: true, temperature: 0.5 }),
  logSumExp({ columns: 'x', as: 'total', degenerate: 'zero', where: 'shown' }),
  softmax({ columns: 'x', over: 'stream', replay: 'memory', replayLimit: 1e9 }),
  logSumExp({ columns: 'x_*', as: 'total_*', over: 'stream' }),
  softmax({ columns: 'x', over: { by: ['q', 'r'], sorted: true, nulls: 'drop' } }),
  topK({ columns: 'x', k: 5, by: 'q' }),
  softmax({ columns: 'x', sumToOne: true }),
  sparsemax({ columns: 'x', sumToOne: { decimals: 4 } }),
];

// @ts-expect-error: a seed is required
gumbelSoftmax({ columns: 'x' });
// @ts-expect-error: a seed is a number
gumbelSoftmax({ columns: 'x', seed: '1' });
// @ts-expect-error: one result needs a name
logSumExp({ columns: 'x' });
// @ts-expect-error: a name, not a pattern for several
logSumExp({ columns: 'x', as: (name: string) => name });
// @ts-expect-error: a sum has no uniform distribution
logSumExp({ columns: 'x', as: 'total', degenerate: 'uniform' });
// @ts-expect-error: a temperature would change nothing
hardmax({ columns: 'x', temperature: 2 });
// @ts-expect-error: the mask is a column's name
softmax({ columns: 'x', where: true });
// @ts-expect-error: the row is the only axis of the others
sparsemax({ columns: 'x', over: 'stream' });
// @ts-expect-error: and they look at it once
entmax15({ columns: 'x', replay: 'memory' });
// @ts-expect-error: with the class of nothing it sums to less
softmax1({ columns: 'x', sumToOne: true });
// @ts-expect-error: logarithms of probabilities do not sum to one
logSoftmax({ columns: 'x', sumToOne: true });
// @ts-expect-error: decimals by their name
softmin({ columns: 'x', sumToOne: 4 });
// @ts-expect-error: groups want key columns
softmax({ columns: 'x', over: { sorted: true } });
// @ts-expect-error: along the row the result wants a name
topK({ columns: 'x', k: 5 });
