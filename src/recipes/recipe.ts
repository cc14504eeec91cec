import type { READ_OPTIONS, WRITE_OPTIONS } from './formats.js';
import type { Mapping, OptionValue } from './option-values.js';
import type { ActivateStep, ElementStep, OwnStep } from './step-types.js';

/**
 * A pipeline as data: what the command line, worker threads and other engines run. Everything in it is JSON, so
 * that it can be kept in a file, sent and compared.
 *
 *     {"steps": [{"op": "softmax", "columns": "logit_*", "as": "prob_*"}]}
 */
export interface Recipe {
  /** How the input is read; by default its name and first bytes say. */
  readonly read?: Pick<FormatOptions, (typeof READ_OPTIONS)[number]['name']>;
  /** What happens to every batch, in order; none is a conversion of formats. */
  readonly steps: readonly Step[];
  /** How the output is written; by default its name says. */
  readonly write?: Pick<FormatOptions, (typeof WRITE_OPTIONS)[number]['name']>;
}

/** One operator and its options, by the names that it has in code; their types explain them as `logitflow VERB --help` does. */
export type Step = OwnStep | ElementStep | ActivateStep;

/** Any step, for those who look for an option that some steps have. */
export interface AnyStep {
  readonly op: string;
  readonly [option: string]: OptionValue | undefined;
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
