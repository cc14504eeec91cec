import type { ActivationName, ParametersOf } from '../activations/table.js';
import type { READ_OPTIONS, WRITE_OPTIONS } from './formats.js';
import type { OptionsOf } from './option-kinds.js';
import type { Mapping, OptionValue } from './option-values.js';
import type { ELEMENT_OPTIONS, OWN_STEPS } from './steps.js';

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

/** One operator and its options, by the names that it has in code; `logitflow VERB --help` says what they mean. */
export type Step = OwnStep | ElementStep | ActivateStep;

type OwnKind = (typeof OWN_STEPS)[number];
type OwnName = OwnKind['op'];
/** A step whose operator is no function of the table. */
type OwnStep = { readonly [Op in OwnName]: StepOf<Op> }[OwnName];
type StepOf<Op extends OwnName> = { readonly op: Op } & OptionsOf<
  Extract<OwnKind, { readonly op: Op }>['options'][number]
>;

/** A function of the table, by a name or an alias. */
type ElementStep = { readonly [Name in ActivationName]: ElementStepOf<Name> }[ActivationName];
type ElementStepOf<Name extends ActivationName> = { readonly op: Name } & ElementOptions<Name>;
type ElementOptions<Name extends ActivationName> = ParametersOf<Name> &
  OptionsOf<(typeof ELEMENT_OPTIONS)[number]>;

/** The same, as `activate` in code. */
type ActivateStep = { readonly [Name in ActivationName]: ActivateStepOf<Name> }[ActivationName];
type ActivateStepOf<Name extends ActivationName> = {
  readonly op: 'activate';
  readonly function: Name;
} & ElementOptions<Name>;

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
