import type { CsvType } from '../../formats/csv/options.js';
import type { Rounding } from '../../numerals/rounded.js';
import type { RecipeHooks } from '../../recipes/to-operator.js';

export interface LaneOptions extends RecipeHooks {
  readonly delimiter: string;
  /** Whether the first record names the columns. */
  readonly named: boolean;
  /** Types of columns by name or glob. */
  readonly types: Readonly<Record<string, CsvType>>;
  /** Whether the output has a header. */
  readonly header: boolean;
  /** Whether the output goes on behind other text: nothing stands before its rows. */
  readonly continues?: boolean | undefined;
  /** How numbers are rounded in the output. */
  readonly rounding?: Rounding | undefined;
  /** The most rows of a batch. */
  readonly rows: number;
  /** The columns that the general path reads as lists, where they are. */
  readonly lists: (name: string) => boolean;
  /** Hears of rows as they are read. */
  readonly onRows?: ((rows: number) => void) | undefined;
  /** Hears from which row on the operators compute everything. */
  readonly onOperators?: ((row: number) => void) | undefined;
}
