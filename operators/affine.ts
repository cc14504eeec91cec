import { provenance } from '../src/columns/provenance.js';
import {
  checkPlacement,
  type FloatWidth,
  planAssembly,
} from '../src/columns/selection/placement.js';
import { type Columns, checkColumns } from '../src/columns/selection/select.js';
import { floatData, floatType } from '../src/columns/write.js';
import { checkOptions, describe } from '../src/errors.js';
import { checkNumbers } from './core/arguments.js';
import { chooseInputs, type InputSource } from './core/elements/inputs.js';
import { weighInputs } from './core/elements/weigh-inputs.js';
import { type BatchOperator, overBatches } from './core/over-batches.js';
import {
  ELEMENT_POLICY_KEYS,
  type ElementPolicies,
  type ElementRules,
  elementRules,
} from './core/policies.js';

/** What `affine` takes. */
export interface AffineOptions extends ElementPolicies {
  /** Scalar columns (an input each), or one list column (the inputs in one cell). */
  columns: Columns;
  /** A finite weight for each input, in class order. */
  weights: readonly number[];
  /** Finite; default 0. */
  bias?: number | undefined;
  /** The name of the result. */
  as: string;
  /** Whether the inputs stay (default); with `false` the result stands in the place of the first. */
  keep?: boolean | undefined;
  /** The width of the result; default: that of the widest input, 64 for integers and text. */
  float?: FloatWidth | undefined;
}

const KEYS = ['columns', 'weights', 'bias', 'as', 'keep', 'float', ...ELEMENT_POLICY_KEYS];

/**
 * A neuron without its activation: Σ weightᵢ · inputᵢ + bias, a column of one number a row.
 *
 * The sum is carried in twice the precision of doubles and rounded once, whatever the widths: within 0.5 ulp of the
 * exact one in Float64 (see `neuron` for what cancels to almost nothing), and 0.51 ulp in Float32 and Float16. Inputs
 * side by side and inputs in list cells give the same bits.
 *
 * - A null input makes the result null (`nulls: 'mask'`: it counts as 0), a NaN makes it NaN (`nan: 'mask'`: 0).
 * - ±∞ is an input as any: the result is infinite, or NaN where ∞ meets −∞ or a weight of 0.
 * - `report` counts rows that hold a null, a NaN or ±∞.
 *
 * @throws TypeError, RangeError for options that no data can satisfy, when the operator is made
 * @returns an operator that fails with SelectionError (no column matches; not as many columns as weights; scalar and
 *   list columns mixed; several list columns), SchemaError or DataError (a list cell of another length than the
 *   weights; a cell without a number; a policy of `error`)
 */
export function affine(options: AffineOptions): BatchOperator {
  const name = 'affine';
  checkOptions(name, options, KEYS);
  const { columns, weights, bias = 0, as, keep, float } = options;
  checkColumns(name, columns);
  checkPlacement(name, columns, { as, keep, float }, 'one');
  checkNumbers(name, 'weights', weights);
  checkBias(name, bias);
  const rules = elementRules(name, options);
  const factors = Float64Array.from(weights);
  return overBatches(name, options, (schema, { counts }) => {
    const source = chooseInputs(schema, columns, factors.length, name);
    const result = resultOf(source, options, rules);
    const assembly = planAssembly(name, schema, source.columns, [result.field], { as, keep });
    return (batch, at) => {
      const values = new Float64Array(batch.numRows);
      const inputs = source.read(batch, at);
      const valid = weighInputs(inputs, { weights: factors, bias }, rules, counts, values);
      return assembly.assemble(batch, [floatData(values, result.float, valid)]);
    };
  });
}

function resultOf(
  source: InputSource,
  { weights, bias = 0, float }: AffineOptions,
  rules: ElementRules,
) {
  const width = float ?? source.float;
  const metadata = provenance({ function: 'affine', axis: 'row', weights: [...weights], bias });
  const nullable = source.nullable && (source.list || rules.nulls === 'propagate');
  return { float: width, field: { type: floatType(width), nullable, metadata } };
}

function checkBias(operator: string, bias: unknown): void {
  const report = {
    operator,
    what: 'bias is no finite number',
    got: bias,
    expected: 'a finite number',
  };
  if (typeof bias !== 'number') throw new TypeError(describe(report));
  if (!Number.isFinite(bias)) throw new RangeError(describe(report));
}
