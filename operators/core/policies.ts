import { checkFunction, describe } from '../../src/errors.js';
import { checkFlag } from './arguments.js';

/**
 * What an operator met, from its first batch to the end of the stream.
 *
 * The softmax family, `argmax` and `topK` count rows (for several list columns: cells); an element-wise operator
 * counts elements, over all its columns. A row that holds both a null and a NaN counts in both. Over a stream the family
 * counts elements too (a list cell that is null is one), and degenerate distributions.
 */
export interface Counts {
  /** Rows of the table, whatever is in them. */
  rows: number;
  batches: number;
  /** Rows that hold a null; a list cell that is null itself is one. */
  nulls: number;
  nans: number;
  /** Rows that hold +∞ (−∞ is an ordinary logit: probability 0); element-wise: elements that are +∞ or −∞. */
  infinities: number;
  /** Rows without a distribution though nothing in them is wrong: every class −∞ or masked, or no class at all. */
  degenerate: number;
}

/** The counts of an operator that has met nothing yet. */
export function noCounts(): Counts {
  return { rows: 0, batches: 0, nulls: 0, nans: 0, infinities: 0, degenerate: 0 };
}

/** What an element that is null or NaN does to its row; see `Policies`. */
export type ElementPolicy = 'propagate' | 'mask' | 'error';
/** What becomes of a row in which no class is left; see `Policies`. */
export type DegeneratePolicy = 'nan' | 'null' | 'zero' | 'uniform' | 'error';

/** Where an operator reports to; neither changes a result. */
export interface Hooks {
  /** Called once, when the stream completes or fails (not when it is unsubscribed). */
  report?: ((counts: Counts) => void) | undefined;
  /** Called at most once a subscription, with one line; default `console.warn`. */
  warn?: ((message: string) => void) | undefined;
  /** Where the stream is a part of another, its first row's place there, for errors and seeded noise; default 0. */
  firstRow?: number | undefined;
  /**
   * Whether results may lie in memory that those of the next batch are written to. Only for a consumer that is done
   * with each batch before the next one comes, and keeps none; default false.
   */
  reuseResults?: boolean | undefined;
}

/** The policies of element-wise operators. */
export interface ElementPolicies extends Hooks {
  /** `propagate` (default): null gives null. `mask`: null gives 0. `error`: a DataError names the column and row. */
  nulls?: ElementPolicy | undefined;
  /** `propagate` (default): the function is given the NaN. `mask`: NaN gives 0. `error`: a DataError. */
  nan?: ElementPolicy | undefined;
}

/** The policies of operators that look at a whole row. */
export interface Policies extends Hooks {
  /**
   * `propagate` (default): a null makes its row null in every result column (a list cell: the cell).
   * `mask`: the class gets probability 0 and the rest sums to one. `error`: a DataError.
   * A list cell that is itself null stays null under `mask`.
   */
  nulls?: ElementPolicy | undefined;
  /** `propagate` (default): a NaN makes its row NaN. `mask`: as for nulls. `error`: a DataError. */
  nan?: ElementPolicy | undefined;
  /**
   * A row whose classes are all −∞ or masked, or an empty list cell. `nan` (default), `null`, `zero`, `uniform`
   * (1/n for n classes, masked ones included), `error` (a DataError). An empty list cell stays an empty list,
   * except under `null` and `error`.
   */
  degenerate?: DegeneratePolicy | undefined;
}

/** The policies of operators that rank the classes of a row; without a ranking the result is null or empty. */
export interface RankPolicies extends Hooks {
  /** `propagate` (default): a row that holds a null has no ranking. `mask`: the class never wins. `error`. */
  nulls?: ElementPolicy | undefined;
  /** `propagate` (default): a row that holds a NaN has no ranking. `mask`: the class never wins. `error`. */
  nan?: ElementPolicy | undefined;
  /** A row whose classes are all −∞ or masked, or an empty cell: no ranking (`null`, default) or a DataError. */
  degenerate?: 'null' | 'error' | undefined;
}

export type ElementRules = Required<Pick<ElementPolicies, 'nulls' | 'nan'>>;
export type RowRules = ElementRules & { readonly degenerate: DegeneratePolicy };

export const RANK_DEGENERATE_POLICIES: readonly ('null' | 'error')[] = ['null', 'error'];

/** Option names of `Policies`, for the check of unknown options. */
export const HOOK_KEYS = ['report', 'warn', 'firstRow', 'reuseResults'] as const;
export const ELEMENT_POLICY_KEYS = ['nulls', 'nan', ...HOOK_KEYS] as const;
export const ROW_POLICY_KEYS = ['nulls', 'nan', 'degenerate', ...HOOK_KEYS] as const;

export const ELEMENT_POLICIES: readonly ElementPolicy[] = ['propagate', 'mask', 'error'];
export const DEGENERATE_POLICIES: readonly DegeneratePolicy[] = [
  'nan',
  'null',
  'zero',
  'uniform',
  'error',
];

/** The default first: where the implicit class takes the whole, nothing is left for the others. */
export const SOFTMAX1_DEGENERATE_POLICIES: readonly DegeneratePolicy[] = [
  'zero',
  'nan',
  'null',
  'uniform',
  'error',
];

/** The default first: `zero` is its logarithm, that of an empty sum. */
export const LOG_SUM_EXP_DEGENERATE_POLICIES: readonly DegeneratePolicy[] = [
  'zero',
  'nan',
  'null',
  'error',
];

/** The policies with their defaults; throws a TypeError or RangeError where one is no policy. */
export function elementRules(operator: string, policies: ElementPolicies): ElementRules {
  checkHooks(operator, policies);
  return {
    nulls: checkChoice(operator, 'nulls', policies.nulls, ELEMENT_POLICIES, 'propagate'),
    nan: checkChoice(operator, 'nan', policies.nan, ELEMENT_POLICIES, 'propagate'),
  };
}

/** `elementRules` for operators along the rows; the first of the `allowed` is the default. */
export function rowRules(
  operator: string,
  policies: Policies | RankPolicies,
  allowed: readonly DegeneratePolicy[] = DEGENERATE_POLICIES,
): RowRules {
  return {
    ...elementRules(operator, policies),
    degenerate: checkChoice(operator, 'degenerate', policies.degenerate, allowed, allowed[0]!),
  };
}

/** @throws TypeError where a hook is no function, or the first row no number; RangeError where it is none of a row */
export function checkHooks(operator: string, hooks: Hooks): void {
  const { firstRow = 0, reuseResults = false } = hooks;
  checkFlag(operator, 'reuseResults', reuseResults);
  if (!(Number.isSafeInteger(firstRow) && firstRow >= 0)) {
    const Kind = typeof firstRow === 'number' ? RangeError : TypeError;
    const expected = 'an integer of 0 or more';
    throw new Kind(describe({ operator, what: 'firstRow is no row', got: firstRow, expected }));
  }
  for (const key of ['report', 'warn'] as const) {
    const hook: unknown = hooks[key];
    if (hook !== undefined) checkFunction(operator, key, hook);
  }
}

function checkChoice<T extends string>(
  operator: string,
  option: string,
  value: T | undefined,
  allowed: readonly T[],
  otherwise: T,
): T {
  if (value === undefined) return otherwise;
  if (allowed.includes(value)) return value;
  throw new RangeError(
    describe({
      operator,
      what: `unknown policy for ${option}`,
      got: value,
      expected: allowed.map((choice) => `"${choice}"`).join(', '),
    }),
  );
}
