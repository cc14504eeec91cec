/** The face for Node: files in and out, and the command's `convert`. */

export { readState } from './files/batches/read-state.js';
export { type ConvertOptions, convert } from './files/conversion/convert.js';
export { type CsvRowsOptions, readCsvRows } from './files/fast-csv/csv-rows.js';
export type { FileKind, FormatName } from './files/file-kind.js';
export { fileSpill } from './files/file-spill.js';
export {
  type ReadArrowOptions,
  type ReadCsvOptions,
  type ReadOptions,
  read,
  readArrow,
  readCsv,
} from './files/read.js';
export type { ArrowShard, ArrowStreamShard, CsvShard, Shard } from './files/shards/shard.js';
export type { Written } from './files/sinks/batch-sink.js';
export {
  type WriteArrowOptions,
  type WriteCsvOptions,
  type WriteOptions,
  write,
  writeArrow,
  writeCsv,
} from './files/write.js';
export { convertByShards, type ShardedOptions } from './jobs/convert-by-shards.js';
export { type ShardsOptions, shards } from './jobs/cuts/shards.js';
export { type ReadShardOptions, readShard } from './jobs/read-shard.js';
export { type ApplyOptions, apply, merge, type PartialOptions, partial } from './jobs/states.js';
export { parseRecipe } from './recipes/parse-recipe.js';
export type { Recipe, Step } from './recipes/recipe.js';
