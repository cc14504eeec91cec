import { judgeElements } from '../../../../../operators/core/elements/judge-elements.js';
import { elementRules } from '../../../../../operators/core/policies.js';
import type { FloatWidth } from '../../../../columns/selection/places.js';
import type { Chosen } from '../../../../columns/selection/select.js';
import { DataError } from '../../../../errors.js';
import { countMarks } from '../../columns/batch.js';
import type { LaneColumn } from '../../columns/columns.js';
import type { ListColumn } from '../../columns/list-column.js';
import type { Origin } from '../../columns/number-column.js';
import { arrayStage, computeWidth } from '../arrays.js';
import type { Draft } from '../draft.js';
import { policeLists } from '../leave-lists.js';
import type { ParsedStep } from '../parsed-step.js';
import type { Apply } from './element-stage.js';

/** What is applied to the elements of a column. */
export interface ElementResult {
  readonly apply: Apply;
  readonly float: FloatWidth;
  readonly origin: Origin;
}

/** Adds a function of numbers to the draft, which are the elements of cells. */
export function addElementsOfLists(
  draft: Draft,
  step: ParsedStep,
  chosen: readonly Chosen<LaneColumn>[],
  sources: readonly ListColumn[],
  resultOf: (source: ListColumn, index: number) => ElementResult,
): boolean {
  const { rules, counts } = policeLists(draft, elementRules(step.op, step.options), sources);
  // There are none: rows that a policy refuses have been left to the operators.
  const place = () => new DataError({ operator: step.op, what: 'a null', expected: 'a number' });
  const contents = sources.map((source, index) => {
    const { apply, float, origin } = resultOf(source, index);
    const { within, nulls } = source;
    const kept = rules.nulls === 'propagate' ? within : { valid: undefined };
    const result = draft.listRoom(float, source, origin, nulls, kept);
    draft.stages.push(
      arrayStage([source], [result], computeWidth(source.width, float), ([src], [dst], batch) => {
        const { valid: live } = within;
        const missing = (live?.nullCount ?? 0) + countMarks(nulls, batch.rows);
        const elements = { values: src!, live, nulls: missing, firstNull: () => 0, rowOf: () => 0 };
        const shown = judgeElements(elements, rules, counts, place);
        apply(src!, dst!, src!.length);
        shown?.fillNulls(dst!, 0);
      }),
    );
    return { content: result };
  });
  draft.place(step, chosen, contents, 'each');
  return true;
}
