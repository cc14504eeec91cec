import type { Data, RecordBatch } from 'apache-arrow';
import type { At } from '../../../src/columns/numbers.js';
import { planAssembly, type Result } from '../../../src/columns/selection/placement.js';
import { Validity } from '../../../src/columns/validity.js';
import { floatType, listType } from '../../../src/columns/write.js';
import { type BatchOperator, overBatches } from '../over-batches.js';
import { warnOfProbabilities } from '../probabilities.js';
import type { ResultRoom } from '../result-room.js';
import { checkRowOptions, type ProbabilityOptions, RowJob } from './along-rows.js';
import type { Block } from './block.js';
import { fillEach } from './compute-rows.js';
import type { RowFunction } from './row-function.js';
import { NULL } from './row-policies.js';
import { chooseRows, type RowSource } from './row-source.js';

/** The shared core of the softmax family: each member is its kernels and what 0 and 1/n are to it. */
export function normalizeRows(normalizer: RowFunction, options: ProbabilityOptions): BatchOperator {
  const { name, logits = true } = normalizer;
  const settings = checkRowOptions(normalizer, options, 'each');
  return overBatches(name, options, (schema, context) => {
    const sources = chooseRows(schema, options.columns, name);
    const chosen = sources.flatMap((source) => source.columns);
    if (logits) warnOfProbabilities(name, chosen, context.warn);
    const stages = sources.map((source) => {
      const job = new RowJob(normalizer, source, settings, schema, context);
      return { results: resultsOf(job, source), run: runner(job, context.room) };
    });
    const results = stages.flatMap((stage) => stage.results);
    const assembly = planAssembly(name, schema, chosen, results, options);
    return (batch, at) =>
      assembly.assemble(
        batch,
        stages.flatMap((stage) => stage.run(batch, at)),
      );
  });
}

function resultsOf({ float, nullable, metadata }: RowJob, { columns, list }: RowSource) {
  const element = floatType(float);
  // The columns of a wide table share theirs.
  const scalar: Result = { type: element, nullable, metadata };
  return columns.map(({ field }) =>
    list ? { ...scalar, type: listType(field.type, element) } : scalar,
  );
}

function runner(job: RowJob, room: ResultRoom): (batch: RecordBatch, at: At) => readonly Data[] {
  const roomOf = ({ values }: Block) => values.map((column) => room.floats(column, column.length));
  return (batch, at) => {
    const { block, results, verdicts } = job.run(batch, at, roomOf, fillEach);
    const valid = verdicts && Validity.unmarked(verdicts, NULL);
    return block.toData(results, job.float, valid);
  };
}
