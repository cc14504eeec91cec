/**
 * logitflow/kernels: the functions on typed arrays, without Arrow and without rxjs; and the table of activation
 * functions.
 */
export type {
  Activation,
  ActivationName,
  CanonicalName,
  Parameter,
  Parameters,
  ParametersOf,
  SpecialValues,
  Values,
} from './activations/table.js';
export { ACTIVATIONS, resolveActivation } from './activations/table.js';
export { createRoom, type Room } from './simd/room.js';
export {
  type GumbelOptions,
  gumbelSoftmaxColumns,
  gumbelSoftmaxRows,
} from './softmax/gumbel/gumbel.js';
export { hardmaxColumns, hardmaxRows } from './softmax/hardmax.js';
export {
  LOG_SUM_EXP_TOLERANCE,
  logSumExpColumns,
  logSumExpRows,
} from './softmax/log-sum-exp.js';
export { argmaxRows, topKRows } from './softmax/ranking.js';
export { MOST_DECIMALS_OF_FLOAT, UNITS_OF_FLOAT } from './softmax/rounding/quantum.js';
export { sumToOneColumns, sumToOneRows } from './softmax/rounding/sum-to-one.js';
export type { Floats, Rows } from './softmax/rows.js';
export {
  LOG_SOFTMAX_TOLERANCE,
  logSoftmaxColumns,
  logSoftmaxRows,
  SOFTMAX_TOLERANCE,
  softmaxColumns,
  softmaxRows,
} from './softmax/rows.js';
export { softmax1Columns, softmax1Rows } from './softmax/softmax-one.js';
export { softminColumns, softminRows } from './softmax/softmin.js';
export {
  ENTMAX15_TOLERANCE,
  entmax15Columns,
  entmax15Rows,
  SPARSEMAX_TOLERANCE,
  sparsemaxColumns,
  sparsemaxRows,
} from './softmax/sparse.js';
export { add as addToState } from './softmax/state/add.js';
export {
  applyLogSoftmax,
  applySoftmax,
  STATE_TOLERANCE,
} from './softmax/state/apply.js';
export { fromBytes as stateFromBytes, toBytes as stateToBytes } from './softmax/state/bytes.js';
export {
  type ExactState,
  empty as emptyState,
  type StateOptions,
} from './softmax/state/exact-state.js';
export {
  type DoubleDouble,
  type Finished,
  type FinishOptions,
  finish as finishState,
  type ScaledSum,
} from './softmax/state/finish.js';
export { merge as mergeStates } from './softmax/state/merge.js';
export { FinishedTable } from './softmax/state/table/finished-table.js';
export { NO_SLOT } from './softmax/state/table/rows.js';
export { StateTable } from './softmax/state/table/state-table.js';
