import { describe } from '../errors.js';
import { type Activation, LIBRARIES, type Library } from './activation.js';
import { resolveActivation } from './table.js';

/** What a library means by a function's name: the row that it is, and its defaults there. */
export interface Preset {
  readonly row: Activation;
  /** A value for each parameter of `row`. */
  readonly values: Readonly<Record<string, number>>;
  /** What the library calls it. */
  readonly called: string;
}

/**
 * The function that a library has under a name of ours, with the library's defaults: 'gelu' of 'jax' is geluTanh, and
 * 'leakyRelu' of 'keras' has a slope of 0.2.
 *
 * Errors of a library are not imitated: torch's softplus is x itself above 20, ours is right there as well.
 *
 * @throws TypeError for a function that there is not, a library that there is not, and one without the function; the
 *   message lists what there is
 */
export function presetOf(name: string, library: Library, operator: string = name): Preset {
  const row = resolveActivation(name, operator);
  if (!LIBRARIES.includes(library)) throw unknownLibrary(operator, library);
  const convention = row.conventions[library];
  if (convention === undefined) throw missing(operator, row, library);
  const meant =
    convention.means === undefined ? row : resolveActivation(convention.means, operator);
  const defaults = Object.entries(meant.parameters).map(([key, p]) => [key, p.default] as const);
  return {
    row: meant,
    // Values that are given are numbers: `undefined` stands for none in the type of a partial record only.
    values: { ...Object.fromEntries(defaults), ...convention.values } as Record<string, number>,
    called: convention.name,
  };
}

function unknownLibrary(operator: string, got: unknown): TypeError {
  const expected = `one of ${LIBRARIES.join(', ')}`;
  return new TypeError(describe({ operator, what: 'unknown preset', got, expected }));
}

function missing(operator: string, row: Activation, library: Library): TypeError {
  const having = LIBRARIES.filter((each) => row.conventions[each] !== undefined);
  const expected = having.length === 0 ? 'none' : `one of ${having.join(', ')}`;
  const what = `the library of this preset has no ${row.name}`;
  return new TypeError(describe({ operator, what, got: library, expected }));
}
