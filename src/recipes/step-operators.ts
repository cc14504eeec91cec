import { pipe } from 'rxjs';
import { type AccumulateOptions, accumulate } from '../../operators/accumulate.js';
import { activate } from '../../operators/activate.js';
import { affine } from '../../operators/affine.js';
import { type ApplyStateOptions, applyState } from '../../operators/apply-state.js';
import { argmax } from '../../operators/argmax.js';
import { bilinear } from '../../operators/bilinear.js';
import type { BatchOperator } from '../../operators/core/over-batches.js';
import type { Hooks } from '../../operators/core/policies.js';
import { decodeStates } from '../../operators/decode-states.js';
import { diagnose } from '../../operators/diagnose.js';
import { encodeStates } from '../../operators/encode-states.js';
import { entmax15 } from '../../operators/entmax15.js';
import { geglu } from '../../operators/geglu.js';
import { glu } from '../../operators/glu.js';
import { gumbelSoftmax } from '../../operators/gumbel-softmax.js';
import { hardmax } from '../../operators/hardmax.js';
import { logSoftmax } from '../../operators/log-softmax.js';
import { logSumExp } from '../../operators/log-sum-exp.js';
import { prelu } from '../../operators/prelu.js';
import { rebatch } from '../../operators/rebatch.js';
import { reglu } from '../../operators/reglu.js';
import { rename } from '../../operators/rename.js';
import { select } from '../../operators/select.js';
import { softmax } from '../../operators/softmax.js';
import { softmax1 } from '../../operators/softmax1.js';
import { softmin } from '../../operators/softmin.js';
import { sparsemax } from '../../operators/sparsemax.js';
import { swiglu } from '../../operators/swiglu.js';
import { topK } from '../../operators/top-k.js';
import type { ActivationName } from '../activations/table.js';
import type { Columns } from '../columns/selection/select.js';
import type { Mapping } from './option-values.js';

/** Makes the operator of a parsed step; `op` is the name that the step bears, an alias perhaps. */
type Make = (options: object, hooks: Hooks, op: string) => BatchOperator;

/** By the operator's own name; those that are not here are functions of the table of activations. */
const MAKERS: Readonly<Record<string, Make>> = {
  softmax: reporting(softmax),
  logSoftmax: reporting(logSoftmax),
  softmin: reporting(softmin),
  softmax1: reporting(softmax1),
  sparsemax: reporting(sparsemax),
  entmax15: reporting(entmax15),
  hardmax: reporting(hardmax),
  gumbelSoftmax: reporting(gumbelSoftmax),
  logSumExp: reporting(logSumExp),
  partial: (options, hooks) => partial(options as PartialOptions, hooks),
  merge: () => pipe(decodeStates(), encodeStates()),
  apply: (options, hooks) => apply(options as ApplyOptions, hooks),
  prelu: reporting(prelu),
  affine: reporting(affine),
  glu: reporting(glu),
  swiglu: reporting(swiglu),
  geglu: reporting(geglu),
  reglu: reporting(reglu),
  bilinear: reporting(bilinear),
  argmax: reporting(argmax),
  topK: reporting(topK),
  diagnose: reporting(diagnose),
  select: silent(selectBy),
  rename: silent(renameBy),
  rebatch: silent(rebatch),
};

/** How the operator of a kind of step is made. */
export function operatorOf({ op }: { readonly op: string }): Make {
  return Object.hasOwn(MAKERS, op) ? (MAKERS[op] as Make) : makeElement;
}

/** Invariant of the casts: `op` is a name in the table, whose options these are. */
function makeElement(options: object, hooks: Hooks, op: string): BatchOperator {
  return activate(op as ActivationName, { ...(options as { columns: Columns }), ...hooks });
}

/** An operator that counts; the cast holds because the options were parsed by the step's specs. */
function reporting<Options extends Hooks>(operator: (options: Options) => BatchOperator): Make {
  return (options, hooks) => operator({ ...(options as Options), ...hooks });
}

/** An operator that has nothing to count; the cast as above. */
function silent<Options>(operator: (options: Options) => BatchOperator): Make {
  return (options) => operator(options as Options);
}

interface PartialOptions extends Omit<AccumulateOptions, 'width'> {
  readonly float?: 32 | 64;
}

function partial({ float, ...options }: PartialOptions, hooks: Hooks): BatchOperator {
  return pipe(accumulate({ ...options, width: float, ...hooks }), encodeStates());
}

type ApplyOptions = Omit<ApplyStateOptions, 'state'> & Partial<Pick<ApplyStateOptions, 'state'>>;

/** Where a recipe is only checked there is no state yet, and what depends on it is refused when there is one. */
function apply({ state, ...options }: ApplyOptions, hooks: Hooks): BatchOperator {
  if (state === undefined) return (source) => source;
  // Results of 32 bits under a state of float32 values: the values are meant to be such.
  const isSingle = options.float === 32 && state.columns.every(({ width }) => width === 32);
  return applyState({ state, ...options, width: isSingle ? 32 : undefined, ...hooks });
}

function selectBy({ columns }: { columns: Columns }): BatchOperator {
  return select(columns);
}

function renameBy({ mapping }: { mapping: Mapping }): BatchOperator {
  return rename(mapping);
}
