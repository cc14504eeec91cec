import { describe, didYouMean, oneOf } from '../../src/errors.js';

/** Rows whose key columns hold the same values are a distribution. */
export interface GroupBy {
  /** The key columns, by name: integers, text, booleans, dates, or dictionaries of these. */
  readonly by: string | readonly string[];
  /**
   * Whether the rows of each key follow one another: then one pass is enough, and only the batches of the open group are
   * held. A key that comes back is a DataError. Default: false.
   */
  readonly sorted?: boolean | undefined;
  /** Whether a null is a key like others (`group`, default), or its rows belong to no group and get null (`drop`). */
  readonly nulls?: 'group' | 'drop' | undefined;
}

/** What is a distribution: each row; each column from the first row to the last; or each column of each group of rows. */
export type Over = 'row' | 'stream' | GroupBy;

/** How groups are made. */
export interface Grouping {
  readonly by: readonly string[];
  readonly nulls: 'group' | 'drop';
  readonly sorted: boolean;
}

/** What has been made of `over`. */
export type Axis = 'row' | 'stream' | Grouping;

const GROUP_KEYS = ['by', 'sorted', 'nulls'];

/**
 * @param axes  those of `'row'`, `'stream'` and `'group'` that the operator knows
 * @throws RangeError, TypeError where it is none of them
 */
export function axisOf(operator: string, over: unknown, axes: readonly string[]): Axis {
  if ((over === 'row' || over === 'stream') && axes.includes(over)) return over;
  if (axes.includes('group') && typeof over === 'object' && over !== null) {
    return groupingOf(operator, over);
  }
  const names = axes.map((axis) => (axis === 'group' ? '{ by: … }' : `"${axis}"`));
  const near = didYouMean(
    over,
    axes.filter((axis) => axis !== 'group'),
  );
  const report = { operator, what: 'over is no axis that there is', got: over };
  throw new RangeError(describe({ ...report, expected: `${names.join(' or ')}${near}` }));
}

function groupingOf(operator: string, over: object): Grouping {
  const stranger = Object.keys(over).find((key) => !GROUP_KEYS.includes(key));
  if (stranger !== undefined) {
    const report = { operator, what: 'over holds an unknown key', got: stranger };
    throw new TypeError(describe({ ...report, expected: oneOf(GROUP_KEYS, stranger) }));
  }
  const { by, sorted = false, nulls = 'group' } = over as Partial<GroupBy>;
  if (typeof sorted !== 'boolean') {
    const report = { operator, what: 'sorted is no boolean', got: sorted };
    throw new TypeError(describe({ ...report, expected: 'true or false' }));
  }
  if (nulls !== 'group' && nulls !== 'drop') {
    const report = { operator, what: 'unknown policy for null keys', got: nulls };
    throw new RangeError(describe({ ...report, expected: '"group", "drop"' }));
  }
  return { by: keyNames(operator, by), nulls, sorted };
}

function keyNames(operator: string, by: unknown): readonly string[] {
  const names: readonly unknown[] = Array.isArray(by) ? by : [by];
  const isName = (name: unknown) => typeof name === 'string' && name !== '';
  if (names.length > 0 && names.every(isName) && new Set(names).size === names.length) {
    return names as readonly string[]; // checked in the same line
  }
  const report = { operator, what: 'by names no key columns', got: by };
  throw new TypeError(describe({ ...report, expected: 'a column name, or different ones' }));
}

/** How a stream comes past a second time. */
export type Replay = 'memory' | 'spill' | 'resubscribe';

export const REPLAYS: readonly Replay[] = ['memory', 'spill', 'resubscribe'];
