/** Softmax of a file, scanned and sunk: node polars.mjs MODULE INPUT OUTPUT; POLARS_MAX_THREADS says how many threads */
import { createRequire } from 'node:module';
import { COLUMNS } from '../inputs.mjs';

const [, , module, input, output] = process.argv;
const { default: pl } = createRequire(import.meta.url)(module);
const exponential = (name) => pl.col(name).sub(pl.col('most')).exp().alias(name);
const share = (name) => pl.col(name).div(pl.col('total')).alias(name);
const frame = input.endsWith('.csv') ? pl.scanCSV(input) : pl.scanIPC(input);
const softmax = frame
  .withColumns(pl.maxHorizontal(COLUMNS.map((name) => pl.col(name))).alias('most'))
  .withColumns(...COLUMNS.map(exponential))
  .withColumns(pl.sumHorizontal(COLUMNS.map((name) => pl.col(name))).alias('total'))
  .withColumns(...COLUMNS.map(share))
  .drop('most', 'total');
const sunk = output.endsWith('.csv')
  ? softmax.sinkCSV(output)
  : softmax.sinkIpc(output, { compression: 'uncompressed' });
await sunk.collect({ streaming: true });
