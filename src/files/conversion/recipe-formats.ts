import type { ArrowReadOptions } from '../../formats/arrow-ipc/limits.js';
import {
  type CsvReadOptions,
  type CsvWriteOptions,
  checkRounding,
} from '../../formats/csv/options.js';
import type { FormatOptions, Recipe } from '../../recipes/recipe.js';
import { DIALECT_KEYS, type OddDialect } from '../fast-csv/odd-dialect.js';
import {
  type FileKind,
  type FormatName,
  formatOfChoice,
  isGzipName,
  isStreamName,
  kindOfName,
  kindSaid,
} from '../file-kind.js';
import type { ArrowOutput } from '../sinks/batch-sink.js';

/** How files are read and written, where their names do not say it. */
export interface Formats {
  /** What the inputs are, instead of what their names say. */
  readonly from?: FormatName | undefined;
  /** What the output is, instead of what its name says; a name in `.gz` is compressed whatever stands here. */
  readonly to?: FormatName | FileKind | undefined;
  /** For inputs that are CSV. */
  readonly csv?: CsvReadOptions | undefined;
  /** For inputs that are CSV, but not RFC 4180's: fast-csv reads them. */
  readonly dialect?: OddDialect | undefined;
  /** For inputs that are Arrow. */
  readonly arrow?: ArrowReadOptions | undefined;
  /** For an output that is CSV; where it leaves out the delimiter or the header line, they are as in `csv`. */
  readonly csvOut?: CsvWriteOptions | undefined;
  /** For an output that is Arrow. */
  readonly arrowOut?: ArrowOutput | undefined;
}

/** The same, the output's as a kind. */
export interface KnownFormats extends Formats {
  readonly to: FileKind | undefined;
}

/**
 * What a recipe says of formats, under what `options` say of them.
 *
 * @throws TypeError, RangeError for numbers of digits that there cannot be
 */
export function formatsOf(recipe: Recipe, output: string, options: Formats): KnownFormats {
  const { read, write } = recipe;
  const csvOut = { ...csvOf(write), ...options.csvOut };
  checkRounding('convert', csvOut);
  const from = read?.format === undefined ? undefined : formatOfChoice(read.format)?.format;
  const to = write?.format === undefined ? undefined : formatOfChoice(write.format, output);
  return {
    from: options.from ?? from,
    to: kindSaid(options.to) ?? to ?? (givesState(recipe) ? stateKind(output) : undefined),
    // The recipe was parsed; its types are held against those that there are when a CSV is read.
    csv: { ...(csvOf(read) as CsvReadOptions), ...options.csv },
    dialect: { ...dialectOf(read), ...options.dialect },
    arrow: options.arrow,
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

type CsvOptions = Omit<FormatOptions, 'format' | 'compression' | keyof OddDialect>;

function csvOf(options: FormatOptions = {}): CsvOptions {
  const others = ['format', 'compression'];
  return Object.fromEntries(
    entriesOf(options).filter(([key]) => !others.includes(key) && !isOfDialect(key)),
  );
}

function entriesOf(options: FormatOptions): readonly (readonly [string, unknown])[] {
  return Object.entries(options).filter(([, value]) => value !== undefined);
}

function isOfDialect(key: string): boolean {
  return DIALECT_KEYS.some((own) => own === key);
}

function dialectOf(options: FormatOptions = {}): OddDialect {
  return Object.fromEntries(entriesOf(options).filter(([key]) => isOfDialect(key)));
}

function arrowOf({ compression }: FormatOptions = {}): ArrowOutput {
  return compression === undefined ? {} : { compression };
}
