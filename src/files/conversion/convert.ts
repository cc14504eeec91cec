import { describe, FileError } from '../../errors.js';
import { parseFrame } from '../../recipes/parse-frame.js';
import type { Recipe } from '../../recipes/recipe.js';
import { withDecimals } from '../../recipes/with-decimals.js';
import { checkPaths } from '../check-paths.js';
import { checkDialect, isOdd } from '../fast-csv/odd-dialect.js';
import { outputFormat } from '../output-format.js';
import { sameFile } from '../same-file.js';
import type { Written } from '../sinks/batch-sink.js';
import { convertCsv, openForLane } from './convert-csv.js';
import { type ConvertOptions, checkConvertOptions } from './convert-options.js';
import { withLabelFiles } from './label-files.js';
import { formatsOf } from './recipe-formats.js';

export type { ConvertOptions } from './convert-options.js';

/**
 * Applies a recipe to files: this is what the command does.
 *
 * Where a CSV becomes a CSV with the same delimiter, columns that no step touches pass through byte for byte; lists
 * (JSON arrays) that a step reads are printed anew.
 *
 * @param inputs  one path or several, which are one stream; `-` is standard input
 * @param output  a path, or `-`: standard output takes the format of the first input (Arrow as a stream)
 * @throws FileError where the output is one of the inputs; and every error of `read`, of the recipe's operators (which
 *   then name the file and the row within it) and of `write`. TypeError, RangeError: as the operators
 *   and `write`, and for an unknown option.
 *   When `signal` aborts, its reason, after the output's remains are gone.
 */
export async function convert(
  recipe: Recipe,
  inputs: string | readonly string[],
  output: string,
  given: ConvertOptions = {},
): Promise<Written> {
  checkConvertOptions('convert', given);
  parseFrame(recipe);
  const paths = checkPaths('convert', inputs);
  checkPaths('convert', output);
  const options = { ...given, ...formatsOf(recipe, output, given) };
  await refuseSameFile(paths, output);
  const { csv, csvOut } = options;
  checkDialect('convert', options.dialect);
  if (isOdd(options.dialect) && options.shard !== undefined) throw oddShard();
  const format = await outputFormat(output, options.to, csvOut?.delimiter ?? csv?.delimiter);
  const resolved = withDecimals(await withLabelFiles(recipe), csvOut ?? {});
  const opened = await openForLane(resolved, paths, output, format, options);
  if (opened?.lane !== undefined) return convertCsv(opened.lane, opened.target, format, options);
  options.onLane?.(isOdd(options.dialect) ? 'fast-csv' : undefined);
  // apache-arrow comes with it, which takes longer to load than many a file takes to convert.
  const { convertBatches } = await import('./convert-batches.js');
  try {
    return await convertBatches(resolved, paths, output, format, { ...options, ...opened });
  } catch (error) {
    await opened?.target.abort();
    throw error;
  }
}

/** @throws FileError where the output is an input too */
export async function refuseSameFile(inputs: readonly string[], output: string): Promise<void> {
  for (const input of inputs) {
    if (!(await sameFile(input, output))) continue;
    throw new FileError({
      file: output,
      operator: 'convert',
      what: 'the output is also an input',
      expected: 'another file',
    });
  }
}

function oddShard(): RangeError {
  const what = 'a part of a CSV with another quote, with escapes or with comments';
  return new RangeError(describe({ operator: 'convert', what, expected: 'the whole file' }));
}
