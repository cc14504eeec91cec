import { noCounts } from '../../../../operators/core/policies.js';
import { checkColumns } from '../../../columns/selection/select.js';
import { RecipeError } from '../../../errors.js';
import { parseOptions } from '../../../recipes/option-kinds.js';
import type { AnyStep } from '../../../recipes/recipe.js';
import { ELEMENT_STEPS, stepKind } from '../../../recipes/steps.js';
import type { Draft } from './draft.js';
import { ELEMENTWISE } from './elements/elementwise.js';
import { PRELU } from './elements/prelu.js';
import type { LaneStep } from './lane-step.js';
import { AFFINE } from './neurons/affine.js';
import { GATED } from './neurons/gated.js';
import { columnsIn, type ParsedStep } from './parsed-step.js';
import { ARGMAX } from './ranks/argmax.js';
import { TOP_K } from './ranks/top-k.js';
import { ALONG_ROWS } from './rows/along-rows.js';
import { ROW_KERNELS } from './rows/row-kernels.js';

const SELECT: LaneStep = {
  takes(step) {
    checkColumns(step.op, columnsIn(step));
    return true;
  },
  add(draft, step) {
    draft.columns = draft.choose(step.op, columnsIn(step)).map(({ field }) => field);
    return true;
  },
};

const RENAME: LaneStep = {
  takes: () => true,
  add(draft, { op, options }) {
    const names = new Map(Object.entries(options.mapping as Record<string, string>));
    if (names.size > 0) draft.choose(op, [...names.keys()]);
    draft.columns = draft.columns.map((column) => {
      const name = names.get(column.name) ?? column.name;
      return name === column.name ? column : { ...column, name, quoted: undefined };
    });
    return new Set(draft.columns.map(({ name }) => name)).size === draft.columns.length;
  },
};

const LANE_STEPS: ReadonlyMap<string, LaneStep> = new Map<string, LaneStep>([
  ...[...ROW_KERNELS.keys(), 'gumbelSoftmax'].map((op) => [op, ALONG_ROWS] as const),
  ...ELEMENT_STEPS.map(({ op }) => [op, ELEMENTWISE] as const),
  ['prelu', PRELU],
  ['affine', AFFINE],
  ...GATED,
  ['argmax', ARGMAX],
  ['topK', TOP_K],
  ['select', SELECT],
  ['rename', RENAME],
]);

/**
 * Whether a lane may compute a step: what its operator would refuse, it does not. Whether it can, the columns of a file
 * say.
 */
export function isLaneStep(step: AnyStep): boolean {
  try {
    return parsed(step) !== undefined;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}

/** Whether an error is an operator's, or a recipe's: there the general path speaks. */
export function isRefusal(error: unknown): boolean {
  return [RecipeError, TypeError, RangeError].some((kind) => error instanceof kind);
}

/** Whether a step counts what it meets. */
export function isCounting({ op }: AnyStep): boolean {
  return op !== 'select' && op !== 'rename';
}

/**
 * Adds a step of a recipe to the draft.
 *
 * @returns false where the operators have to compute it
 * @throws RecipeError, TypeError, RangeError or SelectionError where they would refuse it
 */
export function addStep(draft: Draft, step: AnyStep): boolean {
  draft.counts.push(noCounts());
  const found = parsed(step);
  return found?.lane.add(draft, found.step) ?? false;
}

function parsed({ op, ...given }: AnyStep): { lane: LaneStep; step: ParsedStep } | undefined {
  const kind = stepKind(op);
  const lane = kind && LANE_STEPS.get(kind.op);
  if (kind === undefined || lane === undefined) return undefined;
  const options = parseOptions(given, kind.options, '');
  const isKnown = (name: string) => given[name] === undefined || name in options;
  const step = { op: kind.op, options };
  return Object.keys(given).every(isKnown) && lane.takes(step) ? { lane, step } : undefined;
}
