/** What an option of a step may hold, by its kind (see `OptionSpec`): plain JSON. */
export interface ValueOfKind {
  readonly columns: ColumnsValue;
  readonly string: string;
  readonly number: number;
  readonly integer: number;
  readonly numbers: readonly number[];
  readonly boolean: boolean;
  readonly choice: string | number;
  readonly labels: LabelsValue;
  readonly mapping: Mapping;
  readonly names: string | readonly string[];
  readonly state: string;
  readonly sumToOne: boolean | DecimalsValue;
  readonly over: 'row' | 'stream' | GroupingValue;
}

export type OptionKind = keyof ValueOfKind;
export type OptionValue = ValueOfKind[OptionKind];

/** A name or glob, names, or a regular expression. */
export type ColumnsValue = string | readonly string[] | Pattern;

/** A regular expression as JSON. */
export interface Pattern {
  readonly pattern: string;
  readonly flags?: string;
}

/** Labels themselves, or the file that holds them; see `resolveLabels`. */
export type LabelsValue = readonly string[] | LabelsFile;

export interface LabelsFile {
  readonly file: string;
}

/** To how many decimals probabilities are rounded so that they sum to one. */
export interface DecimalsValue {
  readonly decimals: number;
}

/** Rows with the same values in their key columns. */
export interface GroupingValue {
  readonly by: string | readonly string[];
  readonly sorted?: boolean;
  readonly nulls?: 'group' | 'drop';
}

export type Mapping = Readonly<Record<string, string>>;
