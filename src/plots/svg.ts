import type { Chart } from './chart.js';
import type { Curve } from './curves.js';
import { AXIS, BACKGROUND, type Colour, CURVES, DASHES, GRID, TEXT } from './palette.js';
import { linearScale, type Ticks, ticksOf, withMinus } from './scale.js';

/** The rectangle of the curves, in pixels; what stands around it is as wide as its text needs. */
const PLOT = { width: 600, height: 400 };
const TOP = 34;
const BOTTOM = 46;
const GAP = 12;
const FONT = 13;
/** Wider than the digits and small letters of any common sans serif. */
const LETTER = 7.4;
const LEGEND_LINE = 26;
const LEGEND_ROW = 24;

interface Frame {
  readonly left: number;
  readonly width: number;
  readonly height: number;
  readonly xOf: (value: number) => number;
  readonly yOf: (value: number) => number;
}

/**
 * The chart as an SVG of its own: axes with round numbers, a grid, a legend, a title and a description for those who
 * listen. Its colours follow the preference of the surroundings for light or dark. The same chart gives the same
 * bytes on every machine.
 */
export function svgOf(chart: Chart): string {
  const ticks = { x: ticksOf(chart.x, 10), y: ticksOf(chart.y, 8) };
  const frame = frameOf(chart, ticks.y);
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${frame.width}" height="${frame.height}" viewBox="0 0 ${frame.width} ${frame.height}" role="img" aria-labelledby="logitflow-title logitflow-desc" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif" font-size="${FONT}">`,
    `<title id="logitflow-title">${escapeText(titleOf(chart))}</title>`,
    `<desc id="logitflow-desc">${escapeText(describeChart(chart))}</desc>`,
    style(chart.curves.length),
    `<rect class="background" width="${frame.width}" height="${frame.height}" fill="${BACKGROUND.light}"/>`,
    ...grid(ticks, frame),
    ...axes(chart, frame),
    ...tickTexts(ticks, chart, frame),
    ...chart.curves.flatMap((curve, i) => path(curve, i, frame)),
    ...legend(chart, frame),
    '</svg>',
  ].join('\n')}\n`;
}

function frameOf({ x, y, curves }: Chart, yTicks: Ticks): Frame {
  const widest = Math.max(...yTicks.values.map((value) => yTicks.textOf(value).length));
  const left = Math.ceil(widest * LETTER) + 2 * GAP;
  const legendWidth = Math.max(...curves.map(({ label }) => [...label].length)) * LETTER;
  return {
    left,
    width: left + PLOT.width + Math.ceil(legendWidth) + LEGEND_LINE + 4 * GAP,
    height: TOP + PLOT.height + BOTTOM,
    xOf: linearScale(x, left, left + PLOT.width),
    yOf: linearScale(y, TOP + PLOT.height, TOP),
  };
}

function titleOf({ functions }: Chart): string {
  const names = functions.map(({ label }) => label);
  const [last, ...before] = names.toReversed();
  return before.length === 0 ? String(last) : `${before.toReversed().join(', ')} and ${last}`;
}

function describeChart({ functions, curves, points, x, y }: Chart): string {
  const interval = (from: number, to: number) => withMinus(`from ${short(from)} to ${short(to)}`);
  const each = functions.map(({ label, row, derivative }, i) => {
    const ys = curves[i]!.pieces.flat().map(([, value]) => value);
    const span = ys.reduce((s, v) => [Math.min(s[0], v), Math.max(s[1], v)] as const, [
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ] as readonly [number, number]);
    const seen = ys.length === 0 ? 'not defined here' : interval(...span);
    return `${label}: ${derivative ? row.derivative.formula : row.formula}, ${seen}.`;
  });
  const axes = `x ${interval(x.from, x.to)}, y ${interval(y.from, y.to)}, ${points} points a curve.`;
  return [axes, ...each].join(' ');
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** Attributes say the light colours, also to programs that know no style sheets; rules replace them where it is dark. */
function style(curves: number): string {
  const rules = [
    `.background{fill:${BACKGROUND.dark}}`,
    `.text{fill:${TEXT.dark}}`,
    `.axis{stroke:${AXIS.dark}}`,
    `.grid{stroke:${GRID.dark}}`,
    ...CURVES.slice(0, curves).map(({ dark }, i) => `.curve-${i + 1}{stroke:${dark}}`),
  ];
  return `<style>@media (prefers-color-scheme:dark){${rules.join('')}}</style>`;
}

function grid({ x, y }: { readonly x: Ticks; readonly y: Ticks }, frame: Frame): string[] {
  const [top, bottom] = [TOP, TOP + PLOT.height];
  const [left, right] = [frame.left, frame.left + PLOT.width];
  const lines = [
    ...x.values.map((value) => `M${round(frame.xOf(value))} ${top}V${bottom}`),
    ...y.values.map((value) => `M${left} ${round(frame.yOf(value))}H${right}`),
  ];
  return [stroke('grid', GRID, 1, lines.join(''))];
}

/** The lines of zero, where they are in sight, and the frame's left and lower edge. */
function axes({ x, y }: Chart, frame: Frame): string[] {
  const [top, bottom] = [TOP, TOP + PLOT.height];
  const [left, right] = [frame.left, frame.left + PLOT.width];
  const inside = ({ from, to }: { from: number; to: number }) => from < 0 && to > 0;
  const lines = [
    `M${left} ${top}V${bottom}H${right}`,
    ...(inside(x) ? [`M${round(frame.xOf(0))} ${top}V${bottom}`] : []),
    ...(inside(y) ? [`M${left} ${round(frame.yOf(0))}H${right}`] : []),
  ];
  return [stroke('axis', AXIS, 1, lines.join(''))];
}

function tickTexts(
  { x, y }: { readonly x: Ticks; readonly y: Ticks },
  { yName }: Chart,
  frame: Frame,
): string[] {
  const bottom = TOP + PLOT.height;
  return [
    ...x.values.map((value) => text(frame.xOf(value), bottom + 18, 'middle', x.textOf(value))),
    ...y.values.map((value) =>
      text(frame.left - 8, frame.yOf(value) + FONT * 0.35, 'end', y.textOf(value)),
    ),
    text(frame.left + PLOT.width / 2, bottom + 38, 'middle', 'x', true),
    text(frame.left, TOP - GAP, 'middle', yName, true),
  ];
}

function path({ pieces }: Curve, index: number, frame: Frame): string[] {
  const point = ([x, y]: readonly [number, number]) =>
    `${round(frame.xOf(x))} ${round(frame.yOf(y))}`;
  // With round ends, a piece of a single point is a dot.
  const data = pieces.map((piece) => {
    const [first, ...rest] = piece.map(point);
    return `M${first}${rest.length === 0 ? 'h0' : `L${rest.join(' ')}`}`;
  });
  return data.length === 0 ? [] : [curveStroke(index, data.join(''))];
}

function legend({ curves }: Chart, frame: Frame): string[] {
  const left = frame.left + PLOT.width + 2 * GAP;
  return curves.flatMap(({ label }, i) => {
    const y = TOP + 10 + i * LEGEND_ROW;
    return [
      curveStroke(i, `M${left} ${y}h${LEGEND_LINE}`),
      text(left + LEGEND_LINE + 8, y + FONT * 0.35, 'start', label),
    ];
  });
}

function curveStroke(index: number, data: string): string {
  const colour = index % CURVES.length;
  const dash = DASHES[Math.floor(index / CURVES.length) % DASHES.length]!;
  const dashed = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
  const shape = ` stroke-linejoin="round" stroke-linecap="${dash === '' ? 'round' : 'butt'}"${dashed}`;
  return stroke(`curve-${colour + 1}`, CURVES[colour]!, 2.25, data, shape);
}

function stroke(name: string, { light }: Colour, width: number, data: string, more = ''): string {
  return `<path class="${name}" d="${data}" fill="none" stroke="${light}" stroke-width="${width}"${more}/>`;
}

type Anchor = 'start' | 'middle' | 'end';

function text(x: number, y: number, anchor: Anchor, content: string, italic = false): string {
  const slant = italic ? ' font-style="italic"' : '';
  return `<text class="text" x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" fill="${TEXT.light}"${slant}>${escapeText(content)}</text>`;
}

/** Hundredths of a pixel: more cannot be seen, and would only make the file longer. */
function round(value: number): string {
  return String(Number(value.toFixed(2)));
}

function escapeText(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
