import type { RecordBatch } from 'apache-arrow';
import type { OperatorFunction } from 'rxjs';
import type { Counts } from '../../operators/core/policies.js';
import { makeStep, type Provisions } from './make-step.js';
import { parseRecipe } from './parse-recipe.js';
import type { Recipe } from './recipe.js';

/** Where the operators of a recipe report to. */
export interface RecipeHooks {
  /** Called for each step that counts, when the stream ends; `step` is its index in `recipe.steps`. */
  report?(step: number, op: string, counts: Counts): void;
  /** As for operators; default `console.warn`. */
  warn?(message: string): void;
  /** As for operators: the first row's place, where the stream is a part of another. */
  readonly firstRow?: number | undefined;
  /** What steps want of their runner: a second look at the stream, states that stand in files. */
  readonly provisions?: Provisions | undefined;
  /** As for operators; only for a recipe that `worksByBatch`. */
  readonly reuseResults?: boolean | undefined;
}

/**
 * The operators of a recipe's steps, one after the other; without steps, batches pass as they are.
 *
 * @throws RecipeError as `parseRecipe`, and where labels are still the name of a file (see `resolveLabels`), and
 *   states are in no provisions
 */
export function toOperator(
  recipe: Recipe,
  hooks: RecipeHooks = {},
): OperatorFunction<RecordBatch, RecordBatch> {
  const { steps } = parseRecipe(recipe);
  const operators = steps.map((step, index) =>
    makeStep(
      step,
      `steps[${index}]`,
      {
        report: (counts) => hooks.report?.(index, step.op, counts),
        firstRow: hooks.firstRow,
        reuseResults: hooks.reuseResults,
        ...(hooks.warn && { warn: (message: string) => hooks.warn?.(message) }),
      },
      hooks.provisions,
    ),
  );
  return (source) => operators.reduce((stream, operator) => operator(stream), source);
}
