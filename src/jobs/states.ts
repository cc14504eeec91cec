import type { Columns } from '../columns/selection/select.js';
import { describe } from '../errors.js';
import { type ConvertOptions, convert } from '../files/conversion/convert.js';
import { checkConvertOptions } from '../files/conversion/convert-options.js';
import type { Written } from '../files/sinks/batch-sink.js';
import type { ColumnsValue, GroupingValue } from '../recipes/option-values.js';
import type { AnyStep, Step } from '../recipes/recipe.js';

/** What `partial` takes, besides what `convert` does. */
export interface PartialOptions extends ConvertOptions {
  /** A name, a glob, names or a RegExp. */
  readonly columns: Exclude<Columns, (...args: never[]) => boolean>;
  /** What is a distribution, as for `softmax`: each column of the whole stream (default), or of the rows of each key. */
  readonly over?: 'stream' | Omit<GroupingValue, 'sorted'>;
  /** What the state is for: `softmax` (default; also logSoftmax and logSumExp) or `softmin`. */
  readonly function?: 'softmax' | 'softmin';
  /** T, finite and above 0; default 1. */
  readonly temperature?: number;
  /** What values are read as; 32 declares that numerals, as those of a CSV, are float32. */
  readonly float?: 32 | 64;
  /** A column of booleans: rows where it is false do not count. */
  readonly where?: string;
  readonly nulls?: 'propagate' | 'mask' | 'error';
  readonly nan?: 'propagate' | 'mask' | 'error';
}

/**
 * The first half of `softmax` over a stream or by group, of a part of it: writes a STATE, the table of what is known of its values (see
 * `encodeState` for its columns). `merge` adds such files up, and `apply` gives every value its result under the sum:
 * to the bit that of one `softmax` with `over: 'stream'` or `{ by }` over all parts, however the rows are divided.
 *
 * @param inputs  one path or several; with `shard`, the one that it is of
 * @throws as `accumulate` and `convert`
 */
export async function partial(
  inputs: string | readonly string[],
  output: string,
  options: PartialOptions,
): Promise<Written> {
  checkConvertOptions('partial', options, PARTIAL_KEYS);
  const { columns, over, function: fn, temperature, float, where, nulls, nan, ...rest } = options;
  const step = { op: 'partial', columns: written('partial', columns), over, function: fn };
  return one({ ...step, temperature, float, where, nulls, nan }, inputs, output, rest);
}

/**
 * Adds STATE files up to one, in any order and any tree.
 *
 * @throws FormatError where one is none or damaged; SchemaError where they differ in temperature, width, columns or keys, and
 *   says both
 */
export async function merge(
  states: string | readonly string[],
  output: string,
  options: ConvertOptions = {},
): Promise<Written> {
  checkConvertOptions('merge', options);
  return one({ op: 'merge' }, states, output, options);
}

/** What `apply` takes, besides what `convert` does. */
export interface ApplyOptions extends ConvertOptions {
  /** The STATE file; several are merged first. */
  readonly state: string;
  /** What to make of the values; default: `softmax`, or `softmin` where the state is for that. */
  readonly function?: 'softmax' | 'logSoftmax' | 'logSumExp' | 'softmin';
  /** Default: all columns that the state knows. */
  readonly columns?: PartialOptions['columns'];
  readonly where?: string;
  /** `'prob_*'` takes what the glob's `*` stood for. */
  readonly as?: string;
  readonly keep?: boolean;
  /** The width of the results; 32 declares, under a state of float32 values, that numerals are such. */
  readonly float?: 16 | 32 | 64;
  readonly nulls?: 'propagate' | 'mask' | 'error';
  readonly nan?: 'propagate' | 'mask' | 'error';
  readonly degenerate?: 'nan' | 'null' | 'zero' | 'uniform' | 'error';
}

/**
 * The second half of `softmax` over a stream or by group: a result for every value of the inputs, under the state of all.
 *
 * @throws as `applyState` and `convert`: also where the values are of another width than the state's
 */
export async function apply(
  inputs: string | readonly string[],
  output: string,
  options: ApplyOptions,
): Promise<Written> {
  checkConvertOptions('apply', options, APPLY_KEYS);
  const {
    state,
    function: fn,
    columns,
    where,
    as,
    keep,
    float,
    nulls,
    nan,
    degenerate,
    ...rest
  } = options;
  const step = { op: 'apply', state, function: fn, where, as, keep, float };
  const chosen = columns === undefined ? {} : { columns: written('apply', columns) };
  return one({ ...step, ...chosen, nulls, nan, degenerate }, inputs, output, rest);
}

/** The options of a step, which are not those of a conversion. */
type Own<Options> = readonly Exclude<keyof Options, keyof ConvertOptions>[];

const PARTIAL_KEYS: Own<PartialOptions> = [
  'columns',
  'over',
  'function',
  'temperature',
  'float',
  'where',
  'nulls',
  'nan',
];

const APPLY_KEYS: Own<ApplyOptions> = [
  'state',
  'function',
  'columns',
  'where',
  'as',
  'keep',
  'float',
  'nulls',
  'nan',
  'degenerate',
];

/** A recipe of one step; options that are left out are not in it. */
function one(
  step: AnyStep,
  inputs: string | readonly string[],
  output: string,
  options: ConvertOptions,
): Promise<Written> {
  const given = Object.entries(step).filter(([, value]) => value !== undefined);
  return convert({ steps: [Object.fromEntries(given) as Step] }, inputs, output, options);
}

/** Columns as a recipe writes them. */
function written(operator: string, columns: unknown): ColumnsValue {
  if (columns instanceof RegExp) return { pattern: columns.source, flags: columns.flags };
  if (typeof columns === 'string' || Array.isArray(columns)) return columns as ColumnsValue;
  const expected = 'a name, a glob, names or a RegExp';
  throw new TypeError(describe({ operator, what: 'columns are none', got: columns, expected }));
}
