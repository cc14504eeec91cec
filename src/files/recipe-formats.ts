import {
  type CsvReadOptions,
  type CsvWriteOptions,
  checkRounding,
} from '../formats/csv/options.js';
import type { FormatOptions, Recipe } from '../recipes/recipe.js';
import type { ArrowOutput } from './batch-sink.js';
import {
  type FileKind,
  type FormatName,
  formatOfChoice,
  isGzipName,
  isStreamName,
  kindOfName,
} from './file-kind.js';

/** How files are read and written, where their names do not say it. */
export interface Formats {
  /** What the inputs are, instead of what their names say. */
  readonly from?: FormatName | undefined;
  /** What the output is, instead of what its name says. */
  readonly to?: FileKind | undefined;
  /** For inputs that are CSV. */
  readonly csv?: CsvReadOptions | undefined;
  /** For an output that is CSV; where it leaves out the delimiter or the header line, they are as in `csv`. */
  readonly csvOut?: CsvWriteOptions | undefined;
  /** For an output that is Arrow. */
  readonly arrowOut?: ArrowOutput | undefined;
}

/**
 * What a recipe says of formats, under what `options` say of them.
 *
 * @throws TypeError, RangeError for numbers of digits that there cannot be
 */
export function formatsOf(recipe: Recipe, output: string, options: Formats): Formats {
  const { read, write } = recipe;
  const csvOut = { ...csvOf(write), ...options.csvOut };
  checkRounding('convert', csvOut);
  const from = read?.format === undefined ? undefined : formatOfChoice(read.format)?.format;
  const to = write?.format === undefined ? undefined : formatOfChoice(write.format, output);
  return {
    from: options.from ?? from,
    to: options.to ?? to ?? (givesState(recipe) ? stateKind(output) : undefined),
    // The recipe was parsed; its types are held against those that there are when a CSV is read.
    csv: { ...(csvOf(read) as CsvReadOptions), ...options.csv },
    csvOut,
    arrowOut: { ...arrowOf(write), ...options.arrowOut },
  };
}

/** Whether what is written is a STATE. */
function givesState({ steps }: Recipe): boolean {
  return steps.some(({ op }) => op === 'partial' || op === 'merge');
}

/** A STATE takes neither after the inputs, nor wants a name of its own: it is Arrow. */
function stateKind(output: string): FileKind | undefined {
  if (kindOfName(output, 'write') !== undefined) return undefined;
  return { format: isStreamName(output) ? 'arrows' : 'arrow', gzip: isGzipName(output) };
}

function csvOf(options: FormatOptions = {}): Omit<FormatOptions, 'format' | 'compression'> {
  const { format: _, compression: __, ...csv } = options;
  return csv;
}

function arrowOf({ compression }: FormatOptions = {}): ArrowOutput {
  return compression === undefined ? {} : { compression };
}
