import { chooseColumns } from '../../../columns/selection/select.js';
import type { ColumnName } from '../header.js';
import type { CsvType } from '../options.js';
import { OPERATOR } from '../scan/scan-errors.js';

/**
 * The types that columns are given by name or glob: a name counts before a glob, an earlier glob before a later one.
 *
 * @throws SelectionError for a name or glob that no column has
 */
export function givenTypes(
  names: readonly ColumnName[],
  types: ReadonlyMap<string, CsvType>,
): readonly (CsvType | undefined)[] {
  const given = new Array<CsvType | undefined>(names.length);
  if (types.size === 0) return given;
  const places = placesOf(names);
  for (const [name, type] of types) for (const i of places.get(name) ?? []) given[i] = type;
  for (const [glob, type] of types) {
    if (places.has(glob)) continue;
    for (const { index } of chooseColumns({ fields: names }, glob, OPERATOR)) given[index] ??= type;
  }
  return given;
}

function placesOf(names: readonly ColumnName[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  names.forEach(({ name }, index) => {
    const found = places.get(name);
    if (found === undefined) places.set(name, [index]);
    else found.push(index);
  });
  return places;
}
