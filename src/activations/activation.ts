/** One parameter of an activation function; every one is a number. */
export interface Parameter {
  readonly default: number;
  /** Whether a value that a caller gave will do. */
  readonly check: (value: unknown) => value is number;
  /** What `check` accepts, in the words of an error message: `expected <this>`. */
  readonly expected: string;
  readonly summary: string;
}

export type Parameters = Readonly<Record<string, Parameter>>;

/** A value for each parameter, as the loops take them: complete and checked. */
export type Values<P extends Parameters> = { readonly [K in keyof P]: number };

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
  readonly domain: string;
  readonly range: string;
  readonly derivative: {
    readonly formula: string;
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

/** Checks for parameters: any finite number. */
export const FINITE = {
  check: (value: unknown): value is number => Number.isFinite(value),
  expected: 'a finite number',
} as const;
