import type { BatchOperator } from '../../operators/core/over-batches.js';
import type { Hooks } from '../../operators/core/policies.js';
import { columnsOf } from './columns-of.js';
import { isObject } from './option-kinds.js';
import type { OptionValue, Step } from './recipe.js';
import { keyPath, refuse } from './refuse.js';
import { operatorOf } from './step-operators.js';
import { stepKind } from './steps.js';

/** The operator of a parsed step. */
export function makeStep({ op, ...options }: Step, path: string, hooks: Hooks = {}): BatchOperator {
  const kind = stepKind(op);
  if (kind === undefined) throw refuse('unknown step', keyPath(path, 'op'), op, 'a parsed recipe');
  const made = Object.fromEntries(
    kind.options
      .filter(({ name }) => options[name] !== undefined)
      .map(({ name, kind }) => {
        const value = options[name] as OptionValue;
        if (kind === 'columns') return [name, columnsOf(value)];
        if (kind === 'labels' && isObject(value)) throw unread(value, keyPath(path, name));
        return [name, value];
      }),
  );
  return operatorOf(kind)(made, hooks, op);
}

function unread(value: unknown, path: string) {
  const expected = 'an array of strings: read the file by resolveLabels first';
  return refuse('labels have not been read', path, value, expected);
}
