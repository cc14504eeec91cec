import { readdirSync, readFileSync } from 'node:fs';
import type { RecordBatch } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../../src/errors.js';
import { valuesOf } from './batches.js';
import { decode, decodeFile } from './support.js';

/**
 * Files that others have written, and damaged ones that once were believed. A file in `fixtures/arrow` and JSON of the same name are a test: what the columns
 * hold, or how the file is refused.
 */
const folder = new URL('../../../fixtures/arrow/', import.meta.url);

interface Golden {
  readonly columns?: Readonly<Record<string, readonly unknown[]>>;
  readonly error?: string;
}

async function read(name: string): Promise<readonly RecordBatch[]> {
  const bytes = new Uint8Array(readFileSync(new URL(name, folder)));
  return name.endsWith('.arrows') ? decode(bytes, 1000) : decodeFile(bytes);
}

/** JSON has one kind of number. */
function numbers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(numbers);
  return typeof value === 'bigint' ? Number(value) : value;
}

function columnsOf(batches: readonly RecordBatch[]): Record<string, unknown> {
  const columns = batches.map(valuesOf);
  const names = batches[0]!.schema.fields.map((field) => field.name);
  return Object.fromEntries(
    names.map((name, i) => [name, columns.flatMap((batch) => numbers(batch[i]) as unknown[])]),
  );
}

describe('a file is read right, or refused by name', () => {
  const names = readdirSync(folder).filter((name) => /\.arrows?$/.test(name));
  it.each(names)('%s', async (name) => {
    const json = readFileSync(new URL(name.replace(/\.arrows?$/, '.json'), folder), 'utf8');
    const { columns, error }: Golden = JSON.parse(json);
    if (error === undefined) expect(columnsOf(await read(name))).toEqual(columns);
    else {
      await expect(read(name)).rejects.toThrow(error);
      await expect(read(name)).rejects.toThrow(FormatError);
    }
  });
});
