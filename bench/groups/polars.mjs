/** The window expression of polars: exp(x − max) / sum, over the query. */
export async function polars({ query, doc, score }) {
  let pl;
  try {
    ({ default: pl } = await import('nodejs-polars'));
  } catch {
    console.log('nodejs-polars is not installed');
    return [];
  }
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
  return [{ name: 'polars, 1 thread', peer: true, run, result }];
}
