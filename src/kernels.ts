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
export { argmaxRows, topKRows } from './softmax/ranking.js';
export type { Floats, Rows } from './softmax/rows.js';
export {
  LOG_SOFTMAX_TOLERANCE,
  logSoftmaxColumns,
  logSoftmaxRows,
  SOFTMAX_TOLERANCE,
  softmaxColumns,
  softmaxRows,
} from './softmax/rows.js';
