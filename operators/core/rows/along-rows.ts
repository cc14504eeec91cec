import type { RecordBatch, Schema } from 'apache-arrow';
import type { At } from '../../../src/columns/numbers.js';
import { checkPlacement, type FloatWidth, type Placement } from '../../../src/columns/placement.js';
import { provenance } from '../../../src/columns/provenance.js';
import { type Columns, checkColumns } from '../../../src/columns/select.js';
import { checkOptions } from '../../../src/errors.js';
import type { Floats } from '../../../src/softmax/rows.js';
import { checkTemperature } from '../arguments.js';
import { axisOf } from '../over.js';
import type { Context } from '../over-batches.js';
import {
  DEGENERATE_POLICIES,
  type DegeneratePolicy,
  type Policies,
  ROW_POLICY_KEYS,
  type RowRules,
  rowRules,
} from '../policies.js';
import { Scratch } from '../scratch.js';
import type { Block, RowKernel } from './block.js';
import { DEGENERATE, NULL, underPolicies } from './row-policies.js';
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

/** A function of a row's classes, with its kernels for both layouts. */
export interface RowFunction {
  readonly name: string;
  readonly kernel: RowKernel;
  /** What stands for probability 0. */
  readonly zero: number;
  /** What stands for each of `classes` equal probabilities. */
  uniform(classes: number): number;
  /** Options of its own with their values, checked; provenance holds them. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Whether it divides by a temperature; default true. */
  readonly tempered?: boolean;
  /** Which policies for degenerate rows it has, the default first; default: all of them. */
  readonly degenerate?: readonly DegeneratePolicy[];
  /** Whether its results are probabilities that sum to one, and can be rounded so that they do exactly. */
  readonly sumsToOne?: boolean;
  /** The value of a class that is not there; default −∞. */
  readonly absent?: number;
  /**
   * Where a kernel says that some rows want a closer look: whether a NaN in their first place tells which (default),
   * or all have to be looked at.
   */
  readonly tells?: 'NaN' | 'nothing';
}

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
   * @param fill  writes one value into all results of a row
   */
  run(
    batch: RecordBatch,
    at: At,
    room: (block: Block) => readonly Floats[],
    fill: (block: Block, results: readonly Floats[], row: number, value: number) => void,
  ): Outcome {
    const { kernel, tells, absent } = this.#fn;
    const { rules, temperature } = this.#settings;
    const scratch = this.#scratch;
    // What is rounded is computed in doubles: the last place of float32 is a quantum already.
    const isWide = this.#source.float === 64 || this.float === 64 || this.#rounding !== undefined;
    const width = isWide ? 64 : 32;
    const whole = readBlock(this.#source, batch, width, at, absent);
    const { block, out } = takePart(this.#where, batch, whole, rules, at, scratch);
    const results = room(block);
    const bench = { block, rules, counts: this.#context.counts, at, scratch, out };
    const verdicts = underPolicies(bench, (mask) => {
      const src = block.masked(mask, scratch);
      const open = block.apply(kernel, src, results, temperature, at.row);
      if (open === 0) return undefined;
      return (row) => tells === 'nothing' || lacksDistribution(block, results, row);
    });
    verdicts?.forEach((verdict, row) => {
      if (verdict === NULL) fill(block, results, row, 0);
      else if (verdict === DEGENERATE) fill(block, results, row, this.#filler(block.classes(row)));
    });
    if (this.#rounding !== undefined) block.apply(this.#rounding, results, results, 1, at.row);
    return { block, results, verdicts };
  }

  /** What the policy puts in place of a degenerate row. */
  #filler(classes: number): number {
    const { degenerate } = this.#settings.rules;
    if (degenerate === 'zero') return this.#fn.zero;
    return degenerate === 'uniform' ? this.#fn.uniform(classes) : Number.NaN;
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

/** Kernels fill the whole of such a row with NaN, and an empty one holds nothing that could be a probability. */
function lacksDistribution(block: Block, results: readonly Floats[], row: number): boolean {
  return block.classes(row) === 0 || Number.isNaN(block.at(results, row, 0));
}
