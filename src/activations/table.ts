import { describe, didYouMean } from '../errors.js';
import type { Activation } from './activation.js';
import * as algebraic from './algebraic.js';
import * as clipped from './clipped.js';
import * as exponential from './exponential.js';
import * as exponentialLinear from './exponential-linear.js';
import * as gaussian from './gaussian.js';
import * as linear from './linear.js';
import * as logarithmic from './logarithmic.js';
import * as rectifiers from './rectifiers.js';
import * as selfGated from './self-gated.js';
import * as shrink from './shrink.js';
import * as sigmoidal from './sigmoidal.js';
import * as softplus from './softplus.js';
import * as thresholds from './thresholds.js';

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
 * Every activation function by its canonical name. A row added to a family's file is here at once, and in every
 * operator, verb, page of help and test that is made from this table.
 */
export const ACTIVATIONS = {
  ...linear,
  ...sigmoidal,
  ...rectifiers,
  ...clipped,
  ...exponentialLinear,
  ...selfGated,
  ...gaussian,
  ...softplus,
  ...algebraic,
  ...shrink,
  ...thresholds,
  ...exponential,
  ...logarithmic,
} as const satisfies Readonly<Record<string, Activation>>;

type Table = typeof ACTIVATIONS;
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
