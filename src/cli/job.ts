import type { SoftmaxState } from '../distributions/softmax-state.js';
import type { KnownFormats } from '../files/conversion/recipe-formats.js';
import type { Recipe } from '../recipes/recipe.js';

/** Which of how many parts of a file, from 1. */
export interface ShardNumber {
  readonly index: number;
  readonly count: number;
}

/** A command line that turns inputs into an output, understood. */
export interface Job extends KnownFormats {
  /** The first verb, as messages name it. */
  readonly verb: string;
  readonly recipe: Recipe;
  /** Never none; `-` is standard input. */
  readonly inputs: readonly string[];
  /** `-` is standard output. */
  readonly output: string;
  /** A directory for a file of each input, instead of one output for all. */
  readonly out: string | undefined;
  /** The states that steps name, by their paths; undefined before they are read. */
  readonly states?: ReadonlyMap<string, SoftmaxState>;
  /** Only this part of the one input. */
  readonly shard: ShardNumber | undefined;
  /** Threads; undefined: as many as pay. */
  readonly jobs: number | undefined;
  readonly force: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly dryRun: boolean;
}
