import type { Data } from 'apache-arrow';
import { provenance } from '../src/columns/provenance.js';
import { floatData, floatType, listOf, listOfType } from '../src/columns/write.js';
import { emptyLike, type Floats } from '../src/simd/floats.js';
import { checkCount } from './core/arguments.js';
import { PASS_KEYS, type ReplayOptions, refuseReplay } from './core/distributions/replay.js';
import { type TopRowsOptions, topRows } from './core/distributions/top-rows.js';
import type { BatchOperator } from './core/over-batches.js';
import type { Block } from './core/rows/block.js';
import { classData, classType } from './core/rows/labels.js';
import { bestOfRowsBy } from './core/rows/rank-kernels.js';
import { checkRankOptions, RANK_KEYS, type RankOptions, rankRows } from './core/rows/rank-rows.js';
import type { Ranking } from './core/rows/ranking.js';
import type { RowSource } from './core/rows/row-source.js';

/** What `topK` takes. */
export interface TopKOptions extends RankOptions {
  /** How many classes of each row; an integer of at least 1. A row of n classes has min(k, n). */
  k: number;
}

/**
 * The k classes with the largest values of each row, by falling value, equals by rising index: two List columns,
 * `as` with the classes (Int32 indices from 0, or Utf8 labels) and `<as>_score` with their values, in the width
 * of the widest column.
 *
 * Layouts and errors are those of `argmax`. The lists are empty where `argmax` gives null; masked classes are not
 * in them, and a class of −∞ is, after all others.
 *
 * With `by` the rows of each group are ranked instead: of all rows those come out, whole and in their order, that have the k
 * largest values of `columns` (one scalar column) among the rows with the same key; of equals the first. A null or NaN
 * is never among them. `as` may name a column for the place in the group, from 1. The stream is looked at twice, as
 * `softmax` does (`replay`); memory is 16 bytes for each of the k rows of each key, and the keys.
 *
 * @param options.as  the name of the classes' column, and with `_score` of the values'
 * @param options.k  an integer of at least 1
 * @param options.keep  `false` drops the ranked columns
 * @param options.labels  at least as many names as there are classes
 * @throws TypeError, RangeError for options that no data can satisfy, when the operator is made
 */
export function topK(options: TopKOptions | TopRowsOptions): BatchOperator {
  const name = 'topK';
  if (isByGroup(options)) return topRows(name, options);
  checkRankOptions(name, options, [...RANK_KEYS, 'k', 'by', ...PASS_KEYS]);
  // Callers without types may say it.
  refuseReplay(name, 'along the row', 'by: the key columns', options as ReplayOptions);
  const { as, k, labels } = options;
  checkCount(name, 'k', k);
  return rankRows(
    {
      name,
      kernel: bestOfRowsBy(k),
      results: ({ classes, float }) => {
        const metadata = provenance({ function: name, axis: 'row', k, classes });
        const common = { nullable: false, metadata };
        return [
          { name: as, type: listOfType(classType(labels)), ...common },
          { name: `${as}_score`, type: listOfType(floatType(float)), ...common },
        ];
      },
      toData: (ranking, block, source) => listsOf(ranking, block, source, labels),
    },
    options,
  );
}

/** What is no object is refused as options for a row. */
function isByGroup(options: TopKOptions | TopRowsOptions): options is TopRowsOptions {
  return Object(options).by !== undefined;
}

function listsOf(
  { k, indices, counts }: Ranking,
  block: Block,
  { float }: RowSource,
  labels: readonly string[] | undefined,
): readonly Data[] {
  const offsets = offsetsOf(counts);
  const size = offsets[counts.length]!;
  const classes = size === indices.length ? indices : classesOf(indices, counts, k, size);
  const scores = emptyLike(block.values[0]!, size);
  if (block.list) takeFromCells(scores, classes, offsets, block);
  else takeFromColumns(scores, classes, offsets, block.values);
  // Own offsets for each: two columns over one buffer are what apache-arrow's writer garbles.
  return [
    listOf(offsets, classData(classes, labels)),
    listOf(offsets.slice(), floatData(scores, float)),
  ];
}

/** The places that are in use. */
function classesOf(indices: Int32Array, counts: Int32Array, k: number, size: number): Int32Array {
  const classes = new Int32Array(size);
  for (let row = 0, at = 0; row < counts.length; row++) {
    for (let i = 0; i < counts[row]!; i++) classes[at++] = indices[row * k + i]!;
  }
  return classes;
}

function takeFromCells(
  scores: Floats,
  classes: Int32Array,
  offsets: Int32Array,
  block: Block,
): void {
  for (let row = 0; row < block.length; row++) {
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
      scores[i] = block.at(block.values, row, classes[i]!);
    }
  }
}

function takeFromColumns(
  scores: Floats,
  classes: Int32Array,
  offsets: Int32Array,
  columns: readonly Floats[],
): void {
  for (let row = 0; row + 1 < offsets.length; row++) {
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) scores[i] = columns[classes[i]!]![row]!;
  }
}

function offsetsOf(counts: Int32Array): Int32Array {
  const offsets = new Int32Array(counts.length + 1);
  for (let row = 0; row < counts.length; row++) offsets[row + 1] = offsets[row]! + counts[row]!;
  return offsets;
}
