import { didYouMean, show } from '../../errors.js';
import { checkDialect, DIALECT_KEYS, type OddDialect } from '../../files/fast-csv/odd-dialect.js';
import {
  type FileKind,
  FORMAT_CHOICES,
  type FormatName,
  formatOfChoice,
} from '../../files/file-kind.js';
import type { ArrowOutput } from '../../files/sinks/batch-sink.js';
import {
  type CompressionName,
  checkWritable,
} from '../../formats/arrow-ipc/compression/writable.js';
import type { ArrowReadOptions } from '../../formats/arrow-ipc/limits.js';
import {
  type CsvReadOptions,
  type CsvType,
  type CsvWriteOptions,
  checkRounding,
  delimiterByte,
  planReading,
} from '../../formats/csv/options.js';
import { asUsage } from './as-usage.js';
import { type Flag, type Given, isOn, single } from './flags.js';
import { LIMIT, limitsArgument } from './limits-argument.js';
import { pairsOf, wholeNumber } from './step-arguments.js';
import { UsageError } from './usage-error.js';

const FORMATS = 'csv, tsv, arrow or arrows';

/** How a file is read, for every verb that reads one. */
export const READ_FLAGS: readonly Flag[] = [
  {
    name: 'from',
    value: 'FORMAT',
    summary: `What the inputs are, whatever their names: ${FORMATS}`,
  },
  {
    name: 'delimiter',
    value: 'CHAR',
    summary: 'Between the cells of CSV, in and out (default a comma; for .tsv a tab)',
  },
  {
    name: 'header',
    negatable: true,
    summary: 'Whether the first line of CSV names the columns, in and out',
  },
  {
    name: 'quote',
    value: 'CHAR',
    summary:
      'Around cells of CSV inputs, where that is no "; fast-csv reads them then, and is slow',
  },
  {
    name: 'escape',
    value: 'CHAR',
    summary: 'Before a quote within a quoted cell, where it is not doubled; as --quote',
  },
  {
    name: 'comment',
    value: 'CHAR',
    summary: 'Pass over lines of CSV inputs that begin with it; as --quote',
  },
  {
    name: 'type',
    value: 'COLUMN=TYPE',
    summary:
      'Read CSV columns, by name or glob, as int64, float64, float32, boolean or text; repeatable',
  },
  LIMIT,
];

const HELP: Flag = { name: 'help', short: 'h', summary: 'Show this help' };

/** For verbs that read no file. */
export const HELP_FLAGS: readonly Flag[] = [HELP];

/** For verbs that only look. */
export const LOOK_FLAGS: readonly Flag[] = [...READ_FLAGS, HELP];

/** For verbs that turn inputs into an output. */
export const TRANSFORM_FLAGS: readonly Flag[] = [
  {
    name: 'output',
    short: 'o',
    value: 'FILE',
    summary: 'Where to write; - or nothing is standard output',
  },
  ...READ_FLAGS,
  { name: 'to', value: 'FORMAT', summary: `What the output is, whatever its name: ${FORMATS}` },
  {
    name: 'output-delimiter',
    value: 'CHAR',
    summary: 'Between the cells of a CSV output, where it is another than in the input',
  },
  {
    name: 'escape-formulas',
    summary: 'In a CSV output, an apostrophe before texts that a spreadsheet would compute',
  },
  {
    name: 'precision',
    value: 'N',
    summary:
      'Decimals of numbers that a CSV output does not copy, 0 to 100 (default: as many as read back to the same value)',
  },
  {
    name: 'significant',
    value: 'N',
    summary: 'Instead of decimals, the most significant digits, 1 to 17',
  },
  {
    name: 'compression',
    value: 'CODEC',
    summary: 'Compress the buffers of an Arrow output: lz4, or zstd (Node 22.15 and later)',
  },
  { name: 'out', value: 'DIR', summary: 'Write a file for each input into this directory' },
  {
    name: 'shard',
    value: 'K/N',
    summary: 'Only the part K of N of the input, from 1: of Arrow batches, of CSV records',
  },
  {
    name: 'jobs',
    short: 'j',
    value: 'N',
    summary: 'Convert a large file by N threads, in order (default: CSV to CSV by the cores)',
  },
  { name: 'force', summary: 'Replace a file that exists already' },
  { name: 'quiet', short: 'q', summary: 'Nothing on standard error but errors' },
  { name: 'verbose', summary: 'Say whether a lane or the operators compute the rows' },
  { name: 'dry-run', summary: 'Show the columns, types and output of the recipe; write nothing' },
  HELP,
];

/** How inputs are read, as the flags say. */
export interface ReadArguments {
  readonly from: FormatName | undefined;
  readonly csv: CsvReadOptions;
  readonly dialect: OddDialect;
  readonly arrow: ArrowReadOptions;
}

/** @throws UsageError, also for what the CSV reader refuses, so that nothing is opened before. */
export function readArguments(verb: string, given: Given): ReadArguments {
  const delimiter = delimiterOf(verb, given, 'delimiter');
  const types = given.flags.get('type');
  const limits = limitsArgument(verb, given);
  const csv = {
    ...limits.csv,
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(given.flags.has('header') ? { header: isOn(given, 'header') } : {}),
    // Held against the types that there are in the next line.
    ...(types === undefined ? {} : { types: typesOf(verb, types) as Record<string, CsvType> }),
  };
  asUsage(() => planReading(verb, csv));
  return {
    from: formatArgument(verb, given, 'from')?.format,
    csv,
    dialect: dialectOf(verb, given),
    arrow: limits.arrow,
  };
}

function dialectOf(verb: string, given: Given): OddDialect {
  const said = DIALECT_KEYS.map((key) => [key, single(verb, given, key)] as const);
  const dialect: OddDialect = Object.fromEntries(said.filter(([, value]) => value !== undefined));
  asUsage(() => checkDialect(verb, dialect));
  return dialect;
}

function typesOf(verb: string, values: readonly string[]): Record<string, string> {
  return Object.fromEntries(pairsOf(verb, 'type', values));
}

/** How an output that is CSV is written, as far as it is not as in the input. */
export function csvArguments(verb: string, given: Given): CsvWriteOptions {
  const delimiter = delimiterOf(verb, given, 'output-delimiter');
  const precision = wholeNumber(verb, 'precision', single(verb, given, 'precision'));
  const significant = wholeNumber(verb, 'significant', single(verb, given, 'significant'));
  const rounding = {
    ...(precision === undefined ? {} : { precision }),
    ...(significant === undefined ? {} : { significant }),
  };
  if (delimiter !== undefined) asUsage(() => delimiterByte(verb, delimiter));
  asUsage(() => checkRounding(verb, rounding));
  return {
    ...rounding,
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(isOn(given, 'escape-formulas') ? { escapeFormulas: true } : {}),
  };
}

/** How an output that is Arrow is written. */
export function arrowArguments(verb: string, given: Given): ArrowOutput {
  const said = single(verb, given, 'compression');
  if (said === undefined) return {};
  // Held against those that there are in the next line.
  const compression = said as CompressionName;
  asUsage(() => checkWritable(verb, compression));
  return { compression };
}

/** A tab is hard to type. */
function delimiterOf(verb: string, given: Given, name: string): string | undefined {
  const said = single(verb, given, name);
  return said === '\\t' || said === 'tab' ? '\t' : said;
}

export function formatArgument(
  verb: string,
  given: Given,
  name: string,
  output?: string,
): FileKind | undefined {
  const said = single(verb, given, name);
  if (said === undefined) return undefined;
  const kind = formatOfChoice(said, output);
  if (kind !== undefined) return kind;
  throw new UsageError(
    `${verb}: --${name} is unknown (got ${show(said)}); expected ${FORMATS}, each also with .gz${didYouMean(said, FORMAT_CHOICES)}`,
  );
}
