import { type Curve, heightOf, type PlottedFunction, sampleCurve } from './curves.js';
import { type Interval, roundOutwards } from './scale.js';

/** Curves, and the rectangle of the plane that they are seen in. */
export interface Chart {
  readonly functions: readonly PlottedFunction[];
  readonly curves: readonly Curve[];
  readonly points: number;
  readonly x: Interval;
  /** Ends are round numbers. */
  readonly y: Interval;
  /** What y is: `f(x)`, or `f′(x)` where every curve is a derivative. */
  readonly yName: string;
}

/** The introduction's interval and number of points. */
export const DEFAULTS = { from: -5, to: 5, points: 100 } as const;

const ABOUT_TICKS = 8;

/** Samples functions over an interval, and finds what they span. */
export function chartOf(functions: readonly PlottedFunction[], x: Interval, points: number): Chart {
  const curves = functions.map((fn) => sampleCurve(fn, x, points));
  const yName = functions.every((fn) => fn.derivative) ? 'f′(x)' : 'f(x)';
  return { functions, curves, points, x, y: roundOutwards(heightOf(curves), ABOUT_TICKS), yName };
}
