import type { RecordBatch, Schema } from 'apache-arrow';
import { type FormatName, kindOfName } from './file-kind.js';
import type { Beginning } from './in-file.js';
import { type BatchOptions, readBatches } from './read-batches.js';
import { underSchema } from './same-columns.js';

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
export async function* readInputs(
  paths: readonly string[],
  options: InputOptions = {},
): AsyncGenerator<RecordBatch, void, undefined> {
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
    for await (const batch of readBatches(path, { ...rest, format })) {
      schema ??= batch.schema;
      yield underSchema(schema, batch, path);
      row += batch.numRows;
    }
  }
}
