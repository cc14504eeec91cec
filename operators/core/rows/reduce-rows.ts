import { planAssembly } from '../../../src/columns/selection/placement.js';
import { Validity } from '../../../src/columns/validity.js';
import { floatData, floatType } from '../../../src/columns/write.js';
import { emptyLike } from '../../../src/simd/floats.js';
import type { Floats } from '../../../src/softmax/rows.js';
import { type BatchOperator, overBatches } from '../over-batches.js';
import { warnOfProbabilities } from '../probabilities.js';
import { checkRowOptions, type NormalizeOptions, RowJob } from './along-rows.js';
import type { Block } from './block.js';
import { fillOne } from './compute-rows.js';
import type { RowFunction } from './row-function.js';
import { NULL } from './row-policies.js';
import { chooseOneRow } from './row-source.js';

/** The core of functions that make one number of a row: `kernel` writes them into the first array of its results. */
export function reduceRows(reducer: RowFunction, options: NormalizeOptions): BatchOperator {
  const { name } = reducer;
  const settings = checkRowOptions(reducer, options, 'one');
  return overBatches(name, options, (schema, context) => {
    const source = chooseOneRow(schema, options.columns, name);
    warnOfProbabilities(name, source.columns, context.warn);
    const job = new RowJob(reducer, source, settings, schema, context);
    const { float, nullable, metadata } = job;
    const result = { name: String(options.as), type: floatType(float), nullable, metadata };
    const assembly = planAssembly(name, schema, source.columns, [result], options);
    return (batch, at) => {
      const { results, verdicts } = job.run(batch, at, roomOf, fillOne);
      const valid = verdicts && Validity.unmarked(verdicts, NULL);
      return assembly.assemble(batch, [floatData(results[0]!, float, valid)]);
    };
  });
}

function roomOf({ values, length }: Block): readonly Floats[] {
  return [emptyLike(values[0]!, length)];
}
