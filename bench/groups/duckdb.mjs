import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peerModule, peerVersion } from '../peers.mjs';

const WINDOWS = `
  select query, doc, score, e / sum(e) over (partition by query) as p
  from (select *, exp(score - max(score) over (partition by query)) as e from scores)`;

/** Two window functions of DuckDB, over a table in memory. It is filled through a Parquet file that polars writes. */
export async function duckdb({ query, doc, score }) {
  const [module, writer] = ['@duckdb/node-api', 'nodejs-polars'].map(peerModule);
  if (module === undefined || writer === undefined) return [];
  const require = createRequire(import.meta.url);
  const { default: pl } = require(writer);
  const instance = await require(module).DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const path = join(tmpdir(), `logitflow-bench-${process.pid}.parquet`);
  const columns = { query, doc, score, row: BigInt64Array.from(query, (_, i) => BigInt(i)) };
  pl.DataFrame(
    Object.entries(columns).map(([name, values]) =>
      pl.Series(name, values, name === 'score' ? pl.Float64 : pl.Int64),
    ),
  ).writeParquet(path);
  await connection.run(`create table scores as select * from read_parquet('${path}')`);
  rmSync(path);
  const run = () => connection.run(`create or replace table results as ${WINDOWS}`);
  async function result() {
    await connection.run(`create or replace table results as ${WINDOWS.replace('doc', 'row')}`);
    const reader = await connection.run('select row, p from results order by row');
    const p = new Float64Array(score.length);
    let at = 0;
    for (
      let chunk = await reader.fetchChunk();
      chunk?.rowCount;
      chunk = await reader.fetchChunk()
    ) {
      for (const value of chunk.getColumnValues(1)) p[at++] = value;
    }
    return p;
  }
  const name = `DuckDB ${peerVersion('@duckdb/node-api')}, 1 thread`;
  return [{ name, peer: true, run, result, close: () => connection.closeSync() }];
}
