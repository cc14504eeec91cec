/**
 * A pipeline as data: what the command line, worker threads and other engines run. Everything in it is JSON, so
 * that it can be kept in a file, sent and compared.
 *
 *     {"steps": [{"op": "softmax", "columns": "logit_*", "as": "prob_*"}]}
 */
export interface Recipe {
  /** How the input is read; by default its name and first bytes say. */
  readonly read?: FormatOptions;
  /** What happens to every batch, in order; none is a conversion of formats. */
  readonly steps: readonly Step[];
  /** How the output is written; by default its name says. */
  readonly write?: FormatOptions;
}

/** One operator and its options, by the names that it has in code. */
export interface Step {
  readonly op: string;
  readonly [option: string]: OptionValue;
}

/** Options of `read` and `write`; `READ_OPTIONS` and `WRITE_OPTIONS` say which there are. */
export interface FormatOptions {
  readonly format?: Format;
  /** Of CSV: one character. */
  readonly delimiter?: string;
  /** Of CSV: whether the first line names the columns. */
  readonly header?: boolean;
  /** Of CSV, in `read` only: the type of columns by name or glob. */
  readonly types?: Mapping;
  /** Of CSV, in `write` only: decimals of floats. */
  readonly precision?: number;
  /** Of CSV, in `write` only: the most significant digits of floats. */
  readonly significant?: number;
  /** Of CSV, in `write` only: an apostrophe before texts that a spreadsheet would compute. */
  readonly escapeFormulas?: boolean;
  /** Of CSV that is not RFC 4180's, in `read` only: one character each. */
  readonly quote?: string;
  readonly escape?: string;
  readonly comment?: string;
  /** Of Arrow, in `write` only: how each buffer is compressed. */
  readonly compression?: 'lz4' | 'zstd';
}

export type Format = 'arrow' | 'arrow-stream' | 'arrow-file' | 'csv' | 'tsv';

export type OptionValue =
  | ColumnsValue
  | LabelsValue
  | GroupingValue
  | DecimalsValue
  | Mapping
  | readonly number[]
  | number
  | boolean;

/** A name or glob, names, or a regular expression. */
export type ColumnsValue = string | readonly string[] | Pattern;

/** A regular expression as JSON. */
export interface Pattern {
  readonly pattern: string;
  readonly flags?: string;
}

/** Labels themselves, or the file that holds them; see `resolveLabels`. */
export type LabelsValue = readonly string[] | LabelsFile;

export interface LabelsFile {
  readonly file: string;
}

/** To how many decimals probabilities are rounded so that they sum to one. */
export interface DecimalsValue {
  readonly decimals: number;
}

/** Rows with the same values in their key columns. */
export interface GroupingValue {
  readonly by: string | readonly string[];
  readonly sorted?: boolean;
  readonly nulls?: 'group' | 'drop';
}

export type Mapping = Readonly<Record<string, string>>;
