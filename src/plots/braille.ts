import type { Chart } from './chart.js';
import type { Curve } from './curves.js';
import { linearScale, type Ticks, ticksOf } from './scale.js';

/** What a terminal has room for. */
export interface Room {
  readonly columns: number;
  readonly rows: number;
  /** Whether curves are told apart by colours, or by dashes. */
  readonly colour: boolean;
}

/** Of the 256 colours of terminals six that are seen on light and on dark ones. */
const COLOURS = [33, 208, 35, 170, 142, 245];

/** Dots that are drawn (1) and left out (0) along a curve, one pattern after the other. */
const PATTERNS = ['1', '1100', '111110', '1000', '11101000', '1111000'];

const LEAST = { columns: 24, rows: 6 };
const MOST_ROWS = 30;
/** The axis below, its numbers, and the line that is left for the prompt. */
const ROWS_AROUND = 3;

/**
 * The chart in dots of Unicode's braille patterns, two by four to a character, with axes and a legend. Lines have no
 * trailing blanks and fit into the room, unless that is very narrow.
 */
export function brailleOf(chart: Chart, room: Room): readonly string[] {
  const legend = legendOf(chart.curves, room);
  const free = room.rows - legend.length - ROWS_AROUND;
  const rows = Math.max(LEAST.rows, Math.min(MOST_ROWS, free));
  const yTicks = ticksOf(chart.y, Math.max(2, Math.floor(rows / 3)));
  const margin = Math.max(...yTicks.values.map((value) => yTicks.textOf(value).length));
  const columns = Math.max(LEAST.columns, room.columns - margin - 3);
  const canvas = new Canvas(columns, rows);
  drawZeros(canvas, chart);
  chart.curves.forEach((curve, i) => {
    drawCurve(canvas, chart, curve, styleOf(i, room.colour));
  });
  return [
    ...canvas
      .lines()
      .map((line, row) => `${yMark(chart, yTicks, row, rows, margin)}${line}`.trimEnd()),
    ...xMarks(chart, columns, margin),
    ...legend,
  ];
}

interface Style {
  readonly colour: number | undefined;
  readonly pattern: string;
}

function styleOf(index: number, colour: boolean): Style {
  if (!colour) return { colour: undefined, pattern: PATTERNS[index % PATTERNS.length]! };
  const round = Math.floor(index / COLOURS.length);
  return { colour: COLOURS[index % COLOURS.length], pattern: PATTERNS[round % PATTERNS.length]! };
}

/** The bits of the dots of a character, by column and row (Unicode, chapter 21.1). */
const DOTS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
];

class Canvas {
  readonly #dots: Uint8Array;
  readonly #colours: (number | undefined)[];
  /** What stands where there is no dot. */
  readonly #ground: string[];

  constructor(
    readonly columns: number,
    readonly rows: number,
  ) {
    this.#dots = new Uint8Array(columns * rows);
    this.#colours = new Array<number | undefined>(columns * rows);
    this.#ground = new Array<string>(columns * rows).fill(' ');
  }

  /** A dot, counted from the upper left. */
  set(x: number, y: number, colour: number | undefined): void {
    const cell = (y >> 2) * this.columns + (x >> 1);
    this.#dots[cell]! |= DOTS[x & 1]![y & 3]!;
    this.#colours[cell] = colour;
  }

  ground(column: number, row: number, sign: string): void {
    this.#ground[row * this.columns + column] = sign;
  }

  lines(): readonly string[] {
    return Array.from({ length: this.rows }, (_, row) => this.#line(row));
  }

  #line(row: number): string {
    let line = '';
    let current: number | undefined;
    for (let cell = row * this.columns; cell < (row + 1) * this.columns; cell++) {
      const dots = this.#dots[cell]!;
      const colour = dots === 0 ? undefined : this.#colours[cell];
      if (colour !== current) line += colour === undefined ? PLAIN : `\u001b[38;5;${colour}m`;
      current = colour;
      line += dots === 0 ? this.#ground[cell] : String.fromCodePoint(0x2800 + dots);
    }
    return current === undefined ? line : `${line}${PLAIN}`;
  }
}

const PLAIN = '\u001b[39m';

/** The place of a dot, of `count` in all. */
function dotScale(chart: Chart, canvas: Canvas) {
  const x = linearScale(chart.x, 0, canvas.columns * 2 - 1);
  const y = linearScale(chart.y, canvas.rows * 4 - 1, 0);
  return {
    xOf: (value: number) => Math.round(x(value)),
    yOf: (value: number) => Math.round(y(value)),
  };
}

function drawZeros(canvas: Canvas, chart: Chart): void {
  const { xOf, yOf } = dotScale(chart, canvas);
  const [column, row] = [xOf(0) >> 1, yOf(0) >> 2];
  if (chart.x.from < 0 && chart.x.to > 0) {
    for (let r = 0; r < canvas.rows; r++) canvas.ground(column, r, '┊');
  }
  if (chart.y.from < 0 && chart.y.to > 0) {
    for (let c = 0; c < canvas.columns; c++) canvas.ground(c, row, c === column ? '┼' : '┈');
  }
}

function drawCurve(canvas: Canvas, chart: Chart, { pieces }: Curve, style: Style): void {
  const { xOf, yOf } = dotScale(chart, canvas);
  const pen = new Pen(canvas, style);
  for (const piece of pieces) {
    piece.forEach(([x, y], i) => {
      if (i === 0) pen.put(xOf(x), yOf(y));
      else pen.lineTo(xOf(x), yOf(y));
    });
  }
}

/** Draws connected dots, and leaves some out as its pattern says. */
class Pen {
  #x = 0;
  #y = 0;
  #drawn = 0;

  constructor(
    private readonly canvas: Canvas,
    private readonly style: Style,
  ) {}

  put(x: number, y: number): void {
    const { pattern, colour } = this.style;
    [this.#x, this.#y] = [x, y];
    if (pattern[this.#drawn++ % pattern.length] === '1') this.canvas.set(x, y, colour);
  }

  lineTo(x: number, y: number): void {
    const [fromX, fromY] = [this.#x, this.#y];
    const steps = Math.max(Math.abs(x - fromX), Math.abs(y - fromY));
    for (let i = 1; i <= steps; i++) {
      this.put(
        Math.round(fromX + ((x - fromX) * i) / steps),
        Math.round(fromY + ((y - fromY) * i) / steps),
      );
    }
  }
}

function yMark(chart: Chart, ticks: Ticks, row: number, rows: number, margin: number): string {
  const yOf = linearScale(chart.y, rows * 4 - 1, 0);
  const tick = ticks.values.find((value) => Math.round(yOf(value)) >> 2 === row);
  return tick === undefined
    ? `${' '.repeat(margin)} │`
    : `${ticks.textOf(tick).padStart(margin)} ┤`;
}

/** The axis below, and its numbers, each below its mark. */
function xMarks(chart: Chart, columns: number, margin: number): readonly string[] {
  const ticks = ticksOf(chart.x, Math.max(2, Math.floor(columns / 8)));
  const xOf = linearScale(chart.x, 0, columns * 2 - 1);
  const axis = new Array<string>(columns).fill('─');
  let numbers = '';
  for (const value of ticks.values) {
    const column = Math.round(xOf(value)) >> 1;
    const text = ticks.textOf(value);
    axis[column] = '┬';
    const start = Math.max(0, margin + 2 + column - Math.floor(text.length / 2));
    if (start > numbers.length || numbers === '') numbers = numbers.padEnd(start) + text;
  }
  return [`${' '.repeat(margin)} └${axis.join('')}`, numbers];
}

/** As many names on a line as fit, each behind a piece of its curve. */
function legendOf(curves: readonly Curve[], room: Room): readonly string[] {
  const lines: { text: string; width: number }[] = [];
  curves.forEach(({ label }, i) => {
    const sample = new Canvas(SAMPLE, 1);
    const pen = new Pen(sample, styleOf(i, room.colour));
    for (let x = 0; x < SAMPLE * 2; x++) pen.put(x, 1);
    const entry = `${sample.lines()[0]} ${label}`;
    const width = SAMPLE + 1 + [...label].length;
    const last = lines.at(-1);
    if (last === undefined || last.width + 3 + width > room.columns) {
      lines.push({ text: `  ${entry}`, width: width + 2 });
    } else {
      last.text += `   ${entry}`;
      last.width += width + 3;
    }
  });
  return lines.map(({ text }) => text);
}

/** Characters of a curve's piece in the legend. */
const SAMPLE = 6;
