import type { RecordBatch } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError, SchemaError } from '../../../src/errors.js';
import {
  type ArrowWriteOptions,
  createArrowEncoder,
} from '../../../src/formats/arrow-ipc/encoder.js';
import {
  StreamJoiner,
  schemaOfStream,
} from '../../../src/formats/arrow-ipc/writing/stream-joiner.js';
import { batchOf, column, KINDS } from './batches.js';

const plain = (from: number, rows = 100) =>
  batchOf({
    x: column(KINDS.Float32, rows, true, from),
    text: column(KINDS.Utf8, rows, true, from),
    list: column(KINDS.List, rows, false, from),
  });

function written(batches: readonly RecordBatch[], options: ArrowWriteOptions): Buffer {
  const encoder = createArrowEncoder(options);
  // What an encoder gives may be memory of the batch.
  const parts = batches.map((batch) => Buffer.concat([...encoder.push(batch)]));
  return Buffer.concat([...parts, ...encoder.end()]);
}

/** Cut where threads cut: between words. */
function inChunks(bytes: Uint8Array, words: number): Uint8Array[] {
  const count = Math.ceil(bytes.length / (8 * words));
  return Array.from({ length: count }, (_, i) => bytes.slice(8 * words * i, 8 * words * (i + 1)));
}

describe('streams of one schema, joined', () => {
  it.each(['stream', 'file'] as const)(
    'are the %s of all batches, byte for byte, wherever chunks end',
    (format) => {
      const batches = [0, 7, 50, 51].map((from) => plain(from));
      const expected = written(batches, { format });
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 400 }),
          fc.integer({ min: 0, max: 4 }),
          (words, cut) => {
            const joiner = new StreamJoiner(format);
            const streams = [batches.slice(0, cut), batches.slice(cut)].map((some) =>
              written(some.length > 0 ? some : [plain(0, 0)], {}),
            );
            const parts = streams.flatMap((stream) => joiner.push(inChunks(stream, words)));
            const whole = Buffer.concat([...parts, ...joiner.end()]);
            expect(whole.equals(expected)).toBe(true);
            expect([joiner.rows, joiner.batches]).toEqual([400, 4]);
          },
        ),
        { numRuns: 30 },
      );
    },
  );

  it('pass compressed batches as they are', () => {
    const options = { format: 'file', compression: 'lz4' } as const;
    const joiner = new StreamJoiner('file');
    const streams = [plain(0), plain(9)].map((batch) => written([batch], { compression: 'lz4' }));
    const parts = streams.flatMap((stream) => joiner.push([stream]));
    const whole = Buffer.concat([...parts, ...joiner.end()]);
    expect(whole.equals(written([plain(0), plain(9)], options))).toBe(true);
  });

  it('may have no dictionaries, of which each has its own', () => {
    const stream = written([batchOf({ w: column(KINDS.Dictionary, 3, true, 0) })], {});
    expect(schemaOfStream([stream]).dictionaries.size).toBe(1);
    expect(() => new StreamJoiner('stream').push([stream])).toThrow(
      new FormatError({ operator: 'arrow', what: 'a dictionary in a stream to be joined' }),
    );
  });

  it('are refused where the columns are others midway', () => {
    const joiner = new StreamJoiner('stream');
    joiner.push([written([plain(0)], {})]);
    const other = written([batchOf({ y: column(KINDS.Float32, 3, true, 0) })], {});
    expect(() => joiner.push([other])).toThrow(SchemaError);
    expect(() => joiner.push([other])).toThrow('the schema changes midway');
  });

  it('are refused where they are cut off, or where there are none', () => {
    const stream = written([plain(0)], {});
    const cut = stream.subarray(0, stream.length - 80);
    expect(() => new StreamJoiner('stream').push([cut])).toThrow('the stream is cut off');
    expect(() => new StreamJoiner('file').end()).toThrow('the input is empty');
  });
});
