import { parseExpression, sayExpression } from '../../../operators/core/elements/expression.js';
import { show } from '../../errors.js';
import { openSink } from '../../files/sinks/open-sink.js';
import { parseNumeralText } from '../../numerals/parse.js';
import { brailleOf } from '../../plots/braille.js';
import { type Chart, chartOf, DEFAULTS } from '../../plots/chart.js';
import { OFF_THE_CHART, type PlottedFunction } from '../../plots/curves.js';
import { svgOf } from '../../plots/svg.js';
import { asUsage } from '../arguments/as-usage.js';
import { HELP_FLAGS } from '../arguments/common-flags.js';
import { type Flag, type Given, isOn, single } from '../arguments/flags.js';
import { wholeNumber } from '../arguments/step-arguments.js';
import { UsageError } from '../arguments/usage-error.js';
import { hasColour, type Io, print } from '../io.js';
import { refuseExisting } from './targets.js';

const MOST_POINTS = 100_000;

export const PLOT_FLAGS: readonly Flag[] = [
  {
    name: 'output',
    short: 'o',
    value: 'FILE',
    summary: 'An SVG file; without it a terminal gets a chart in characters, a pipe the SVG',
  },
  { name: 'from', value: 'NUMBER', summary: `Where x begins (default ${DEFAULTS.from})` },
  { name: 'to', value: 'NUMBER', summary: `Where x ends (default ${DEFAULTS.to})` },
  {
    name: 'points',
    value: 'N',
    summary: `Samples a curve, at least 2 (default ${DEFAULTS.points})`,
  },
  { name: 'derivative', summary: 'Draw the slopes of the functions instead of their values' },
  { name: 'force', summary: 'Replace a file that exists already' },
  ...HELP_FLAGS,
];

/** Draws functions of the table. */
export async function plot(given: Given, io: Io): Promise<void> {
  const functions = functionsOf(given);
  const output = single('plot', given, 'output');
  const chart = chartOf(functions, intervalOf(given), pointsOf(given));
  if (output === undefined && io.stdout.isTTY === true) {
    return print(io.stdout, `${brailleOf(chart, roomOf(io)).join('\n')}\n`);
  }
  await write(output ?? '-', chart, isOn(given, 'force'), io);
}

function functionsOf(given: Given): readonly PlottedFunction[] {
  if (given.positionals.length === 0) {
    throw new UsageError(
      'plot: a function is missing; expected names such as sigmoid tanh leakyRelu:negativeSlope=0.2',
    );
  }
  return given.positionals.map((text) => {
    const said = asUsage(() => parseExpression('plot', text));
    const meant = isOn(given, 'derivative') ? { ...said, derivative: true } : said;
    return { ...meant, label: sayExpression(meant) };
  });
}

function intervalOf(given: Given): { readonly from: number; readonly to: number } {
  const from = boundOf(given, 'from');
  const to = boundOf(given, 'to');
  if (from < to) return { from, to };
  throw new UsageError(`plot: --from is not below --to (got ${from} and ${to})`);
}

function boundOf(given: Given, name: 'from' | 'to'): number {
  const text = single('plot', given, name);
  if (text === undefined) return DEFAULTS[name];
  const value = parseNumeralText(text);
  if (value !== undefined && Math.abs(value) <= OFF_THE_CHART) return value;
  throw new UsageError(`plot: --${name} is no finite number (got ${show(text)})`);
}

function pointsOf(given: Given): number {
  const points = wholeNumber('plot', 'points', single('plot', given, 'points')) ?? DEFAULTS.points;
  if (points >= 2 && points <= MOST_POINTS) return points;
  throw new UsageError(
    `plot: --points is out of range (got ${points}); expected 2 to ${MOST_POINTS}`,
  );
}

/** A terminal that does not say its size has that of old ones. */
function roomOf(io: Io) {
  const { columns = 80, rows = 24 } = io.stdout;
  return { columns, rows, colour: hasColour(io, io.stdout) };
}

async function write(output: string, chart: Chart, force: boolean, io: Io): Promise<void> {
  if (output !== '-' && !output.startsWith('/dev/') && !/\.svg$/i.test(output)) {
    throw new UsageError(`plot: only SVG is drawn (got ${show(output)}); expected a name in .svg`);
  }
  if (!force) await refuseExisting('plot', output);
  const sink = await openSink(output, { overwrite: force, signal: io.signal, stdout: io.stdout });
  try {
    await sink.write([new TextEncoder().encode(svgOf(chart))]);
    await sink.close();
  } catch (error) {
    await sink.abort();
    throw error;
  }
}
