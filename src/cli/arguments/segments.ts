import { didYouMean, show } from '../../errors.js';
import type { Step } from '../../recipes/recipe.js';
import { STEPS, type StepKind } from '../../recipes/steps.js';
import { TRANSFORM_FLAGS } from './common-flags.js';
import { type Given, Segment } from './flags.js';
import { stepFlags, stepOf } from './step-arguments.js';
import { UsageError } from './usage-error.js';

/** One verb of a chain and what stood with it. */
export interface Spoken {
  readonly verb: string;
  readonly given: Given;
  /** What the verb does; undefined for `run` and `convert`, whose steps are not on the command line. */
  readonly kind: StepKind | undefined;
}

/** The operator that a verb, or another name of it, stands for. */
export function kindOfVerb(verb: string): StepKind | undefined {
  return STEPS.find(
    (kind) => kind.verb === verb || kind.op === verb || kind.aliases.includes(verb),
  );
}

/**
 * The segments of a command line between `then` and `then`. The input belongs to the first and the output to the last.
 *
 * @throws UsageError
 */
export function segmentsOf(verb: string, tokens: readonly string[]): readonly Spoken[] {
  const spoken: Spoken[] = [];
  let current: string | undefined = verb;
  let rest: readonly string[] | undefined = tokens;
  while (rest !== undefined) {
    const kind = verbAfter(spoken, current);
    const segment = new Segment(kind?.verb ?? verb, [
      ...(kind === undefined ? [] : stepFlags(kind)),
      ...TRANSFORM_FLAGS,
    ]);
    const next: readonly string[] | undefined = segment.read(rest);
    spoken.push({ verb: kind?.verb ?? verb, given: segment.given, kind });
    [current, ...rest] = next ?? [];
    if (next === undefined) break;
  }
  checkPlaces(spoken);
  return spoken;
}

function verbAfter(before: readonly Spoken[], verb: string | undefined): StepKind | undefined {
  if (verb === undefined) throw new UsageError('then: a verb is missing; expected one behind it');
  const kind = kindOfVerb(verb);
  if (kind === undefined && before.length > 0) {
    const verbs = STEPS.map((step) => step.verb);
    throw new UsageError(
      `then: no such step (got ${show(verb)}); expected one of ${verbs.join(', ')}${didYouMean(verb, verbs)}`,
    );
  }
  return kind;
}

function checkPlaces(spoken: readonly Spoken[]): void {
  for (const { verb, given } of spoken.slice(1)) {
    const [stray] = given.positionals;
    if (stray === undefined) continue;
    throw new UsageError(
      `${verb}: the input belongs to the first verb (got ${show(stray)} behind then)`,
    );
  }
  for (const { verb, given } of spoken.slice(0, -1)) {
    if (!given.flags.has('output')) continue;
    throw new UsageError(
      `${verb}: the output belongs to the last verb; move -o behind the last then`,
    );
  }
}

export function stepsOf(spoken: readonly Spoken[]): readonly Step[] {
  return spoken.flatMap(({ kind, given }) => (kind === undefined ? [] : [stepOf(kind, given)]));
}
