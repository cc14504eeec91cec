import type { Columns } from '../../../src/columns/selection/select.js';
import type { Grouping } from '../over.js';
import type { ElementRules } from '../policies.js';
import type { ValueColumn } from './value-columns.js';

/** What is to be added up; everything is checked. */
export interface SumPlan {
  readonly operator: string;
  readonly columns: Columns;
  readonly temperature: number;
  /** Whether the states are of the negated values. */
  readonly negates: boolean;
  readonly where: string | undefined;
  /** undefined: the whole stream is a distribution. */
  readonly grouping: Grouping | undefined;
  readonly rules: ElementRules;
  /** What the values of a column are read as. */
  widthOf(column: ValueColumn): 32 | 64;
  /** Whether a second pass will be compared with this one. */
  readonly compared: boolean;
}
