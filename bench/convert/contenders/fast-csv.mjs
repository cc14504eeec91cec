/** Softmax of a CSV as fast-csv's documentation shows transforms: node fast-csv.mjs MODULE INPUT OUTPUT */
import { createReadStream, createWriteStream } from 'node:fs';
import { createRequire } from 'node:module';
import { pipeline } from 'node:stream/promises';
import { COLUMNS } from '../inputs.mjs';

const [, , module, input, output] = process.argv;
const { format, parse } = createRequire(import.meta.url)(module);

function softmax(row) {
  const logits = COLUMNS.map((name) => Number(row[name]));
  const most = Math.max(...logits);
  const exponentials = logits.map((x) => Math.exp(x - most));
  const sum = exponentials.reduce((a, b) => a + b);
  COLUMNS.forEach((name, i) => {
    row[name] = exponentials[i] / sum;
  });
  return row;
}

await pipeline(
  createReadStream(input),
  parse({ headers: true }),
  format({ headers: true }).transform(softmax),
  createWriteStream(output),
);
