import type { Data, RecordBatch } from 'apache-arrow';
import { type At, type Floats, sourceWidth } from '../../../src/columns/numbers.js';
import { provenance } from '../../../src/columns/provenance.js';
import {
  type FloatWidth,
  type Placement,
  planAssembly,
  type Result,
} from '../../../src/columns/selection/placement.js';
import { type Chosen, type Columns, chooseColumns } from '../../../src/columns/selection/select.js';
import type { Validity } from '../../../src/columns/validity.js';
import { floatType, listType } from '../../../src/columns/write.js';
import { DataError } from '../../../src/errors.js';
import { type BatchOperator, type Context, overBatches } from '../over-batches.js';
import { type ElementPolicies, type ElementRules, elementRules } from '../policies.js';
import { warnOfProbabilities } from '../probabilities.js';
import { mayHoldNull } from '../rows/row-source.js';
import { readElements } from './elements.js';
import { judgeElements, type Place } from './judge-elements.js';

/** What every element-wise operator takes, besides its function's own parameters. */
export interface ElementOptions extends Placement, ElementPolicies {
  /** Scalar columns, or list columns whose elements are mapped within their cells. */
  columns: Columns;
}

/** A function from number to number, over arrays. */
export interface ElementFunction {
  /** As the caller named it; errors and the check of options speak of it. */
  readonly operator: string;
  /** As provenance names it. */
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Whether it is the derivative of the function of that name. */
  readonly derivative: boolean;
  /** Whether people read the results as probabilities: they get 32 bits, and input that is one is warned of. */
  readonly probability: boolean;
  /**
   * `dst[i] = f(src[i])`, at least where `live`; NaN canonical.
   *
   * @param notNumber  the error of a result at an index that is no number
   */
  apply(
    src: Floats,
    dst: Floats,
    live: Validity | undefined,
    notNumber: (got: unknown, index: number) => DataError,
  ): void;
}

/**
 * The shared core of element-wise operators; `options` are checked but for the policies.
 *
 * @param ofColumn  the function of one of several columns, where they do not share theirs
 */
export function mapElements(
  fn: ElementFunction,
  options: ElementOptions,
  ofColumn: (index: number, columns: number) => ElementFunction = () => fn,
): BatchOperator {
  const { operator } = fn;
  const rules = elementRules(operator, options);
  return overBatches(operator, options, (schema, context) => {
    const chosen = chooseColumns(schema, options.columns, operator);
    if (fn.probability) warnOfProbabilities(operator, chosen, context.warn);
    const said = new Map<ElementFunction, ReadonlyMap<string, string>>();
    const stages = chosen.map((column, i) => {
      const own = ofColumn(i, chosen.length);
      const metadata = said.get(own) ?? provenanceOf(own);
      said.set(own, metadata);
      return stage(own, metadata, column, rules, options.float, context);
    });
    const results = stages.map((stage) => stage.result);
    const assembly = planAssembly(operator, schema, chosen, results, options);
    return (batch, at) =>
      assembly.assemble(
        batch,
        stages.map((stage) => stage.run(batch, at)),
      );
  });
}

interface Stage {
  readonly result: Result;
  run(batch: RecordBatch, at: At): Data;
}

function provenanceOf({ name, derivative, parameters }: ElementFunction) {
  return provenance({ function: name, ...(derivative ? { derivative } : {}), parameters });
}

function stage(
  fn: ElementFunction,
  metadata: ReadonlyMap<string, string>,
  column: Chosen,
  rules: ElementRules,
  wanted: FloatWidth | undefined,
  { counts, room }: Context,
): Stage {
  const { field } = column;
  const { float: own = 64, list } = sourceWidth(field, fn.operator);
  const float = wanted ?? (fn.probability && own === 16 ? 32 : own);
  const width = own === 64 || float === 64 ? 64 : 32;
  const element = floatType(float);
  return {
    result: {
      type: list ? listType(field.type, element) : element,
      nullable: mayHoldNull(field) && (list || rules.nulls === 'propagate'),
      metadata,
    },
    run(batch, at) {
      const elements = readElements(batch, column, list, width, at, room);
      const { values } = elements;
      const place = placeIn(column, at);
      const live = judgeElements(elements, rules, counts, place);
      const dst = room.floats(values, values.length);
      fn.apply(values, dst, live, (got, index) =>
        place(
          { what: 'the function returned no number', got, expected: 'a number' },
          elements.rowOf(index),
        ),
      );
      live?.fillNulls(dst, 0);
      return elements.toData(dst, float, rules.nulls === 'propagate');
    },
  };
}

function placeIn(column: Chosen, { operator, batch, row }: At): Place {
  return (report, rowInBatch) =>
    new DataError({ operator, ...report, column: column.name, batch, row: row + rowInBatch });
}
