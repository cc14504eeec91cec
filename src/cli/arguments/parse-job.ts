import { readFile } from 'node:fs/promises';
import { RecipeError } from '../../errors.js';
import { fileError } from '../../files/system-error.js';
import type { Recipe } from '../../recipes/recipe.js';
import type { Job } from '../job.js';
import { arrowArguments, csvArguments, formatArgument, readArguments } from './common-flags.js';
import { type Given, isOn, single } from './flags.js';
import { jobsArgument } from './jobs-argument.js';
import { type Spoken, segmentsOf, stepsOf } from './segments.js';
import { shardArgument } from './shard-argument.js';
import { UsageError } from './usage-error.js';

/**
 * A command line with `run`, `convert` or the verb of a step.
 *
 * @returns undefined where it asks for help
 * @throws UsageError, RecipeError; FileError where the recipe's file cannot be read
 */
export async function parseJob(verb: string, tokens: readonly string[]): Promise<Job | undefined> {
  const spoken = segmentsOf(verb, tokens);
  const all = together(spoken);
  if (isOn(all, 'help')) return undefined;
  const { recipe, inputs, output } = await purpose(verb, spoken, all);
  const out = single(verb, all, 'out');
  if (out !== undefined && output !== undefined) {
    throw new UsageError(`${verb}: --out and an output are both given; expected one`);
  }
  return {
    verb,
    recipe,
    inputs: inputs.length === 0 ? ['-'] : inputs,
    output: output ?? '-',
    out,
    ...readArguments(verb, all),
    to: formatArgument(verb, all, 'to', out ?? output ?? '-'),
    csvOut: csvArguments(verb, all),
    arrowOut: arrowArguments(verb, all),
    shard: shardArgument(verb, all, inputs, out),
    jobs: jobsArgument(verb, all),
    force: isOn(all, 'force'),
    quiet: isOn(all, 'quiet'),
    verbose: isOn(all, 'verbose'),
    dryRun: isOn(all, 'dry-run'),
  };
}

/** What is common to a chain may stand in any segment. */
function together(spoken: readonly Spoken[]): Given {
  const flags = new Map<string, readonly string[]>();
  for (const { given } of spoken) {
    for (const [name, values] of given.flags) {
      flags.set(name, [...(flags.get(name) ?? []), ...values]);
    }
  }
  return { flags, positionals: spoken[0]!.given.positionals };
}

interface Purpose {
  readonly recipe: Recipe;
  readonly inputs: readonly string[];
  readonly output: string | undefined;
}

async function purpose(verb: string, spoken: readonly Spoken[], all: Given): Promise<Purpose> {
  const output = single(verb, all, 'output');
  const steps = stepsOf(spoken);
  if (verb === 'run') {
    const [path, ...inputs] = all.positionals;
    if (path === undefined) {
      throw new UsageError('run: the recipe is missing; expected run recipe.json [INPUT…]');
    }
    const recipe = await readRecipe(path);
    return { recipe: { ...recipe, steps: [...recipe.steps, ...steps] }, inputs, output };
  }
  const positionals = all.positionals;
  if (verb !== 'convert' || output !== undefined || all.flags.has('out') || spoken.length > 1) {
    return { recipe: { steps }, inputs: positionals, output };
  }
  // `convert IN OUT`
  if (positionals.length > 2) {
    throw new UsageError('convert: several inputs and no output; expected -o OUT for all of them');
  }
  return { recipe: { steps }, inputs: positionals.slice(0, 1), output: positionals[1] };
}

/** A recipe from its file, checked. */
export async function readRecipe(path: string): Promise<Recipe> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw fileError('run', path, error);
  });
  const { parseRecipe } = await import('../../recipes/parse-recipe.js');
  try {
    return parseRecipe(JSON.parse(text));
  } catch (error) {
    if (error instanceof RecipeError) throw error.at({ file: path });
    if (!(error instanceof SyntaxError)) throw error;
    const what = `the recipe is no JSON: ${error.message}`;
    throw new RecipeError({ file: path, operator: 'run', what, cause: error });
  }
}
