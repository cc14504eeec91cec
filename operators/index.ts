export type { ActivationName } from '../src/activations/table.js';
export type { FloatWidth, Placement } from '../src/columns/selection/placement.js';
export type { Columns } from '../src/columns/selection/select.js';
export type { ColumnState, Groups, SoftmaxState } from '../src/distributions/softmax-state.js';
export type { Spill, SpillStore } from '../src/flow/spill-store.js';
export { type AccumulateOptions, accumulate } from './accumulate.js';
export { type ActivateOptions, activate } from './activate.js';
export { type AffineOptions, affine } from './affine.js';
export { type ApplyStateOptions, applyState } from './apply-state.js';
export { type ArgmaxOptions, argmax } from './argmax.js';
export { bilinear } from './bilinear.js';
export type { SoftmaxOptions, SoftmaxProbabilityOptions } from './core/distributions/over-axis.js';
export type { ReplayOptions } from './core/distributions/replay.js';
export type { TopRowsOptions } from './core/distributions/top-rows.js';
export type { GatedOptions } from './core/elements/gate-pairs.js';
export type { ElementOptions } from './core/elements/map-elements.js';
export type { GroupBy, Over, Replay } from './core/over.js';
export type { BatchOperator } from './core/over-batches.js';
export type {
  Counts,
  DegeneratePolicy,
  ElementPolicies,
  ElementPolicy,
  Hooks,
  Policies,
  RankPolicies,
} from './core/policies.js';
export type {
  DistributionOptions,
  NormalizeOptions,
  ProbabilityOptions,
} from './core/rows/along-rows.js';
export type { RankOptions } from './core/rows/rank-rows.js';
export type { SumToOne } from './core/rows/sum-to-one.js';
export { decodeStates } from './decode-states.js';
export { type DiagnoseOptions, diagnose } from './diagnose.js';
export * from './elementwise.js';
export { encodeStates } from './encode-states.js';
export { entmax15 } from './entmax15.js';
export { geglu } from './geglu.js';
export { glu } from './glu.js';
export { type GumbelSoftmaxOptions, gumbelSoftmax } from './gumbel-softmax.js';
export { hardmax } from './hardmax.js';
export { logSoftmax } from './log-softmax.js';
export { type LogSumExpOptions, logSumExp } from './log-sum-exp.js';
export { type OnRowsOptions, onRows } from './on-rows.js';
export { type PreluOptions, prelu } from './prelu.js';
export { type RebatchOptions, rebatch } from './rebatch.js';
export { reglu } from './reglu.js';
export { type Renaming, rename } from './rename.js';
export { select } from './select.js';
export { softmax } from './softmax.js';
export { type Softmax1Options, softmax1 } from './softmax1.js';
export { softmin } from './softmin.js';
export { sparsemax } from './sparsemax.js';
export { swiglu } from './swiglu.js';
export { type TopKOptions, topK } from './top-k.js';
