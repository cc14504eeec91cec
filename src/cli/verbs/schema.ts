import type { Field, Schema } from 'apache-arrow';
import { printable } from '../../errors.js';
import { LOOK_FLAGS, readArguments } from '../arguments/common-flags.js';
import type { Flag, Given } from '../arguments/flags.js';
import { type Io, print } from '../io.js';
import { cut } from '../printing/layout.js';
import { counted } from '../printing/numbers.js';
import { type TableColumn, table } from '../printing/table.js';
import { formatName, nameOfInput, preview } from './preview.js';

export const SCHEMA_FLAGS: readonly Flag[] = LOOK_FLAGS;

/** One long name must not push the types of all columns out of sight. */
const LONGEST_NAME = 80;
const LONGEST_METADATA = 160;

/** The columns of a file: names, types, whether they may be null, and metadata. */
export async function schema(inputs: readonly string[], given: Given, io: Io): Promise<void> {
  const { format, batches } = await preview(inputs, 0, readArguments('schema', given), io);
  const found = batches[0]!.schema;
  const title = `${inputs.map(nameOfInput).join(', ')}: ${formatName(format)}, ${counted(found.fields.length, 'column')}`;
  const lines = [title, ...schemaLines(found), ...metadataLines(found.metadata)];
  await print(io.stdout, `${lines.join('\n')}\n`);
}

/** A line a column: name, type, whether it may be null, and its metadata. */
export function schemaLines({ fields }: Schema): readonly string[] {
  const columns: readonly TableColumn[] = [
    textColumn('column', fields, ({ name }) => cut(printable(name), LONGEST_NAME)),
    textColumn('type', fields, ({ type }) => String(type)),
    textColumn('nulls', fields, ({ nullable }) => (nullable ? 'yes' : 'no')),
    textColumn('metadata', fields, ({ metadata }) => metadataLines(metadata).join(' ')),
  ];
  const used = columns.filter(({ cells }) => cells.some((cell) => cell !== ''));
  return table(used, fields.length).lines;
}

function textColumn(
  name: string,
  fields: readonly Field[],
  textOf: (field: Field) => string,
): TableColumn {
  return { name, cells: fields.map(textOf), align: 'left' };
}

function metadataLines(metadata: ReadonlyMap<string, string>): readonly string[] {
  return [...metadata].map(([key, value]) =>
    cut(`${printable(key)} = ${printable(value)}`, LONGEST_METADATA),
  );
}
