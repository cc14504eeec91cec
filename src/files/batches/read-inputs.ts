import type { RecordBatch, Schema } from 'apache-arrow';
import { underSchema } from '../../columns/same-columns.js';
import { flattened, type Runs } from '../../flow/runs.js';
import { type FormatName, kindOfName } from '../file-kind.js';
import type { Beginning } from '../in-file.js';
import { type BatchOptions, readRuns } from './read-batches.js';

export interface InputOptions extends Omit<BatchOptions, 'format'> {
  /** What a file is taken for before its bytes are seen; default: by its name. */
  readonly formatOf?: (path: string) => FormatName | undefined;
  /** Called before the first batch of each file. */
  readonly onBegin?: (beginning: Beginning) => void;
}

/**
 * Several files as one stream of batches under the first one's schema, each by the format of its name or bytes.
 *
 * @throws as `readBatches`, and a SchemaError where a file's columns are not the first one's
 */
export function readInputs(
  paths: readonly string[],
  options: InputOptions = {},
): AsyncGenerator<RecordBatch, void, undefined> {
  return flattened(readInputRuns(paths, options));
}

/** As `readInputs`, in runs. */
export async function* readInputRuns(
  paths: readonly string[],
  options: InputOptions = {},
): Runs<RecordBatch> {
  const {
    formatOf = (path: string) => kindOfName(path, 'read')?.format,
    onBegin,
    ...rest
  } = options;
  let schema: Schema | undefined;
  let row = 0;
  for (const path of paths) {
    onBegin?.({ file: path, row });
    const format = formatOf(path);
    for await (const run of readRuns(path, { ...rest, format })) yield placed(run, path);
  }

  function* placed(run: Iterable<RecordBatch>, path: string): Generator<RecordBatch> {
    for (const batch of run) {
      schema ??= batch.schema;
      yield underSchema(schema, batch, path);
      row += batch.numRows;
    }
  }
}
