import type { SoftmaxState } from '../../distributions/softmax-state.js';
import { StateDecoder } from '../../distributions/state-file/decode-state.js';
import { checkOptions } from '../../errors.js';
import { checkPaths } from '../check-paths.js';
import { kindOfName } from '../file-kind.js';
import { inFile } from '../in-file.js';
import type { SourceOptions } from '../sources/byte-source.js';
import { readBatches } from './read-batches.js';

/**
 * The state in one STATE file, or of several merged: those of `accumulate` and `encodeStates`, of the command's `partial` and
 * `merge`, or of another engine.
 *
 * @throws FileError, FormatError, SchemaError, LimitError; each names the file. TypeError for an unknown option, and where a path is none
 */
export async function readState(
  paths: string | readonly string[],
  options: SourceOptions = {},
): Promise<SoftmaxState> {
  checkOptions('readState', options, ['signal', 'stdin']);
  const decoder = new StateDecoder();
  for (const path of checkPaths('readState', paths)) {
    const format = kindOfName(path, 'read')?.format;
    try {
      for await (const batch of readBatches(path, { ...options, format })) decoder.push(batch);
    } catch (error) {
      throw inFile(path, error);
    }
  }
  return decoder.end();
}
