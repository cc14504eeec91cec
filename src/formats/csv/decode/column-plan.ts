import type { Slabs } from '../../../columns/slabs.js';
import { CELLS_KEY } from '../../../columns/text.js';
import type { ColumnBuilder } from '../builders/column-builder.js';
import { ListBuilder } from '../builders/list-builder.js';
import { FloatBuilder, Int64Builder } from '../builders/number-builders.js';
import { BooleanBuilder, Int32Builder } from '../builders/scalar-builders.js';
import { TextBuilder } from '../builders/text-builder.js';
import { HEADER_KEY } from '../dialect.js';
import type { ColumnName } from '../header.js';
import { givenTypes } from '../infer/given-types.js';
import type { TypeGuess } from '../infer/infer.js';
import type { CsvType, ReadPlan } from '../options.js';

/** A column and how it is read. */
export interface PlannedColumn {
  readonly name: string;
  readonly type: CsvType;
  /** The caller gave the type; otherwise the first block did. */
  readonly given: boolean;
  readonly builder: ColumnBuilder;
  readonly metadata: ReadonlyMap<string, string>;
}

const BUILDERS: {
  readonly [Type in CsvType]: (reuse: boolean, slabs: Slabs) => ColumnBuilder;
} = {
  int64: (reuse, slabs) => new Int64Builder(reuse, slabs),
  int32: () => new Int32Builder(),
  float64: (reuse, slabs) => new FloatBuilder(64, reuse, slabs),
  float32: (reuse, slabs) => new FloatBuilder(32, reuse, slabs),
  float16: (reuse, slabs) => new FloatBuilder(16, reuse, slabs),
  boolean: () => new BooleanBuilder(),
  text: (reuse) => new TextBuilder('plain', reuse),
  'list<float64>': () => new ListBuilder(64),
  'list<float32>': () => new ListBuilder(32),
  'list<float16>': () => new ListBuilder(16),
};

/**
 * The columns with their types: those that `plan.types` gives, and for the rest raw cells (but for the lists that
 * `plan.lists` asks for) or what the first block says.
 *
 * @throws SelectionError for a name or glob of `plan.types` that no column has
 */
export function planColumns(
  names: readonly ColumnName[],
  plan: ReadPlan,
  guess: (column: number) => TypeGuess,
  slabs: Slabs,
): readonly PlannedColumn[] {
  const given = givenTypes(names, plan.types);
  const { raw, reuse } = plan;
  const planned = (name: string, type: CsvType): PlannedColumn => {
    const builder = BUILDERS[type](reuse, slabs);
    return { name, type, given: false, builder, metadata: NO_METADATA };
  };
  return names.map(({ name, quoted }, column) => {
    const type = given[column];
    if (type !== undefined) return { ...planned(name, type), given: true };
    const inferred = !raw || plan.lists(name) ? guess(column).type : undefined;
    if (raw && inferred !== 'list<float64>') return rawColumn(name, quoted, reuse);
    return inferred === undefined ? emptyColumn(planned(name, 'text')) : planned(name, inferred);
  });
}

const NO_METADATA: ReadonlyMap<string, string> = new Map();

/** Text, which no later cell contradicts, marked so that an operator may still read numbers from it. */
function emptyColumn(column: PlannedColumn): PlannedColumn {
  return { ...column, metadata: new Map([[CELLS_KEY, 'text']]) };
}

function rawColumn(name: string, quoted: string | undefined, reuse: boolean): PlannedColumn {
  const metadata = new Map([[CELLS_KEY, 'csv']]);
  if (quoted !== undefined) metadata.set(HEADER_KEY, quoted);
  return { name, type: 'text', given: false, builder: new TextBuilder('raw', reuse), metadata };
}
