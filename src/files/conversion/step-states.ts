import { DataType, type Field } from 'apache-arrow';
import type { SoftmaxState } from '../../distributions/softmax-state.js';
import type { CsvReadOptions, CsvType } from '../../formats/csv/options.js';
import type { AnyStep, Recipe } from '../../recipes/recipe.js';
import { stepKind } from '../../recipes/steps.js';
import { readState } from '../batches/read-state.js';

/** The states that the steps of a recipe name, each read once, by their paths. */
export async function statesOf(
  { steps }: Recipe,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, SoftmaxState>> {
  const states = new Map<string, SoftmaxState>();
  for (const step of steps as readonly AnyStep[]) {
    const spec = stepKind(step.op)?.options.find(({ kind }) => kind === 'state');
    const path = spec === undefined ? undefined : step[spec.name];
    if (typeof path !== 'string' || states.has(path)) continue;
    states.set(path, await readState(path, signal === undefined ? {} : { signal }));
  }
  return states;
}

/**
 * How a CSV is read so that its keys are of the types that a state's keys have: in raw cells they would be text, and
 * from other rows other types might be inferred. What the caller says comes first.
 */
export function withKeyTypes(
  csv: CsvReadOptions = {},
  states: ReadonlyMap<string, SoftmaxState>,
): CsvReadOptions {
  const fields = [...states.values()].flatMap(({ groups }) => groups?.keys.fields ?? []);
  const types = fields.flatMap((field) => {
    const type = csvTypeOf(field);
    return type === undefined ? [] : [[field.name, type] as const];
  });
  return types.length === 0
    ? csv
    : { ...csv, types: { ...Object.fromEntries(types), ...csv.types } };
}

/** undefined for text, which is text in raw cells too, and for what a CSV cannot be read as. */
function csvTypeOf({ type }: Field): CsvType | undefined {
  if (DataType.isBool(type)) return 'boolean';
  if (!DataType.isInt(type) || !type.isSigned) return undefined;
  if (type.bitWidth === 64) return 'int64';
  return type.bitWidth === 32 ? 'int32' : undefined;
}
