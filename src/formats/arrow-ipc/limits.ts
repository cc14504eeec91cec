import { describe } from '../../errors.js';

/** What a reader of Arrow bounds; each option is generous, and can be raised. */
export interface ArrowReadOptions {
  /** The longest metadata or body of one message, in bytes, also when it is decompressed; default 2 GiB. */
  readonly maxMessageBytes?: number;
  /**
   * In `readArrow` and `readArrowFile`: a record batch whose body has more bytes is given as several, of about 4 MiB
   * each, and never in memory as a whole, unless it is compressed; default 64 MiB.
   */
  readonly maxBatchBytes?: number;
  /** How many times its size a compressed body may become, where that is more than 256 MiB; default 1000. */
  readonly maxExpansion?: number;
}

export type ArrowLimits = Required<ArrowReadOptions>;

type Name = keyof ArrowLimits;

const DEFAULTS: ArrowLimits = {
  maxMessageBytes: 2 ** 31,
  maxBatchBytes: 2 ** 26,
  maxExpansion: 1000,
};

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

function limitOf(operator: string, name: Name, given: number | undefined): number {
  const limit = given ?? DEFAULTS[name];
  if (typeof limit === 'number' && limit > 0) return limit;
  const expected = 'a positive number';
  throw new RangeError(describe({ operator, what: `${name} is no limit`, got: limit, expected }));
}
