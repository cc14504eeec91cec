import type { CsvType } from '../../formats/csv/options.js';
import type { Recipe } from '../../recipes/recipe.js';
import { LIST_OPENS } from './columns/list-text.js';
import { hasFileColumn, outputHeader } from './columns/output-header.js';
import { BatchEngine } from './engine/batch-engine.js';
import type { LaneOptions } from './lane-options.js';
import { FEED_BYTES } from './limits.js';
import type { Opening } from './opening.js';
import { type LanePlan, planLane } from './plan.js';
import { listsIn, mayHoldLists, surveyPlan } from './survey.js';

/** The lane while it runs. */
export interface Running {
  /** How the first file begins, as which the output is written. */
  readonly first: Opening;
  readonly plan: LanePlan;
  readonly engine: BatchEngine;
  /** Columns that hold lists; undefined: it only reads the first block, which tells. */
  readonly lists: ReadonlySet<number> | undefined;
  /** Columns that the first block is asked of, where it does no more than that. */
  readonly asked: readonly number[];
}

const NONE: ReadonlySet<number> = new Set();

/**
 * Plans a recipe for the columns of the first file, as if none of those that the first block is asked of held lists. Where
 * that is no plan, or `surveys` says so, that block is to be looked at first.
 *
 * @returns undefined where the operators have to compute it
 */
export function startLane(
  recipe: Recipe,
  first: Opening,
  options: LaneOptions,
  surveys = false,
): Running | undefined {
  const running = surveys ? undefined : laneOf(recipe, first, options, NONE);
  if (running !== undefined) return running;
  const asked = mayHoldLists(first.names, typesIn(options), options.lists);
  if (asked.length === 0) return undefined;
  const plan = surveyPlan(first.names.length, asked);
  return { first, plan, engine: engineFor(plan, first, options), lists: undefined, asked };
}

/**
 * Plans a recipe for a part of a file, of which the file's own beginning tells which columns hold lists: cells of the part may be
 * empty, or of another kind, which is an error then.
 *
 * @param text  what the file begins with, its first block in it
 * @returns undefined where the operators have to compute it
 */
export function startPart(
  recipe: Recipe,
  first: Opening,
  options: LaneOptions,
  text: Uint8Array,
): Running | undefined {
  const lists = listsOf(first, options, text.subarray(first.bytes.length));
  return lists && laneOf(recipe, first, options, lists);
}

/** Columns that hold lists, by the first block of a file; undefined where that is none for a lane. */
function listsOf(
  first: Opening,
  options: LaneOptions,
  rows: Uint8Array,
): ReadonlySet<number> | undefined {
  const asked = rows.includes(LIST_OPENS)
    ? mayHoldLists(first.names, typesIn(options), options.lists)
    : [];
  if (asked.length === 0) return NONE;
  const engine = engineFor(surveyPlan(first.names.length, asked), first, options);
  try {
    return readBatch(engine, rows) ? listsIn(engine, asked) : undefined;
  } finally {
    engine.release();
  }
}

/** Reads the first batch; false where the text is none for a lane. */
function readBatch(engine: BatchEngine, rows: Uint8Array): boolean {
  for (let at = 0; ; ) {
    engine.feed(rows.subarray(at, at + FEED_BYTES));
    at += FEED_BYTES;
    const found = engine.read(at >= rows.length);
    if (found === 'beyond') return false;
    if (found === 'full' || at >= rows.length) return true;
  }
}

/** Plans a recipe when it is known which columns hold lists. */
export function laneOf(
  recipe: Recipe,
  first: Opening,
  options: LaneOptions,
  lists: ReadonlySet<number>,
): Running | undefined {
  const { rounding = {} } = options;
  const form = { types: typesIn(options), lists, delimiter: delimiterIn(options), rounding };
  const plan = planLane(recipe, first.names, form);
  return plan && { first, plan, engine: engineFor(plan, first, options), lists, asked: [] };
}

function engineFor(plan: LanePlan, first: Opening, options: LaneOptions): BatchEngine {
  const { rows, rounding = {} } = options;
  const newline = newlineOf(plan, first);
  return BatchEngine.make(plan, { delimiter: delimiterIn(options), newline, rows, rounding });
}

function typesIn({ types }: LaneOptions): ReadonlyMap<string, CsvType> {
  return new Map(Object.entries(types));
}

function delimiterIn({ delimiter }: LaneOptions): number {
  return delimiter.charCodeAt(0);
}

/** What stands before the rows of the output. */
export function headerOf({ plan, first }: Running, options: LaneOptions): Uint8Array {
  return outputHeader(plan.columns, {
    delimiter: delimiterIn(options),
    newline: newlineOf(plan, first),
    bom: first.bom && hasFileColumn(plan.columns),
    header: options.header,
  });
}

function newlineOf({ columns }: LanePlan, { newline }: Opening): '\n' | '\r\n' {
  return hasFileColumn(columns) ? newline : '\n';
}
