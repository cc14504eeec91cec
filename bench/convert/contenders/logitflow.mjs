/** Softmax of a CSV in an RxJS pipeline with backpressure: node logitflow.mjs INPUT OUTPUT */
import { lastValueFrom } from 'rxjs';
import { softmax } from '../../../dist/operators/index.js';
import { readCsv, writeCsv } from '../../../dist/src/node.js';

const [, , input, output] = process.argv;
await lastValueFrom(readCsv(input).pipe(softmax({ columns: 'logit_*' }), writeCsv(output)));
