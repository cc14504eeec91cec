/** A closed interval with from < to. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Round numbers within an interval, a step apart, and how they are written. */
export interface Ticks {
  readonly values: readonly number[];
  /** A value of the ticks in the fewest digits that tell it from its neighbours, with a true minus. */
  textOf(value: number): string;
}

/** Maps an interval onto pixels linearly; `start` may be beyond `end`, as it is where y grows upwards. */
export function linearScale({ from, to }: Interval, start: number, end: number) {
  return (value: number): number => start + ((value - from) / (to - from)) * (end - start);
}

/** A step of 1, 2 or 5 times a power of ten, as two integers, so that every multiple is the decimal that it reads as. */
interface Step {
  readonly digit: number;
  readonly exponent: number;
}

function stepFor({ from, to }: Interval, most: number): Step {
  const least = (to - from) / Math.max(1, most);
  const exponent = Math.floor(Math.log10(least));
  const digit = [1, 2, 5].find((candidate) => decimal(candidate, exponent) >= least * (1 - 1e-9));
  return digit === undefined ? { digit: 1, exponent: exponent + 1 } : { digit, exponent };
}

function decimal(digits: number, exponent: number): number {
  return Number(`${digits}e${exponent}`);
}

/** About `most` round numbers within the interval. */
export function ticksOf(interval: Interval, most: number): Ticks {
  const { digit, exponent } = stepFor(interval, most);
  const step = decimal(digit, exponent);
  // A bound that is a tick but for its rounding is one.
  const first = Math.ceil(interval.from / step - 1e-9);
  const last = Math.floor(interval.to / step + 1e-9);
  const values = Array.from({ length: last - first + 1 }, (_, i) =>
    decimal((first + i) * digit, exponent),
  );
  return { values, textOf: (value) => tickText(value, exponent) };
}

/** The least interval of whole steps around another: its ends are ticks of it. */
export function roundOutwards(interval: Interval, most: number): Interval {
  const { digit, exponent } = stepFor(interval, most);
  const step = decimal(digit, exponent);
  return {
    from: decimal(Math.floor(interval.from / step + 1e-9) * digit, exponent),
    to: decimal(Math.ceil(interval.to / step - 1e-9) * digit, exponent),
  };
}

const LONGEST_EXPONENT = 5;

function tickText(value: number, exponent: number): string {
  const long = exponent < -LONGEST_EXPONENT || Math.abs(value) >= 10 ** (LONGEST_EXPONENT + 1);
  const text =
    long && value !== 0 ? shortExponential(value) : value.toFixed(Math.max(0, -exponent));
  return withMinus(text);
}

function shortExponential(value: number): string {
  return value.toExponential().replace('e+', 'e');
}

/** U+2212, as wide as a plus. */
export function withMinus(text: string): string {
  return text.replaceAll('-', '−');
}
