import type { ReplayOptions } from '../../operators/core/distributions/replay.js';
import type { BatchOperator } from '../../operators/core/over-batches.js';
import type { Hooks } from '../../operators/core/policies.js';
import type { SoftmaxState } from '../distributions/softmax-state.js';
import { RecipeError } from '../errors.js';
import type { SpillStore } from '../flow/spill-store.js';
import { columnsOf } from './columns-of.js';
import { looksTwice } from './looks-twice.js';
import { isObject } from './option-kinds.js';
import type { OptionValue } from './option-values.js';
import type { AnyStep } from './recipe.js';
import { keyPath, refuse } from './refuse.js';
import { operatorOf } from './step-operators.js';
import { stepKind } from './steps.js';

/** What whoever runs a recipe gives to its steps. */
export interface Provisions extends Pick<ReplayOptions, 'replay' | 'spill'> {
  /** The states of steps that want one, by the paths that these name. */
  readonly states?: ReadonlyMap<string, SoftmaxState> | undefined;
}

/** The operator of a parsed step. */
export function makeStep(
  step: AnyStep,
  path: string,
  hooks: Hooks = {},
  { states, ...replay }: Provisions = {},
): BatchOperator {
  const { op, ...options } = step;
  const kind = stepKind(op);
  if (kind === undefined) throw refuse('unknown step', keyPath(path, 'op'), op, 'a parsed recipe');
  const made = Object.fromEntries(
    kind.options
      .filter(({ name }) => options[name] !== undefined)
      .map(({ name, kind }) => {
        const value = options[name] as OptionValue;
        if (kind === 'columns') return [name, columnsOf(value)];
        if (kind === 'labels' && isObject(value)) throw unread(value, keyPath(path, name));
        if (kind === 'state') return [name, stateOf(value, states, keyPath(path, name))];
        return [name, value];
      }),
  );
  const provided = looksTwice(step) ? { spill: NO_STORE, ...replay } : {};
  return operatorOf(kind)({ ...provided, ...made }, hooks, op);
}

/** A recipe is checked where there is no store yet. */
const NO_STORE: SpillStore = {
  create() {
    const what = "replay: 'spill' has no store";
    throw new RecipeError({ operator: 'recipe', what, expected: 'a runner that provides one' });
  },
};

function stateOf(value: OptionValue, states: Provisions['states'], path: string): SoftmaxState {
  const state = typeof value === 'string' ? states?.get(value) : undefined;
  if (state !== undefined) return state;
  const expected = 'provisions that hold it: read the file by readState first';
  throw refuse('the state has not been read', path, value, expected);
}

function unread(value: unknown, path: string) {
  const expected = 'an array of strings: read the file by resolveLabels first';
  return refuse('labels have not been read', path, value, expected);
}
