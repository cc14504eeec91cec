/** One parameter of an activation function; every one is a number. */
export interface Parameter {
  readonly default: number;
  /** Whether a value that a caller gave will do. */
  readonly check: (value: unknown) => value is number;
  /** What `check` accepts, in the words of an error message: `expected <this>`. */
  readonly expected: string;
  readonly summary: string;
}

/** The parameters of one activation function by name; none where it has none. */
export type Parameters = Readonly<Record<string, Parameter>>;

/** A value for each parameter, as the loops take them: complete and checked. */
export type Values<P extends Parameters> = { readonly [K in keyof P]: number };

/** The libraries whose conventions the table knows. */
export const LIBRARIES = ['torch', 'jax', 'keras', 'onnx', 'tfjs'] as const;

export type Library = (typeof LIBRARIES)[number];

/** A library's function of this name, and what it means by it. */
export interface Convention<P extends Parameters> {
  /** What the library calls it. */
  readonly name: string;
  /** The canonical name of the row that it is, where it is another one than this. */
  readonly means?: string;
  /** Its defaults, where they are others than ours; those of the row that it means are that row's. */
  readonly values?: Partial<Values<P>>;
  /** What else is different there, and not imitated. */
  readonly note?: string;
}

/** The definition that truths are computed from, by a program that shares nothing with the loops. */
export interface Oracle<P extends Parameters> {
  /** In Python over mpmath's numbers and functions, with x and the parameters by name. */
  readonly expression: string;
  /** Further values of the parameters that the row is held to; the defaults always are. */
  readonly values?: readonly Partial<Values<P>>[];
  /** Where the function has kinks, steps or cancellation: its neighbourhoods are looked at closely. */
  readonly near?: readonly number[];
}

/** What becomes of the values that have no neighbours. */
export interface SpecialValues {
  readonly negativeInfinity: string;
  readonly positiveInfinity: string;
  readonly nan: string;
  readonly negativeZero: string;
}

/**
 * One activation function: all that the project knows of it. Operators, the command, its help, the documentation and
 * the tests are derived from the row.
 */
export interface Activation<P extends Parameters = Parameters> {
  /** Canonical name, JAX's in camelCase. */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  /** With x for the argument and the parameters by name. */
  readonly formula: string;
  readonly parameters: P;
  /** ℝ or an interval, as '[0, ∞)'; elsewhere the function is NaN. */
  readonly domain: string;
  readonly range: string;
  /** Whether it never falls, for the parameters' defaults. */
  readonly monotone: boolean;
  readonly derivative: {
    readonly formula: string;
    /** Error bound in ulp, but for the neighbourhood of a zero of the derivative, where it is absolute. */
    readonly tolerance: number;
    /** The derivative at x, in doubles; NaN at NaN. */
    apply(x: number, values: Values<P>): number;
  };
  readonly specialValues: SpecialValues;
  /** What the function is known to do badly in a network, and what it is used for instead. */
  readonly drawback: string;
  /** Error bound in ulp of the result's type, subnormal results included. */
  readonly tolerance: { readonly float32: number; readonly float64: number };
  /** Whether a result is read as a probability. */
  readonly probability: boolean;
  /** What the libraries that have the function understand by its name. */
  readonly conventions: Readonly<Partial<Record<Library, Convention<P>>>>;
  readonly oracle: Oracle<P>;
  /** Where the function and its name come from. */
  readonly reference: string;
  /**
   * The function of elements 0 … length − 1 of `src`, into the same places of `dst`, which may be `src`; the elements
   * behind are left alone. NaN results are canonical. Nulls are the caller's concern.
   */
  float32(src: Float32Array, dst: Float32Array, length: number, values: Values<P>): void;
  /** The same in double precision. */
  float64(src: Float64Array, dst: Float64Array, length: number, values: Values<P>): void;
}

/** A row as it is written; the identity, for the sake of the parameters' and names' own types. */
export function defineActivation<
  const Name extends string,
  const Alias extends string,
  const P extends Parameters,
>(
  row: Activation<P> & { readonly name: Name; readonly aliases: readonly Alias[] },
): Activation<P> & { readonly name: Name; readonly aliases: readonly Alias[] } {
  return row;
}

/** Any finite number. */
export const FINITE = {
  check: (value: unknown): value is number => Number.isFinite(value),
  expected: 'a finite number',
} as const;

/** A factor or summand, of a size that leaves the exact error of every product in range. */
export const MODERATE = {
  check: (value: unknown): value is number =>
    typeof value === 'number' && (value === 0 || POSITIVE.check(Math.abs(value))),
  expected: '0, or a number from 1e-100 to 1e100 with either sign',
} as const;

/** A scale, of such a size too. */
export const POSITIVE = {
  check: (value: unknown): value is number =>
    typeof value === 'number' && value >= 1e-100 && value <= 1e100,
  expected: 'a number from 1e-100 to 1e100',
} as const;

/** A width that may be 0. */
export const NOT_NEGATIVE = {
  check: (value: unknown): value is number => Number.isFinite(value) && Number(value) >= 0,
  expected: 'a finite number of at least 0',
} as const;
