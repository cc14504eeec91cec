import type { Data, RecordBatch } from 'apache-arrow';
import type { At } from '../../src/columns/numbers.js';
import {
  checkPlacement,
  type FloatWidth,
  type Placement,
  planAssembly,
  type Result,
} from '../../src/columns/placement.js';
import { provenance } from '../../src/columns/provenance.js';
import { type Columns, checkColumns } from '../../src/columns/select.js';
import { Validity } from '../../src/columns/validity.js';
import { floatType, listType } from '../../src/columns/write.js';
import type { Floats } from '../../src/softmax/rows.js';
import { checkOptions, checkOver, checkTemperature } from './arguments.js';
import type { Block, RowKernel } from './block.js';
import { type BatchOperator, type Context, overBatches } from './over-batches.js';
import { type Policies, ROW_POLICY_KEYS, type RowRules, rowRules } from './policies.js';
import { warnOfProbabilities } from './probabilities.js';
import { DEGENERATE, NULL, underPolicies } from './row-policies.js';
import { chooseRows, type RowSource, readBlock } from './row-source.js';
import { emptyLike, Scratch } from './scratch.js';

/** What `softmax` and `logSoftmax` take. */
export interface NormalizeOptions extends Placement, Policies {
  /** Scalar columns (a row's classes side by side) or list columns (a row's classes in one cell). */
  columns: Columns;
  /** What is a distribution; the row is the only axis there is. */
  over?: 'row' | undefined;
  /** Logits are divided by it; finite and above 0, default 1. */
  temperature?: number | undefined;
}

/** A function that makes a distribution of a row, with its kernels for both layouts. */
export interface Normalizer {
  readonly name: string;
  readonly kernel: RowKernel;
  /** What stands for probability 0. */
  readonly zero: number;
  /** What stands for each of `classes` equal probabilities. */
  uniform(classes: number): number;
}

const KEYS = ['columns', 'over', 'temperature', 'as', 'keep', 'float', ...ROW_POLICY_KEYS];

/** The shared core of the softmax family: each member is its kernels and what 0 and 1/n are to it. */
export function normalizeRows(normalizer: Normalizer, options: NormalizeOptions): BatchOperator {
  const { name } = normalizer;
  checkOptions(name, options, KEYS);
  const { columns, over = 'row', temperature = 1 } = options;
  checkColumns(name, columns);
  checkPlacement(name, columns, options, 'each');
  checkOver(name, over);
  checkTemperature(name, temperature);
  const rules = rowRules(name, options);

  return overBatches(name, options, (schema, context) => {
    const sources = chooseRows(schema, columns, name);
    const chosen = sources.flatMap((source) => source.columns);
    warnOfProbabilities(name, chosen, context.warn);
    const stages = sources.map((source) =>
      stage(normalizer, source, { rules, temperature, float: options.float, context }),
    );
    const results = stages.flatMap((stage) => stage.results);
    const assembly = planAssembly(name, schema, chosen, results, options);
    return (batch, at) =>
      assembly.assemble(
        batch,
        stages.flatMap((stage) => stage.run(batch, at)),
      );
  });
}

interface Stage {
  readonly results: readonly Result[];
  run(batch: RecordBatch, at: At): readonly Data[];
}

interface Settings {
  readonly rules: RowRules;
  readonly temperature: number;
  readonly float: FloatWidth | undefined;
  readonly context: Context;
}

function stage(normalizer: Normalizer, source: RowSource, settings: Settings): Stage {
  // Half precision has no room for the tails of a distribution: 21 % of 1000 classes would be 0.
  const float = settings.float ?? (source.float === 64 ? 64 : 32);
  const width = source.float === 64 || float === 64 ? 64 : 32;
  const { rules, context } = settings;
  const scratch = new Scratch();
  return {
    results: resultsOf(normalizer.name, source, float, settings),
    run(batch, at) {
      const block = readBlock(source, batch, width, at);
      const bench = { block, rules, counts: context.counts, at, scratch };
      const dst = block.values.map((values) => emptyLike(values, values.length));
      const verdicts = underPolicies(bench, (mask) => {
        const src = block.masked(mask, scratch);
        const open = block.apply(normalizer.kernel, src, dst, settings.temperature);
        return open === 0 ? undefined : (row) => lacksDistribution(block, dst, row);
      });
      if (verdicts === undefined) return block.toData(dst, float, undefined);
      settle(normalizer, rules, block, dst, verdicts);
      const valid = Validity.of(block.length, (row) => verdicts[row] !== NULL);
      return block.toData(dst, float, valid);
    },
  };
}

function resultsOf(name: string, source: RowSource, float: FloatWidth, settings: Settings) {
  const { columns, classes, list } = source;
  const { temperature, rules } = settings;
  const metadata = provenance({ function: name, axis: 'row', temperature, classes });
  const nullable = source.nullable || rules.degenerate === 'null';
  return columns.map(({ field }): Result => {
    const type = list ? listType(field.type, floatType(float)) : floatType(float);
    return { type, nullable, metadata };
  });
}

/** Kernels fill the whole of such a row with NaN, and an empty one holds nothing that could be a probability. */
function lacksDistribution(block: Block, results: readonly Floats[], row: number): boolean {
  return block.classes(row) === 0 || Number.isNaN(block.at(results, row, 0));
}

/** Writes what the policies put in place of the kernel's results. */
function settle(
  normalizer: Normalizer,
  rules: RowRules,
  block: Block,
  dst: readonly Floats[],
  verdicts: Uint8Array,
): void {
  for (let row = 0; row < block.length; row++) {
    if (verdicts[row] === NULL) block.fill(dst, row, 0);
    else if (verdicts[row] === DEGENERATE && rules.degenerate === 'zero') {
      block.fill(dst, row, normalizer.zero);
    } else if (verdicts[row] === DEGENERATE && rules.degenerate === 'uniform') {
      block.fill(dst, row, normalizer.uniform(block.classes(row)));
    }
  }
}
