import { createRequire } from 'node:module';
import { peerModule, peerVersion } from '../peers.mjs';

/** The window expression of polars: exp(x − max) / sum, over the query. */
export async function polars({ query, doc, score }) {
  const module = peerModule('nodejs-polars');
  if (module === undefined) return [];
  const { default: pl } = createRequire(import.meta.url)(module);
  const frame = pl.DataFrame({
    query: pl.Series('query', query, pl.Int64),
    doc: pl.Series('doc', doc, pl.Int64),
    score: pl.Series('score', score, pl.Float64),
  });
  const { col } = pl;
  const run = () =>
    frame
      .lazy()
      .withColumn(col('score').sub(col('score').max().over('query')).exp().alias('e'))
      .withColumn(col('e').div(col('e').sum().over('query')).alias('p'))
      .drop('e')
      .collectSync();
  const result = () => Float64Array.from(run().getColumn('p').toTypedArray());
  return [{ name: `polars ${peerVersion('nodejs-polars')}, 1 thread`, peer: true, run, result }];
}
