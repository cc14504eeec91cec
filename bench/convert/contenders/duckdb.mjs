/** Softmax of a CSV in SQL: node duckdb.mjs MODULE INPUT OUTPUT THREADS */
import { createRequire } from 'node:module';
import { COLUMNS } from '../inputs.mjs';

const [, , module, input, output, threads] = process.argv;
const { DuckDBInstance } = createRequire(import.meta.url)(module);
const connection = await (await DuckDBInstance.create(':memory:', { threads })).connect();
const exponentials = COLUMNS.map((name) => `exp(${name} - most) AS ${name}`);
const shares = COLUMNS.map((name) => `${name} / total AS ${name}`);
await connection.run(`COPY (
  SELECT id, name, ${shares} FROM (
    SELECT *, ${COLUMNS.join(' + ')} AS total FROM (
      SELECT id, name, ${exponentials} FROM (
        SELECT *, greatest(${COLUMNS}) AS most FROM read_csv('${input}'))))
) TO '${output}' (HEADER, DELIMITER ',')`);
