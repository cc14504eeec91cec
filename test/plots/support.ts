import { parseExpression, sayExpression } from '../../operators/core/elements/expression.js';
import { type Chart, chartOf } from '../../src/plots/chart.js';
import type { PlottedFunction } from '../../src/plots/curves.js';

/** A function as it is said on the command line. */
export function plotted(text: string): PlottedFunction {
  const said = parseExpression('plot', text);
  return { ...said, label: sayExpression(said) };
}

export function chart(names: string, from = -5, to = 5, points = 100): Chart {
  return chartOf(names.split(' ').map(plotted), { from, to }, points);
}
