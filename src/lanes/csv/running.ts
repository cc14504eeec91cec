import type { Recipe } from '../../recipes/recipe.js';
import { BatchEngine } from './batch-engine.js';
import type { LaneOptions } from './lane-options.js';
import type { Opening } from './opening.js';
import { hasFileColumn, outputHeader } from './output-header.js';
import { type LanePlan, planLane } from './plan.js';

/** The lane while it runs. */
export interface Running {
  /** How the first file begins, as which the output is written. */
  readonly first: Opening;
  readonly plan: LanePlan;
  readonly engine: BatchEngine;
}

/** Plans a recipe for the columns of the first file; undefined where the operators have to compute it. */
export function startLane(
  recipe: Recipe,
  opening: Opening,
  options: LaneOptions,
): Running | undefined {
  const { rows, rounding = {} } = options;
  const delimiter = options.delimiter.charCodeAt(0);
  const types = new Map(Object.entries(options.types));
  const plan = planLane(recipe, opening.names, { types, delimiter, rounding });
  if (plan === undefined) return undefined;
  const newline = newlineOf(plan, opening);
  const engine = BatchEngine.make(plan, { delimiter, newline, rows, rounding });
  return { first: opening, plan, engine };
}

/** What stands before the rows of the output. */
export function headerOf({ plan, first }: Running, options: LaneOptions): Uint8Array {
  return outputHeader(plan.columns, {
    delimiter: options.delimiter.charCodeAt(0),
    newline: newlineOf(plan, first),
    bom: first.bom && hasFileColumn(plan.columns),
    header: options.header,
  });
}

function newlineOf({ columns }: LanePlan, { newline }: Opening): '\n' | '\r\n' {
  return hasFileColumn(columns) ? newline : '\n';
}
