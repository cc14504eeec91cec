/** Softmax of a CSV, scanned and sunk: node polars.mjs MODULE INPUT OUTPUT; POLARS_MAX_THREADS says how many threads */
import { createRequire } from 'node:module';
import { COLUMNS } from '../inputs.mjs';

const [, , module, input, output] = process.argv;
const { default: pl } = createRequire(import.meta.url)(module);
const exponential = (name) => pl.col(name).sub(pl.col('most')).exp().alias(name);
const share = (name) => pl.col(name).div(pl.col('total')).alias(name);
await pl
  .scanCSV(input)
  .withColumns(pl.maxHorizontal(COLUMNS.map((name) => pl.col(name))).alias('most'))
  .withColumns(...COLUMNS.map(exponential))
  .withColumns(pl.sumHorizontal(COLUMNS.map((name) => pl.col(name))).alias('total'))
  .withColumns(...COLUMNS.map(share))
  .select('id', 'name', ...COLUMNS)
  .sinkCSV(output)
  .collect({ streaming: true });
