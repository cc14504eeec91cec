import type { RecordBatch, Schema } from 'apache-arrow';
import type { At } from '../../../src/columns/numbers.js';
import { provenance } from '../../../src/columns/provenance.js';
import {
  checkPlacement,
  type FloatWidth,
  type Placement,
} from '../../../src/columns/selection/placement.js';
import { type Columns, checkColumns } from '../../../src/columns/selection/select.js';
import { checkOptions } from '../../../src/errors.js';
import type { Floats } from '../../../src/softmax/rows.js';
import { checkTemperature } from '../arguments.js';
import { axisOf } from '../over.js';
import type { Context } from '../over-batches.js';
import {
  DEGENERATE_POLICIES,
  type Policies,
  ROW_POLICY_KEYS,
  type RowRules,
  rowRules,
} from '../policies.js';
import { Scratch } from '../scratch.js';
import type { Block, RowKernel } from './block.js';
import { computeRows, type FillRow } from './compute-rows.js';
import type { RowFunction } from './row-function.js';
import { type RowSource, readBlock } from './row-source.js';
import {
  checkSumToOne,
  isOff,
  roundingKernel,
  type SumToOne,
  type SumToOneOption,
  unitsOf,
  widthFor,
} from './sum-to-one.js';
import { checkWhere, chooseWhere, takePart, type WhereSource } from './where.js';

/** What every operator of the softmax family takes. */
export interface DistributionOptions extends Placement, Policies {
  /** Scalar columns (a row's classes side by side) or list columns (a row's classes in one cell). */
  columns: Columns;
  /** What is a distribution; the row is the only axis there is. */
  over?: 'row' | undefined;
  /**
   * The name of a column that masks. Booleans mask rows: where it is false, the results of the row are null, and
   * nothing that is wrong in it counts. Lists of booleans, one for each class, mask classes: where it is false, the
   * class is as good as not there (probability 0, and the rest sums to one), whatever stands in it; a row without a
   * class left is degenerate. A null in the mask does to its row what `nulls` says of a null in that place.
   */
  where?: string | undefined;
}

/** What those take that divide their logits. */
export interface NormalizeOptions extends DistributionOptions {
  /** Logits are divided by it; finite and above 0, default 1. */
  temperature?: number | undefined;
}

/** What those take whose results are probabilities that sum to one. */
export interface ProbabilityOptions extends NormalizeOptions, SumToOneOption {}

/** What has been made of the options, before there is data. */
export interface Settings {
  readonly rules: RowRules;
  readonly temperature: number;
  readonly float: FloatWidth | undefined;
  readonly where: string | undefined;
  readonly sumToOne: SumToOne | undefined;
}

/** @throws TypeError, RangeError for options that no data can satisfy */
export function checkRowOptions(
  fn: RowFunction,
  options: ProbabilityOptions,
  shape: 'each' | 'one',
): Settings {
  const { name, tempered = true, parameters = {}, degenerate = DEGENERATE_POLICIES } = fn;
  const own = [...(tempered ? ['temperature'] : []), 'where', ...Object.keys(parameters)];
  const rest = [...PLACEMENT_KEYS, ...ROW_POLICY_KEYS, ...(fn.sumsToOne ? ['sumToOne'] : [])];
  checkOptions(name, options, ['columns', 'over', ...own, ...rest]);
  const { columns, over = 'row', temperature = 1, where, float, sumToOne } = options;
  checkColumns(name, columns);
  checkPlacement(name, columns, options, shape);
  axisOf(name, over, ['row']);
  checkTemperature(name, temperature);
  checkWhere(name, where);
  checkSumToOne(name, sumToOne, float);
  return { rules: rowRules(name, options, degenerate), temperature, float, where, sumToOne };
}

const PLACEMENT_KEYS = ['as', 'keep', 'float'];

/** A function, planned for one source of one schema. */
export class RowJob {
  readonly float: FloatWidth;
  readonly nullable: boolean;
  readonly metadata: ReadonlyMap<string, string>;
  readonly #fn: RowFunction;
  readonly #source: RowSource;
  readonly #settings: Settings;
  readonly #context: Context;
  readonly #where: WhereSource | undefined;
  readonly #rounding: RowKernel | undefined;
  readonly #scratch = new Scratch();

  constructor(
    fn: RowFunction,
    source: RowSource,
    settings: Settings,
    schema: Schema,
    context: Context,
  ) {
    this.#fn = fn;
    this.#source = source;
    this.#settings = settings;
    this.#context = context;
    this.#where = chooseWhere(schema, settings.where, fn.name);
    // Half precision has no room for the tails of a distribution: 21 % of 1000 classes would be 0.
    this.float = settings.float ?? widthFor(settings.sumToOne) ?? (source.float === 64 ? 64 : 32);
    const { sumToOne } = settings;
    this.#rounding = isOff(sumToOne) ? undefined : roundingKernel(unitsOf(sumToOne, this.float));
    this.nullable =
      source.nullable || settings.rules.degenerate === 'null' || this.#where?.nullable === true;
    this.metadata = provenanceOf(fn, source, settings);
  }

  /**
   * Runs the function over one batch.
   *
   * @param room  makes the arrays of the results
   * @param fill  see `computeRows`
   */
  run(
    batch: RecordBatch,
    at: At,
    room: (block: Block) => readonly Floats[],
    fill: FillRow,
  ): Outcome {
    const { absent } = this.#fn;
    const { rules, temperature } = this.#settings;
    const scratch = this.#scratch;
    // What is rounded is computed in doubles: the last place of float32 is a quantum already.
    const isWide = this.#source.float === 64 || this.float === 64 || this.#rounding !== undefined;
    const width = isWide ? 64 : 32;
    const whole = readBlock(this.#source, batch, width, at, this.#context.room, absent);
    const { block, out } = takePart(this.#where, batch, whole, rules, at, scratch);
    const results = room(block);
    const bench = { block, rules, counts: this.#context.counts, at, scratch, out };
    const rounding = this.#rounding;
    const verdicts = computeRows(this.#fn, bench, results, { temperature, rounding, fill });
    return { block, results, verdicts };
  }
}

/** The results of one batch, with what the policies put in their places. */
export interface Outcome {
  readonly block: Block;
  readonly results: readonly Floats[];
  /** As `underPolicies` gives them. */
  readonly verdicts: Uint8Array | undefined;
}

function provenanceOf(fn: RowFunction, { classes }: RowSource, settings: Settings) {
  const { name, tempered = true, parameters } = fn;
  const { temperature, where, sumToOne } = settings;
  return provenance({
    function: name,
    axis: 'row',
    ...(tempered ? { temperature } : {}),
    classes,
    parameters,
    where,
    ...(isOff(sumToOne) ? {} : { sumToOne }),
  });
}
