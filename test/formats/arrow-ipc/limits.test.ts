import * as arrow from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { LimitError } from '../../../src/errors.js';
import { createArrowDecoder } from '../../../src/formats/arrow-ipc/decoder.js';
import type { ArrowReadOptions } from '../../../src/formats/arrow-ipc/limits.js';
import { readArrowFile } from '../../../src/formats/arrow-ipc/reading/file-reader.js';
import { batchOf, column, KINDS } from './batches.js';
import { END, schemaMessage } from './messages.js';
import { concat, encode, inMemory } from './support.js';

const batch = batchOf({
  x: column(KINDS.Float64, 9, true),
  nested: column(KINDS['List of List of Utf8'], 9, true),
});
const stream = encode([batch]);
const file = encode([batch], { format: 'file' });

function fromStream(options: ArrowReadOptions, bytes = stream): number[] {
  const decoder = createArrowDecoder(options);
  return [...decoder.push(bytes), ...decoder.end()].map(({ numRows }) => numRows);
}

async function fromFile(options: ArrowReadOptions, bytes = file): Promise<number[]> {
  const rows: number[] = [];
  for await (const { numRows } of readArrowFile(inMemory(bytes), options)) rows.push(numRows);
  return rows;
}

/** Bytes of the metadata of the schema's message: the longest of the stream. */
const schemaBytes = new DataView(stream.buffer).getInt32(4, true);
const footerBytes = new DataView(file.buffer).getInt32(file.length - 10, true);

describe.each([
  ['maxRows', 9, 'too many rows in a batch (got 9'],
  ['maxColumns', 4, 'too many columns (got 4'],
  ['maxDepth', 3, 'too many levels of columns (got 3'],
] as const)('%s', (name, border, message) => {
  it('takes what just fits, from a stream and from a file', async () => {
    expect(fromStream({ [name]: border })).toEqual([9]);
    expect(await fromFile({ [name]: border })).toEqual([9]);
    expect(await fromFile({ [name]: border, maxBatchBytes: 1 })).not.toEqual([]);
  });

  it('refuses one more, by a LimitError that says the option', async () => {
    const options = { [name]: border - 1 };
    const said = expect.objectContaining({
      name: 'LimitError',
      message: expect.stringContaining(message),
      report: expect.objectContaining({ expected: `at most ${border - 1}, or a larger ${name}` }),
    });
    expect(() => fromStream(options)).toThrow(said);
    await expect(fromFile(options)).rejects.toThrow(said);
    await expect(fromFile({ ...options, maxBatchBytes: 1 })).rejects.toThrow(said);
  });
});

describe('maxMetadataBytes', () => {
  it('takes what just fits, from a stream and from a file', async () => {
    expect(fromStream({ maxMetadataBytes: schemaBytes })).toEqual([9]);
    expect(await fromFile({ maxMetadataBytes: footerBytes })).toEqual([9]);
  });

  it('refuses a byte more, before it is read', async () => {
    expect(() => fromStream({ maxMetadataBytes: schemaBytes - 1 })).toThrow(
      `arrow: the metadata of a message is too long (got ${schemaBytes}, byte 0); expected at most ${schemaBytes - 1} bytes, or a larger maxMetadataBytes`,
    );
    await expect(fromFile({ maxMetadataBytes: footerBytes - 1 })).rejects.toThrow(
      'or a larger maxMetadataBytes',
    );
  });
});

describe('maxMessageBytes', () => {
  const wide = batchOf({ x: column(KINDS.Float64, 1000, false) });
  const body = 8000;

  it('takes a body of a stream that just fits, and refuses a byte more before it is read', () => {
    expect(fromStream({ maxMessageBytes: body }, encode([wide]))).toEqual([1000]);
    expect(() => fromStream({ maxMessageBytes: body - 1 }, encode([wide]))).toThrow(
      /^arrow: the body of a message is too long \(got 8000, byte \d+\); expected at most 7999 bytes, or a larger maxMessageBytes$/,
    );
  });

  it('takes a message of a file that just fits, and refuses a byte more', async () => {
    const wideFile = encode([wide], { format: 'file' });
    const refusal = await fromFile({ maxMessageBytes: 1000 }, wideFile).catch(String);
    const message = Number(/a message is too long \(got (\d+)/.exec(String(refusal))![1]);
    expect(message).toBeGreaterThan(body);
    expect(await fromFile({ maxMessageBytes: message }, wideFile)).toEqual([1000]);
    await expect(fromFile({ maxMessageBytes: message - 1 }, wideFile)).rejects.toThrow(
      `(got ${message}, byte`,
    );
  });
});

describe('without limits', () => {
  it('columns in columns without end are refused, however deep they may lie', () => {
    let type: arrow.DataType = new arrow.Int8();
    for (let depth = 0; depth < 64; depth++) type = new arrow.List(new arrow.Field('', type, true));
    const bytes = concat([schemaMessage(type), END]);
    expect(() => fromStream({}, bytes)).toThrow(LimitError);
    expect(fromStream({ maxDepth: 65 }, bytes)).toEqual([0]);
    for (let depth = 0; depth < 1000; depth++)
      type = new arrow.List(new arrow.Field('', type, true));
    expect(() => fromStream({ maxDepth: 1e6 }, concat([schemaMessage(type), END]))).toThrow(
      'arrow: the metadata of a message are damaged (byte 0)',
    );
  });

  it('tens of thousands of columns are read in time that is linear', () => {
    const names = Array.from(
      { length: 30_000 },
      (_, i) => [`c${i}`, column(KINDS.Int8, 1, false)] as const,
    );
    const wide = encode([batchOf(Object.fromEntries(names))]);
    const start = performance.now();
    expect(fromStream({}, wide)).toEqual([1]);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
