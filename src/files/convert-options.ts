import type { SoftmaxState } from '../distributions/softmax-state.js';
import type { RecipeHooks } from '../recipes/to-operator.js';
import type { SourceOptions } from './byte-source.js';
import type { FileKind } from './file-kind.js';
import type { SinkOptions } from './open-sink.js';
import type { Formats } from './recipe-formats.js';
import type { Shard } from './shard.js';

export interface ConvertOptions
  extends Formats,
    Omit<RecipeHooks, 'provisions' | 'reuseResults'>,
    SourceOptions,
    Omit<SinkOptions, 'signal'> {
  /** Hears of bytes as they are read from the inputs, compressed as they are. */
  readonly onRead?: ((bytes: number) => void) | undefined;
  /** Only this part of the one input, whose path it names. */
  readonly shard?: Shard | undefined;
  /** The states that the recipe's steps name, by their paths; default: they are read. */
  readonly states?: ReadonlyMap<string, SoftmaxState> | undefined;
  /** Hears of rows as they are read. */
  readonly onRows?: ((rows: number) => void) | undefined;
  /** Hears what the output will be before its first byte is written; what it throws ends the work. */
  readonly onOutput?: ((kind: FileKind) => void) | undefined;
  /**
   * Hears which way the rows go: by the name of a lane, by the operators behind fast-csv, or undefined where the operators compute them all; `row` where
   * they take over from a lane.
   */
  readonly onLane?: ((lane: 'csv' | 'fast-csv' | undefined, row?: number) => void) | undefined;
}
