import type { Activation } from '../activations/table.js';
import type { Interval } from './scale.js';

/** A function of the table as it is to be drawn. */
export interface PlottedFunction {
  /** As the legend names it. */
  readonly label: string;
  readonly row: Activation;
  /** A value for each parameter of the row. */
  readonly values: Readonly<Record<string, number>>;
  /** Whether its derivative is meant. */
  readonly derivative: boolean;
}

export type Point = readonly [x: number, y: number];

/** A curve as runs of points that are connected; between two runs there is a gap or a jump. */
export interface Curve {
  readonly label: string;
  readonly pieces: readonly (readonly Point[])[];
}

/** What is as good as infinite on a chart: beyond it the size of an interval might overflow. */
export const OFF_THE_CHART = 1e300;

/**
 * Samples a function at `points` places, evenly from one end of the interval to the other. Where it is NaN or
 * infinite the curve is broken, and so it is where it jumps: there the jump's two ends are added to the samples.
 *
 * @param points  at least 2
 */
export function sampleCurve(fn: PlottedFunction, { from, to }: Interval, points: number): Curve {
  const xs = Float64Array.from({ length: points }, (_, i) =>
    i === points - 1 ? to : from + ((to - from) * i) / (points - 1),
  );
  const ys = evaluate(fn, xs);
  const height = extentOf([...ys].filter(isOnChart));
  const pieces: Point[][] = [[]];
  for (let i = 0; i < points; i++) {
    const point: Point = [xs[i]!, ys[i]!];
    const last = pieces.at(-1)!.at(-1);
    if (!isOnChart(point[1])) pieces.push([]);
    else if (last === undefined) pieces.at(-1)!.push(point);
    else {
      const jump = height === undefined ? undefined : findJump(fn, last, point, height);
      if (jump === undefined) pieces.at(-1)!.push(point);
      else {
        pieces.at(-1)!.push(...jump.before);
        pieces.push([...jump.after, point]);
      }
    }
  }
  return { label: fn.label, pieces: pieces.filter((piece) => piece.length > 0) };
}

/** What all curves together span in y; a margin where that is a single value, −1 … 1 where there is no point. */
export function heightOf(curves: readonly Curve[]): Interval {
  const ys = curves.flatMap(({ pieces }) => pieces.flatMap((piece) => piece.map(([, y]) => y)));
  const extent = extentOf(ys) ?? { from: -1, to: 1 };
  if (extent.from < extent.to) return extent;
  const margin = Math.abs(extent.from) || 1;
  return { from: extent.from - margin, to: extent.to + margin };
}

function extentOf(ys: readonly number[]): Interval | undefined {
  if (ys.length === 0) return undefined;
  return ys.reduce(({ from, to }, y) => ({ from: Math.min(from, y), to: Math.max(to, y) }), {
    from: Infinity,
    to: -Infinity,
  });
}

function isOnChart(y: number): boolean {
  return Math.abs(y) <= OFF_THE_CHART;
}

function evaluate({ row, values, derivative }: PlottedFunction, xs: Float64Array): Float64Array {
  if (derivative) return xs.map((x) => row.derivative.apply(x, values));
  const ys = new Float64Array(xs.length);
  row.float64(xs, ys, xs.length, values);
  return ys;
}

/** Steps of this share of the height are looked into. */
const SUSPECT = 0.01;

interface Jump {
  readonly before: readonly Point[];
  readonly after: readonly Point[];
}

/**
 * The two ends of a jump between two samples, found by halving: what is left of a step of the samples when the two
 * places are neighbouring doubles was never a slope. A pole or a hole between them is a jump as well.
 */
function findJump(
  fn: PlottedFunction,
  left: Point,
  right: Point,
  height: Interval,
): Jump | undefined {
  const rise = Math.abs(right[1] - left[1]);
  if (rise <= SUSPECT * (height.to - height.from)) return undefined;
  let [a, b] = [left, right];
  for (;;) {
    const x = a[0] + (b[0] - a[0]) / 2;
    if (x <= a[0] || x >= b[0]) break;
    const middle: Point = [x, evaluate(fn, Float64Array.of(x))[0]!];
    if (!isOnChart(middle[1])) return { before: drop(a, left), after: drop(b, right) };
    if (Math.abs(middle[1] - a[1]) > Math.abs(b[1] - middle[1])) b = middle;
    else a = middle;
  }
  const jumps = Math.abs(b[1] - a[1]) > rise / 2;
  return jumps ? { before: drop(a, left), after: drop(b, right) } : undefined;
}

/** The sample itself is on the curve already. */
function drop(point: Point, sample: Point): readonly Point[] {
  return point === sample ? [] : [point];
}
