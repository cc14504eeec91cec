import { judgePairs } from '../../../../../operators/core/elements/judge-pairs.js';
import { elementRules } from '../../../../../operators/core/policies.js';
import { Validity } from '../../../../columns/validity.js';
import { DataError } from '../../../../errors.js';
import { gateProducts } from '../../../../neurons/gate.js';
import { type GatedUnit, gateOf } from '../../../../neurons/gated-units.js';
import type { Floats } from '../../../../softmax/rows.js';
import { countMarks, type LaneBatch } from '../../columns/batch.js';
import { type ElementNulls, ListCells, type ListColumn } from '../../columns/list-column.js';
import { arrayStage, widest } from '../arrays.js';
import type { Draft } from '../draft.js';
import { policeLists } from '../leave-lists.js';
import { floatIn, type ParsedStep } from '../parsed-step.js';

/** Two columns of lists, or the two halves of one: `other` is `one` then. */
interface Halves {
  readonly one: ListColumn;
  readonly other: ListColumn;
  /** Of the pairs. */
  readonly cells: ListCells;
}

/** Adds a gated unit of lists to the draft; undefined where there are other than one or two columns. */
export function addGatedLists(
  draft: Draft,
  step: ParsedStep,
  sources: readonly ListColumn[],
  unit: GatedUnit,
): ListColumn | undefined {
  const [one, other = one, third] = sources;
  if (one === undefined || other === undefined || third !== undefined) return undefined;
  const cells = other === one ? new ListCells(one.cells.index, one.cells) : one.cells;
  const halves = { one, other, cells };
  const { rules, counts } = policeLists(draft, elementRules(step.op, step.options), sources);
  const nulls = draft.marks();
  const within: ElementNulls = { valid: undefined };
  const result = draft.listRoom(
    floatIn(step) ?? widest(sources),
    { cells },
    'result',
    nulls,
    within,
  );
  const { gate = unit.gate } = step.options;
  // There are none: rows that a policy refuses have been left to the operators.
  const refuse = () => new DataError({ operator: step.op, what: 'a NaN', expected: 'a number' });
  draft.stages.push(
    (batch) => leaveUneven(halves, batch),
    arrayStage([one, other], [result], 64, ([a, b], [dst], batch) => {
      for (let row = 0; row < batch.rows; row++) {
        nulls.values[row] = one.nulls.values[row]! | other.nulls.values[row]!;
      }
      const pairs = pairsOf(halves, a!, b!, batch.rows);
      counts.nulls += countMarks(nulls, batch.rows) + (pairs.live?.nullCount ?? 0);
      const shown = judgePairs(pairs, rules, counts, refuse);
      const { first, second } = pairs;
      const [gates, carried] = gate === 'first' ? [first, second] : [second, first];
      // Invariant of the cast: it is computed in doubles.
      const products = dst!.subarray(0, first.length) as Float64Array;
      gateProducts(gateOf(unit), carried, gates, products);
      shown?.fillNulls(products, 0);
      within.valid = rules.nulls === 'propagate' ? pairs.live : undefined;
    }),
  );
  return result;
}

/** Lists without halves, or of two lengths, are an error, which is the operators'; a null beside a list is left to them, too. */
function leaveUneven({ one, other }: Halves, { rows, flags }: LaneBatch): void {
  for (let row = 0; row < rows; row++) {
    const length = one.cells.lengthOf(row);
    const isUneven = other === one ? length % 2 !== 0 : length !== other.cells.lengthOf(row);
    if (isUneven) flags[row] = 1;
  }
}

function pairsOf({ one, other, cells }: Halves, a: Floats, b: Floats, rows: number) {
  const { size } = cells;
  const [first, second] = [new Float64Array(size), new Float64Array(size)];
  const dead = new Uint8Array(size);
  for (let row = 0; row < rows; row++) {
    const to = cells.offsets[row]!;
    const length = cells.lengthOf(row);
    const from = one.cells.offsets[row]!;
    const fromOther = other === one ? from + length : other.cells.offsets[row]!;
    for (let i = 0; i < length; i++) {
      first[to + i] = a[from + i]!;
      second[to + i] = b[fromOther + i]!;
      if (isNull(one, from + i) || isNull(other, fromOther + i)) dead[to + i] = 1;
    }
  }
  return { first, second, live: Validity.of(size, (pair) => dead[pair] === 0) };
}

function isNull({ within }: ListColumn, index: number): boolean {
  return within.valid?.isValid(index) === false;
}
