import type { RecordBatch } from 'apache-arrow';
import type { At } from '../../../src/columns/numbers.js';
import { provenance } from '../../../src/columns/provenance.js';
import {
  checkPlacement,
  type FloatWidth,
  planAssembly,
} from '../../../src/columns/selection/placement.js';
import {
  type Chosen,
  type Columns,
  checkColumns,
  chooseColumns,
} from '../../../src/columns/selection/select.js';
import type { Validity } from '../../../src/columns/validity.js';
import { checkOptions, DataError, describe } from '../../../src/errors.js';
import { gateProducts } from '../../../src/neurons/gate.js';
import { type GatedUnit, gateOf } from '../../../src/neurons/gated-units.js';
import { type BatchOperator, overBatches } from '../over-batches.js';
import {
  type Counts,
  ELEMENT_POLICY_KEYS,
  type ElementPolicies,
  type ElementRules,
  elementRules,
} from '../policies.js';
import { judgePairs } from './judge-pairs.js';
import { choosePairs, type Pairs } from './pairs.js';

/** What a gated operator takes. */
export interface GatedOptions extends ElementPolicies {
  /** One list column, whose cells are cut into halves, or two columns: both scalar, or both lists. */
  columns: Columns;
  /** Which half, or which of the two columns, goes through the function. Without effect where that is the identity. */
  gate?: 'first' | 'second' | undefined;
  /** The name of the result. */
  as: string;
  /** Whether the columns stay (default); with `false` the result stands in the place of the first. */
  keep?: boolean | undefined;
  /** The width of the result; default: that of the wider column, 64 for integers and text. */
  float?: FloatWidth | undefined;
}

const KEYS = ['columns', 'gate', 'as', 'keep', 'float', ...ELEMENT_POLICY_KEYS];

/** The shared core of gated operators: `carried · f(gating)` for every pair of elements. */
export function gatePairs(unit: GatedUnit, options: GatedOptions): BatchOperator {
  const { name } = unit;
  checkOptions(name, options, KEYS);
  const { columns, gate = unit.gate, as, keep, float: wanted } = options;
  checkColumns(name, columns);
  checkPlacement(name, columns, { as, keep, float: wanted }, 'one');
  checkGate(name, gate);
  const rules = elementRules(name, options);
  const { row, values } = gateOf(unit);
  return overBatches(name, options, (schema, { counts }) => {
    const chosen = chooseColumns(schema, columns, name);
    const source = choosePairs(chosen, name);
    const float = wanted ?? source.float;
    const result = {
      type: source.typeOf(float),
      nullable: source.nullable && (source.list || rules.nulls === 'propagate'),
      metadata: provenance({ function: name, gate, gateFunction: row.name, parameters: values }),
    };
    const assembly = planAssembly(name, schema, chosen, [result], { as, keep });
    return (batch: RecordBatch, at: At) => {
      const pairs = source.read(batch, at);
      const live = judge(pairs, rules, counts, chosen[0]!, at);
      const [carried, gating] =
        gate === 'first' ? [pairs.second, pairs.first] : [pairs.first, pairs.second];
      gateProducts({ row, values }, carried, gating, carried);
      live?.eachNull((pair) => {
        carried[pair] = 0;
      });
      return assembly.assemble(batch, [pairs.toData(carried, float, rules.nulls === 'propagate')]);
    };
  });
}

function checkGate(operator: string, gate: unknown): void {
  if (gate === 'first' || gate === 'second') return;
  const what = 'gate is no half';
  throw new RangeError(describe({ operator, what, got: gate, expected: '"first" or "second"' }));
}

/** Counts what is in the pairs, and refuses what is to be refused; returns which have a result that is not masked. */
function judge(
  pairs: Pairs,
  rules: ElementRules,
  counts: Counts,
  { name: column }: Chosen,
  { operator, batch, row }: At,
): Validity | undefined {
  const refuse = (what: string, index: number) =>
    new DataError({ operator, what, column, batch, row: row + index, expected: 'a number' });
  counts.nulls += pairs.nulls;
  if (pairs.nulls > 0 && rules.nulls === 'error') throw refuse('a null', pairs.firstNull);
  return judgePairs(pairs, rules, counts, (pair) => refuse('a NaN', pairs.rowOf(pair)));
}
