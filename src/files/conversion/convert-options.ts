import type { SoftmaxState } from '../../distributions/softmax-state.js';
import { checkOptions } from '../../errors.js';
import { checkLimits } from '../../formats/arrow-ipc/limits.js';
import { checkWriting, planReading } from '../../formats/csv/options.js';
import type { RecipeHooks } from '../../recipes/to-operator.js';
import { checkDialect } from '../fast-csv/odd-dialect.js';
import { checkFormat, type FileKind } from '../file-kind.js';
import type { Shard } from '../shards/shard.js';
import type { SinkOptions } from '../sinks/open-sink.js';
import type { SourceOptions } from '../sources/byte-source.js';
import type { Formats } from './recipe-formats.js';

/** What `convert` takes: formats, the ends of the pipe, and who hears of what happens. */
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
   * they take over from a lane, and `to` where that takes over again, which it does with threads.
   */
  readonly onLane?:
    | ((lane: 'csv' | 'fast-csv' | undefined, row?: number, to?: number) => void)
    | undefined;
}

/** Every option, so that the compiler misses one that is not here. */
const KEYS: Readonly<Record<keyof ConvertOptions, true>> = {
  from: true,
  to: true,
  csv: true,
  dialect: true,
  arrow: true,
  csvOut: true,
  arrowOut: true,
  report: true,
  warn: true,
  firstRow: true,
  signal: true,
  stdin: true,
  overwrite: true,
  stdout: true,
  onRead: true,
  shard: true,
  states: true,
  onRows: true,
  onOutput: true,
  onLane: true,
};

/**
 * @param own  what the caller takes besides
 * @throws TypeError for an option that there is not, RangeError for one out of range, within those of formats too
 */
export function checkConvertOptions(
  operator: string,
  options: ConvertOptions,
  own: readonly string[] = [],
): void {
  checkOptions(operator, options, [...own, ...Object.keys(KEYS)]);
  const { from, to, csv, dialect, arrow, csvOut, arrowOut } = options;
  checkFormat(operator, from);
  checkFormat(operator, typeof to === 'object' ? (to.format ?? to) : to);
  planReading(operator, csv ?? {});
  checkDialect(operator, dialect);
  checkLimits(operator, arrow ?? {});
  checkWriting(operator, csvOut ?? {});
  checkOptions(operator, arrowOut ?? {}, ['compression']);
}
