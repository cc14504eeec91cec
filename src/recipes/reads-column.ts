import { globOf, isGlob } from '../columns/selection/glob.js';
import { matchesPattern } from '../columns/selection/pattern.js';
import { columnsOf } from './columns-of.js';
import type { OptionValue } from './option-values.js';
import type { AnyStep, Recipe } from './recipe.js';

/** Steps that choose columns and do not look into them. */
const PASSING: readonly string[] = ['select'];

/**
 * Whether a step of the recipe reads the values of the columns that bear a name. Only names of the input are known:
 * a column that was renamed on the way counts by its new name.
 */
export function readsColumn({ steps }: Recipe): (name: string) => boolean {
  const any: readonly AnyStep[] = steps;
  const chosen = any
    .filter(({ op, columns }) => columns !== undefined && !PASSING.includes(op))
    .map(({ op, columns }) => matcher(columns as OptionValue, op));
  return (name) => chosen.some((matches) => matches(name));
}

function matcher(value: OptionValue, op: string): (name: string) => boolean {
  const columns = columnsOf(value);
  if (columns instanceof RegExp) return (name) => matchesPattern(columns, name, op);
  if (Array.isArray(columns)) return (name) => columns.includes(name);
  return (name) =>
    columns === name ||
    (typeof columns === 'string' && isGlob(columns) && globOf(columns).matches(name));
}
