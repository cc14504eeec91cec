import type { Activation, Values } from './activation.js';

/** Outputs from `from` to `to`, both included. */
export interface OutputRange {
  readonly from: number;
  readonly to: number;
}

type Parameters = Values<Activation['parameters']>;

/** Powers of two from 2⁻⁶⁰ to 2⁶⁴, sixteen to an octave, on both sides of 0: finer than any function here turns. */
let made: Float64Array | undefined;

function grid(): Float64Array {
  made ??= gridOf(-60, 64, 16);
  return made;
}

function gridOf(low: number, high: number, perOctave: number): Float64Array {
  const count = (high - low) * perOctave + 1;
  const positive = Float64Array.from({ length: count }, (_, i) => 2 ** (low + i / perOctave));
  return Float64Array.from([...positive.map((x) => -x).reverse(), 0, ...positive]);
}

/**
 * The outputs that a function has where its slope is less steep than `threshold`: for sigmoid and 0.01 those up to
 * 0.0101 and from 0.9899 on. An output that both a flat and a steep place of the function round to is among them.
 *
 * @param threshold  above 0
 * @returns undefined where the function falls somewhere, since an output does not tell its input then
 */
export function saturatedOutputs(
  row: Activation,
  values: Parameters,
  threshold: number,
): readonly OutputRange[] | undefined {
  const outputs = outputsOf(row, values, grid());
  if (falls(outputs)) return undefined;
  const isFlat = (x: number) => Math.abs(row.derivative.apply(x, values)) < threshold;
  const flat = [...grid()].map(isFlat);
  const ranges: OutputRange[] = [];
  for (let start = 0; start < flat.length; start++) {
    if (!flat[start]) continue;
    let end = start;
    while (end + 1 < flat.length && flat[end + 1]) end++;
    const edges = [edge(isFlat, start, start - 1), edge(isFlat, end, end + 1)];
    const [from, to] = outputsOf(row, values, Float64Array.from(edges));
    ranges.push({ from: from!, to: to! });
    start = end;
  }
  return ranges;
}

/**
 * Whether a function has places, other than 0 itself, where it is exactly 0 and so is its slope: the rectifiers, and
 * those whose tails underflow. A unit that is only ever there learns nothing.
 */
export function restsAtZero(row: Activation, values: Parameters): boolean {
  const outputs = outputsOf(row, values, grid());
  return grid().some(
    (x, i) => x !== 0 && outputs[i] === 0 && row.derivative.apply(x, values) === 0,
  );
}

function outputsOf(row: Activation, values: Parameters, xs: Float64Array): Float64Array {
  const ys = new Float64Array(xs.length);
  row.float64(xs, ys, xs.length, values);
  return ys;
}

/** Outputs may be a few ulp out of order where the function is flat. */
const SLACK = 8 * Number.EPSILON;

function falls(outputs: Float64Array): boolean {
  let highest = -Infinity;
  return outputs.some((y) => {
    if (y < highest - SLACK * Math.abs(highest)) return true;
    if (y > highest) highest = y;
    return false;
  });
}

/** The outermost flat input between a place of the grid that is flat and its neighbour that is not, by halving. */
function edge(isFlat: (x: number) => boolean, inside: number, outside: number): number {
  let flat = grid()[inside]!;
  let steep = grid()[outside];
  if (steep === undefined) return flat;
  for (;;) {
    const middle: number = flat + (steep - flat) / 2;
    if (middle === flat || middle === steep) return flat;
    if (isFlat(middle)) flat = middle;
    else steep = middle;
  }
}
