import type { Field, Schema } from 'apache-arrow';
import { checkOptions, describe, LimitError, type Place } from '../../errors.js';

/** What a reader of Arrow bounds; each option is generous, and can be raised. */
export interface ArrowReadOptions {
  /** The longest metadata or body of one message, in bytes, also when it is decompressed; default 2 GiB. */
  readonly maxMessageBytes?: number;
  /**
   * In `readArrow` and `readArrowFile`: a record batch whose body has more bytes is given as several, of about 4 MiB
   * each, and never in memory as a whole, unless it is compressed; default 64 MiB.
   */
  readonly maxBatchBytes?: number;
  /** The longest metadata of one message, and the longest footer of a file, in bytes; default 256 MiB. */
  readonly maxMetadataBytes?: number;
  /** The most rows of one record batch; default 2³¹ − 1, which is also what there can be. */
  readonly maxRows?: number;
  /** The most columns, those within others counted; default 1,000,000. */
  readonly maxColumns?: number;
  /** How deep columns may lie within others: a list of numbers is 2; default 64. */
  readonly maxDepth?: number;
  /** How many times its size a compressed body may become, where that is more than 256 MiB; default 1000. */
  readonly maxExpansion?: number;
}

export type ArrowLimits = Required<ArrowReadOptions>;

type Name = keyof ArrowLimits;

const DEFAULTS: ArrowLimits = {
  maxMessageBytes: 2 ** 31,
  maxBatchBytes: 2 ** 26,
  maxMetadataBytes: 2 ** 28,
  maxRows: 2 ** 31 - 1,
  maxColumns: 1_000_000,
  maxDepth: 64,
  maxExpansion: 1000,
};

/** The names of all limits. */
export const LIMITS: readonly string[] = Object.keys(DEFAULTS);

/**
 * The limits that hold.
 *
 * @param operator  who was asked, for the message
 * @throws RangeError when one is no positive number
 */
export function limitsOf(operator: string, options: ArrowReadOptions): ArrowLimits {
  const names = Object.keys(DEFAULTS) as Name[];
  const limits = names.map((name) => [name, limitOf(operator, name, options[name])]);
  // The same names as in the defaults.
  return Object.fromEntries(limits) as ArrowLimits;
}

/**
 * What a caller gives, checked.
 *
 * @throws TypeError for an option that is no limit, RangeError when one is no positive number
 */
export function checkLimits(operator: string, options: ArrowReadOptions): ArrowLimits {
  checkOptions(operator, options, LIMITS);
  return limitsOf(operator, options);
}

function limitOf(operator: string, name: Name, given: number | undefined): number {
  const limit = given ?? DEFAULTS[name];
  if (typeof limit === 'number' && limit > 0) return limit;
  const expected = 'a positive number';
  throw new RangeError(describe({ operator, what: `${name} is no limit`, got: limit, expected }));
}

/** @throws LimitError for too many columns, or too deep ones */
export function checkSchema(schema: Schema, limits: ArrowLimits, offset: number): void {
  let columns = 0;
  const visit = (fields: readonly Field[], depth: number) => {
    columns += fields.length;
    if (columns > limits.maxColumns) throw beyond('columns', columns, 'maxColumns', limits, offset);
    if (fields.length > 0 && depth > limits.maxDepth) {
      throw beyond('levels of columns', depth, 'maxDepth', limits, offset);
    }
    for (const { type } of fields) visit(type.children ?? [], depth + 1);
  };
  visit(schema.fields, 1);
}

/** @throws LimitError for too many rows in a batch */
export function checkRowLimit(rows: number, limits: ArrowLimits, offset: number): void {
  if (rows > limits.maxRows) throw beyond('rows in a batch', rows, 'maxRows', limits, offset);
}

function beyond(things: string, got: number, name: Name, limits: ArrowLimits, offset: number) {
  const expected = `at most ${limits[name]}, or a larger ${name}`;
  return new LimitError({ operator: 'arrow', what: `too many ${things}`, got, expected, offset });
}

/** Memory, zeroed, of which the system gives pages only as they are filled: a length that is a lie costs nothing. */
export function allocate(bytes: number, place: Place): Uint8Array {
  try {
    return new Uint8Array(bytes);
  } catch (cause) {
    const what = 'there is no memory of that size';
    throw new LimitError({ operator: 'arrow', what, got: bytes, ...place, cause });
  }
}
