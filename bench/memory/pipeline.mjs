// A pipeline in RxJS whose sink is slow: readArrow → softmax → a sink that sleeps on every batch.
// node pipeline.mjs INPUT MILLISECONDS
import { setTimeout as sleep } from 'node:timers/promises';
import { lastValueFrom } from 'rxjs';
import { drainTo } from '../../dist/index.js';
import { readArrow } from '../../dist/node.js';
import { softmax } from '../../dist/operators.js';

const [input, milliseconds] = process.argv.slice(2);
let rows = 0;

await lastValueFrom(
  readArrow(input).pipe(
    softmax({ columns: 'logit_*', as: 'prob_*' }),
    drainTo(() => ({
      async write(batch) {
        await sleep(Number(milliseconds));
        rows += batch.numRows;
      },
      close: () => rows,
      abort() {},
    })),
  ),
);
console.error(`${rows} rows`);
