import type { Data } from 'apache-arrow';
import {
  checkPlacement,
  type Placement,
  planAssembly,
  type Result,
} from '../../../src/columns/selection/placement.js';
import { type Columns, checkColumns } from '../../../src/columns/selection/select.js';
import { checkOptions } from '../../../src/errors.js';
import { type BatchOperator, overBatches } from '../over-batches.js';
import {
  RANK_DEGENERATE_POLICIES,
  type RankPolicies,
  ROW_POLICY_KEYS,
  rowRules,
} from '../policies.js';
import type { ResultRoom } from '../result-room.js';
import { Scratch } from '../scratch.js';
import type { Block } from './block.js';
import { checkEnoughLabels, checkLabels, checkLabelsOfCells } from './labels.js';
import { type Ranking, type RankKernel, rankBlock } from './ranking.js';
import { chooseOneRow, type RowSource, readBlock } from './row-source.js';

/** What `argmax` and `topK` share. */
export interface RankOptions extends RankPolicies {
  /** Several scalar columns (a row's classes side by side) or one list column (a row's classes in one cell). */
  columns: Columns;
  /** The name of the result. */
  as: string;
  /** Whether the ranked columns stay (default); with `false` the result stands in the place of the first. */
  keep?: boolean | undefined;
  /** A name for each class, in class order; without them the result is the class's index. */
  labels?: readonly string[] | undefined;
}

/** A function that ranks the classes of a row. */
export interface Ranker {
  readonly name: string;
  readonly kernel: RankKernel;
  /** The result columns, before there is data. */
  results(source: RowSource): readonly Result[];
  /** Their data for one batch. */
  toData(ranking: Ranking, block: Block, source: RowSource, room: ResultRoom): readonly Data[];
}

export const RANK_KEYS = ['columns', 'as', 'keep', 'labels', ...ROW_POLICY_KEYS];

/** Refuses what no data can satisfy, before a ranker is made of the options. */
export function checkRankOptions(
  name: string,
  options: RankOptions,
  keys: readonly string[] = RANK_KEYS,
): void {
  checkOptions(name, options, keys);
  checkColumns(name, options.columns);
  checkPlacement(name, options.columns, placementOf(options), 'one');
  checkLabels(name, options.labels);
}

/** The shared core of `argmax` and `topK`. */
export function rankRows(ranker: Ranker, options: RankOptions): BatchOperator {
  const { name } = ranker;
  const rules = rowRules(name, options, RANK_DEGENERATE_POLICIES);
  return overBatches(name, options, (schema, { counts, room }) => {
    const source = chooseOneRow(schema, options.columns, name);
    checkEnoughLabels(name, options.labels, source);
    const results = ranker.results(source);
    const assembly = planAssembly(name, schema, source.columns, results, placementOf(options));
    const width = source.float === 64 ? 64 : 32;
    const scratch = new Scratch();
    return (batch, at) => {
      const block = readBlock(source, batch, width, at, room);
      checkLabelsOfCells(options.labels, source, block, at);
      const ranking = rankBlock({ block, rules, counts, at, scratch }, ranker.kernel, room);
      return assembly.assemble(batch, ranker.toData(ranking, block, source, room));
    };
  });
}

function placementOf({ as, keep }: RankOptions): Placement {
  return { as, keep };
}
