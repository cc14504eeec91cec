/** Softmax of a CSV in an RxJS pipeline with backpressure: node logitflow.mjs INPUT OUTPUT */
import { lastValueFrom } from 'rxjs';
import { readCsv, writeCsv } from '../../../dist/node.js';
import { softmax } from '../../../dist/operators.js';

const [, , input, output] = process.argv;
await lastValueFrom(readCsv(input).pipe(softmax({ columns: 'logit_*' }), writeCsv(output)));
