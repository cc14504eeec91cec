import type { Draft } from './draft.js';
import type { ParsedStep } from './parsed-step.js';

/** A kind of step that a lane computes, under any policies: rows that they may refuse are left to the operators. */
export interface LaneStep {
  /**
   * Whether a lane can compute steps with these options, whatever the columns hold.
   *
   * @throws TypeError, RangeError where its operator would refuse them
   */
  takes(step: ParsedStep): boolean;
  /**
   * Adds a step that it takes to the draft; false where the operators have to compute it.
   *
   * @throws TypeError, SelectionError where its operator would refuse the columns
   */
  add(draft: Draft, step: ParsedStep): boolean;
}
