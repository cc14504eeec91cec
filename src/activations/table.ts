import { describe, didYouMean } from '../errors.js';
import type { Activation } from './activation.js';
import { ALGEBRAIC } from './algebraic.js';
import { CLIPPED } from './clipped.js';
import { EXPONENTIALS } from './exponential.js';
import { EXPONENTIAL_LINEAR } from './exponential-linear.js';
import { GAUSSIAN } from './gaussian.js';
import { LINES } from './linear.js';
import { LOGARITHMS } from './logarithmic.js';
import { RECTIFIERS } from './rectifiers.js';
import { SELF_GATED } from './self-gated.js';
import { SHRINK } from './shrink.js';
import { SIGMOIDAL } from './sigmoidal.js';
import { SOFTPLUS } from './softplus.js';
import { THRESHOLDS } from './thresholds.js';

export type {
  Activation,
  Convention,
  Library,
  Oracle,
  Parameter,
  Parameters,
  SpecialValues,
  Values,
} from './activation.js';
export { LIBRARIES } from './activation.js';

/**
 * Every activation function by its canonical name, family by family. A row added to a family is here at once, and in every
 * operator, verb, page of help and test that is made from this table.
 */
export const ACTIVATIONS = {
  ...LINES,
  ...SIGMOIDAL,
  ...RECTIFIERS,
  ...CLIPPED,
  ...EXPONENTIAL_LINEAR,
  ...SELF_GATED,
  ...GAUSSIAN,
  ...SOFTPLUS,
  ...ALGEBRAIC,
  ...SHRINK,
  ...THRESHOLDS,
  ...EXPONENTIALS,
  ...LOGARITHMS,
} as const satisfies Readonly<Record<string, Activation>>;

type Table = typeof ACTIVATIONS;
/** The names of the table's rows, one for each function: aliases are not among them. */
export type CanonicalName = keyof Table;
type AliasOf<Name extends CanonicalName> = Table[Name]['aliases'][number];
type RowOf<Name extends ActivationName> = {
  [K in CanonicalName]: Name extends K | AliasOf<K> ? Table[K] : never;
}[CanonicalName];

/** Canonical names and aliases. */
export type ActivationName = CanonicalName | AliasOf<CanonicalName>;

/** The parameters of one function, all of them optional: `ParametersOf<'leakyRelu'>` is `{ negativeSlope?: number }`. */
export type ParametersOf<Name extends ActivationName> = {
  readonly [K in keyof RowOf<Name>['parameters']]?: number;
};

const ROWS: readonly Activation[] = Object.values(ACTIVATIONS);
const BY_NAME: ReadonlyMap<string, Activation> = new Map(
  ROWS.flatMap((row) => [row.name, ...row.aliases].map((name) => [name, row] as const)),
);

/**
 * The row of a canonical name or an alias.
 *
 * @throws TypeError where there is none; a near miss is offered
 */
export function resolveActivation(name: string, operator = 'activate'): Activation {
  const row = BY_NAME.get(name);
  if (row !== undefined) return row;
  throw new TypeError(
    describe({
      operator,
      what: 'unknown activation function',
      got: name,
      expected: `one of ${ROWS.map((r) => r.name).join(', ')}${didYouMean(name, BY_NAME.keys())}`,
    }),
  );
}
