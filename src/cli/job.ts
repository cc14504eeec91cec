import type { FileKind, FormatName } from '../files/file-kind.js';
import type { CsvReadOptions, CsvWriteOptions } from '../formats/csv/options.js';
import type { Recipe } from '../recipes/recipe.js';

/** A command line that turns inputs into an output, understood. */
export interface Job {
  /** The first verb, as messages name it. */
  readonly verb: string;
  readonly recipe: Recipe;
  /** Never none; `-` is standard input. */
  readonly inputs: readonly string[];
  /** `-` is standard output. */
  readonly output: string;
  /** A directory for a file of each input, instead of one output for all. */
  readonly out: string | undefined;
  readonly from: FormatName | undefined;
  readonly to: FileKind | undefined;
  readonly csv: CsvReadOptions;
  readonly csvOut: CsvWriteOptions;
  readonly force: boolean;
  readonly quiet: boolean;
  readonly dryRun: boolean;
}
