import { makeVector, type RecordBatch } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { flattened } from '../../../src/flow/runs.js';
import type { ArrowReadOptions } from '../../../src/formats/arrow-ipc/decoder.js';
import {
  readArrowStreamRuns,
  type StreamSource,
  streamOf,
} from '../../../src/formats/arrow-ipc/reading/stream-reader.js';
import { batchOf, column, everything, KINDS, valuesOf } from './batches.js';
import { batchMessage, bodyOf as bodyWith, END } from './messages.js';
import { concat, decode, encode, inMemory, said } from './support.js';

const readBatches = (source: StreamSource, options?: ArrowReadOptions) =>
  flattened(readArrowStreamRuns(source, options));

async function pulled(bytes: Uint8Array, options?: ArrowReadOptions): Promise<RecordBatch[]> {
  const batches: RecordBatch[] = [];
  for await (const batch of readBatches(streamOf(inMemory(bytes)), options)) batches.push(batch);
  return batches;
}

const words = (from: number) =>
  batchOf({ x: column(KINDS.Float32, 30, true, from), s: column(KINDS.Dictionary, 30, true) });
const floats = (length: number, at = 0) =>
  batchOf({ x: makeVector(new Float32Array(length).fill(at)).data[0]! });
/** Bytes of the body of so many floats. */
const bodyOf = (length: number) => 4 * length;

describe('a stream that is pulled', () => {
  it('gives the batches that the decoder gives', async () => {
    for (const batches of [[words(0), words(7)], [everything(40, true)], [everything(0, false)]]) {
      const bytes = encode(batches);
      expect((await pulled(bytes)).map(valuesOf)).toEqual(decode(bytes).map(valuesOf));
    }
  });

  it('fails where the decoder fails, in the same words', async () => {
    const bytes = encode([words(0), words(7)]);
    for (let end = 0; end < bytes.length; end += 61) {
      const cut = bytes.slice(0, end);
      let message: string | undefined;
      try {
        decode(cut);
      } catch (error) {
        message = (error as Error).message;
      }
      await expect(pulled(cut)).rejects.toThrow(message ?? 'no failure');
    }
    await expect(pulled(concat([bytes, END]))).rejects.toThrow('bytes follow the end');
  });

  it('reads each batch in one piece with the metadata of the next, and copies none but the first', async () => {
    const bytes = encode([0, 1, 2, 3].map((at) => floats(2 ** 18, at)));
    const given: ArrayBufferLike[] = [];
    const { size, read } = inMemory(bytes);
    const file = {
      size,
      async read(position: number, length: number) {
        const chunk = await read(position, length);
        given.push(chunk.buffer);
        return chunk;
      },
    };
    const own: boolean[] = [];
    for await (const batch of readBatches(streamOf(file))) {
      own.push(!given.includes(batch.data.children[0]!.values.buffer));
    }
    expect(own).toEqual([true, false, false, false]);
    expect(given.length).toBeLessThanOrEqual(7);
  });

  it('gives a batch of more than maxBatchBytes in slices, and those around it as they are', async () => {
    const [small, large] = [floats(10, 1), floats(2 ** 21, 2)];
    const bytes = encode([small, large, small]);
    const rows = async (maxBatchBytes: number) =>
      (await pulled(bytes, { maxBatchBytes })).map((batch) => batch.numRows);
    expect(await rows(bodyOf(2 ** 21))).toEqual([10, 2 ** 21, 10]);
    expect(await rows(bodyOf(2 ** 21) - 1)).toEqual([10, 2 ** 20, 2 ** 20, 10]);
  });

  it('does not give a row of a large batch that is cut off', async () => {
    const bytes = encode([floats(1000)]);
    const cut = inMemory(bytes.slice(0, bytes.length - END.length - 16));
    const batches = readBatches(streamOf(cut), { maxBatchBytes: 100 });
    const missing = "16 more bytes of a message's body";
    await expect(batches.next()).rejects.toEqual(
      said('FormatError', `arrow: the stream is cut off (byte ${cut.size}); expected ${missing}`),
    );
  });

  it('refuses a large batch that comes before the schema', async () => {
    const body = bodyWith(new Uint8Array(0), new Float32Array(1000));
    const headless = concat([batchMessage({ rows: 1000, nodes: [[1000, 0]], ...body }), END]);
    await expect(pulled(headless, { maxBatchBytes: 100 })).rejects.toThrow(
      'the stream does not begin with a schema (byte 0)',
    );
  });

  it('bounds the memory of what is not given in slices', async () => {
    const bytes = encode([floats(1000)]);
    await expect(pulled(bytes, { maxMessageBytes: 1000 })).rejects.toThrow('too long');
    expect(await pulled(bytes, { maxMessageBytes: 1000, maxBatchBytes: 3000 })).toHaveLength(1);
    await expect(pulled(bytes, { maxBatchBytes: 0 })).rejects.toThrow(
      'readArrowStream: maxBatchBytes is no limit (got 0); expected a positive number',
    );
  });
});
