import { type Data, Field, Float32, makeVector, type RecordBatch, Schema } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordBatch } from '../../../src/columns/batches.js';
import { LogitflowError } from '../../../src/errors.js';
import { Dictionaries } from '../../../src/formats/arrow-ipc/bodies/dictionaries.js';
import { limitsOf } from '../../../src/formats/arrow-ipc/limits.js';
import { ReadRoom } from '../../../src/formats/arrow-ipc/memory/read-room.js';
import { type Frame, Framing } from '../../../src/formats/arrow-ipc/messages/framing.js';
import type { RandomAccess } from '../../../src/formats/arrow-ipc/random-access.js';
import { readArrowFile } from '../../../src/formats/arrow-ipc/reading/file-reader.js';
import { type DistantBody, loadSlices } from '../../../src/formats/arrow-ipc/slices/load-slices.js';
import { canSlice } from '../../../src/formats/arrow-ipc/slices/plan-slices.js';
import { cellsOf, EVERY_TYPE } from '../../columns/every-type.js';
import { batchOf, column, everything, KINDS, valuesOf } from './batches.js';
import { batchMessage, bodyOf as bodyWith, END, schemaMessage } from './messages.js';
import { concat, decode, encode, inMemory, said } from './support.js';

function framesOf(stream: Uint8Array): readonly Frame[] {
  const framing = new Framing(limitsOf('test', {}));
  const frames = [...framing.push(stream)];
  framing.end();
  return frames;
}

/** The batches of a stream, each in slices of about so many bytes, of bodies as `distant` makes them. */
async function* slicesOf(
  stream: Uint8Array,
  sliceBytes: number,
  distant: (body: Uint8Array) => DistantBody,
): AsyncGenerator<RecordBatch> {
  const [first, ...frames] = framesOf(stream);
  if (first?.message.kind !== 'schema') throw new Error('a stream begins with its schema');
  const { schema } = first.message;
  const dictionaries = new Dictionaries(schema, true);
  for (const { message, body, offset } of frames) {
    if (message.kind === 'dictionary') dictionaries.add(message, body, offset);
    if (message.kind !== 'batch') continue;
    const where = { batch: 0, offset };
    yield* loadSlices(schema, message, distant(body), dictionaries, where, sliceBytes);
  }
}

/** All of them; `read` hears how much of a body is asked for. */
async function inSlices(
  stream: Uint8Array,
  sliceBytes: number,
  read: (bytes: number) => void = () => {},
): Promise<RecordBatch[]> {
  const slices: RecordBatch[] = [];
  const distant = (body: Uint8Array) => ({
    length: body.length,
    read: async (at: number, length: number) => {
      expect(at >= 0 && at + length <= body.length).toBe(true);
      read(length);
      return body.slice(at, at + length);
    },
  });
  for await (const slice of slicesOf(stream, sliceBytes, distant)) slices.push(slice);
  return slices;
}

/** A body that is read where what was read for the slice before lies. */
function writtenOver(body: Uint8Array): DistantBody {
  const file: RandomAccess = {
    size: body.length,
    async read(at, length, into) {
      into!.fill(0xa5);
      into!.set(body.subarray(at, at + length));
      return into!.subarray(0, Math.min(length, body.length - at));
    },
  };
  const room = new ReadRoom(file, true);
  return {
    length: body.length,
    read: (at, length) => room.read(at, length),
    nextSlice: () => room.nextBatch(),
  };
}

const one = (data: Data) =>
  recordBatch(new Schema([new Field('c', data.type, true)]), [data], data.length);
const columnOf = (batch: RecordBatch): Data => batch.data.children[0]!;
const bodyOf = (batch: RecordBatch) => framesOf(encode([batch])).at(-1)!.body.length;

describe.each(EVERY_TYPE.filter((kind) => canSlice([new Field('c', kind.make(0, 1).type, true)])))(
  'slices of $name',
  (kind) => {
    it('hold the cells of the batch, wherever they are cut', async () => {
      const whole = one(kind.make(0, 200));
      for (const parts of [1, 3, 40, 250]) {
        const slices = await inSlices(encode([whole]), bodyOf(whole) / parts);
        expect(slices.flatMap((slice) => cellsOf(columnOf(slice)))).toEqual(
          cellsOf(columnOf(whole)),
        );
        if (kind.name !== 'Null') expect(slices.length).toBeGreaterThanOrEqual(Math.min(parts, 2));
      }
    });

    it('hold them in the memory of the slice before, for whoever keeps none', async () => {
      const whole = one(kind.make(0, 200));
      const cells: unknown[] = [];
      const slices = slicesOf(encode([whole]), bodyOf(whole) / 7, writtenOver);
      for await (const slice of slices) cells.push(...cellsOf(columnOf(slice)));
      expect(cells).toEqual(cellsOf(columnOf(whole)));
    });

    it('can be written, and read again', async () => {
      const whole = one(kind.make(3, 90));
      const again = decode(encode(await inSlices(encode([whole]), bodyOf(whole) / 5)));
      expect(again.flatMap((slice) => cellsOf(columnOf(slice)))).toEqual(cellsOf(columnOf(whole)));
    });
  },
);

describe('a batch in slices', () => {
  const filed = (batch: RecordBatch) => inMemory(encode([batch], { format: 'file' }));
  const batchesOf = async (batch: RecordBatch, maxBatchBytes: number) => {
    const batches: RecordBatch[] = [];
    for await (const part of readArrowFile(filed(batch), { maxBatchBytes })) batches.push(part);
    return batches;
  };
  const floats = batchOf(
    { x: makeVector(new Float32Array(2 ** 21)).data[0]! },
    new Map([['k', 'v']]),
  );

  it('is one whose body has more bytes than maxBatchBytes', async () => {
    const body = 4 * 2 ** 21;
    expect(await batchesOf(floats, body)).toHaveLength(1);
    const slices = await batchesOf(floats, body - 1);
    expect(slices.map((slice) => slice.numRows)).toEqual([2 ** 20, 2 ** 20]);
    expect(slices.map((slice) => slice.metadata)).toEqual([floats.metadata, floats.metadata]);
  });

  it('is not one that holds a dense union, whose offsets point anywhere', async () => {
    const kind = EVERY_TYPE.find(({ name }) => name === 'DenseUnion')!;
    expect(await batchesOf(one(kind.make(0, 50)), 1)).toHaveLength(1);
  });

  it('gives one batch of no rows where it has none', async () => {
    const stated = encode([batchOf({ x: column(KINDS.Utf8, 0, false) }, new Map([['k', 'v']]))]);
    expect((await inSlices(stated, 8)).map((slice) => slice.numRows)).toEqual([0]);
  });

  it('is not bound by maxMessageBytes, since it is never in memory', async () => {
    const read = async (maxBatchBytes: number) => {
      const options = { maxBatchBytes, maxMessageBytes: 4096 };
      let rows = 0;
      for await (const batch of readArrowFile(filed(floats), options)) rows += batch.numRows;
      return rows;
    };
    expect(await read(4096)).toBe(2 ** 21);
    await expect(read(2 ** 30)).rejects.toThrow('a message is too long');
  });

  it('is cut where its rows are larger than most', async () => {
    const lengths = Array.from({ length: 1000 }, (_, i) => (i < 990 ? 1 : 1000));
    const type = KINDS.Utf8.type();
    const text = column({ type: () => type, value: (i) => 'x'.repeat(lengths[i]!) }, 1000, false);
    const sizes: number[] = [];
    await inSlices(encode([one(text)]), 1500, (bytes) => sizes.push(bytes));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(3000);
  });

  it('of views reads each data buffer a few times at most, however they point into it', async () => {
    const kind = EVERY_TYPE.find(({ name }) => name === 'Utf8View')!;
    const straight = kind.make(0, 400);
    const swapped = straight.clone();
    const views = new DataView(swapped.values.slice().buffer);
    for (let i = 0; i < 200; i += 2) {
      for (let word = 0; word < 16; word += 4) {
        const [a, b] = [i * 16 + word, (399 - i) * 16 + word];
        const kept = views.getInt32(a, true);
        views.setInt32(a, views.getInt32(b, true), true);
        views.setInt32(b, kept, true);
      }
    }
    Object.assign(swapped, { values: new Uint8Array(views.buffer), nullBitmap: undefined });
    Object.assign(swapped, { _nullCount: 0 });
    const batch = one(swapped);
    let read = 0;
    const slices = await inSlices(encode([batch]), 400, (bytes) => {
      read += bytes;
    });
    expect(slices.flatMap((slice) => cellsOf(columnOf(slice)))).toEqual(cellsOf(swapped));
    expect(read).toBeLessThan(4 * bodyOf(batch));
  });

  it('has the nulls that its metadata state', async () => {
    const body = bodyWith(new Uint8Array(25).fill(0b1110_1111), new Float32Array(200));
    const bytes = (nulls: number) =>
      concat([
        schemaMessage(new Float32()),
        batchMessage({ rows: 200, nodes: [[200, nulls]], ...body }),
        END,
      ]);
    expect((await inSlices(bytes(25), 300)).map(({ numRows }) => numRows)).toEqual([64, 64, 64, 8]);
    const wrong = (stated: number, seen: number) =>
      said(
        'FormatError',
        `arrow: the null count is not that of the bitmap (got ${stated}, batch 0, byte ${schemaMessage(new Float32()).length}); expected ${seen}`,
      );
    await expect(inSlices(bytes(26), 300)).rejects.toEqual(wrong(26, 25));
    await expect(inSlices(bytes(17), 300)).rejects.toEqual(wrong(17, 24));
  });
});

describe('bytes changed at random', () => {
  const batch = everything(40, true);
  const streamed = encode([batch]);
  const mutations = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });

  function mutated(changes: readonly (readonly [number, number])[]) {
    const copy = streamed.slice();
    for (const [at, value] of changes) copy[at % copy.length] = value;
    return copy;
  }
  const outcome = async (read: () => Promise<RecordBatch[]> | RecordBatch[]) => {
    try {
      return (await read()).map(valuesOf);
    } catch (error) {
      if (error instanceof LogitflowError) return 'refused';
      return error instanceof TypeError || error instanceof RangeError ? 'unreadable' : error;
    }
  };

  it('are refused in slices where they are refused as a whole, or give the same values', async () => {
    await fc.assert(
      fc.asyncProperty(mutations, async (changes) => {
        const bytes = mutated(changes);
        const whole = await outcome(() => decode(bytes));
        const slices = await outcome(() => inSlices(bytes, 2000));
        if (!Array.isArray(whole) || !Array.isArray(slices))
          return void expect(slices).toEqual(whole);
        const columns = (parts: readonly unknown[][][]) =>
          (parts[0] ?? []).map((_, i) => parts.flatMap((part) => part[i]!));
        expect(columns(slices as unknown[][][])).toEqual(columns(whole as unknown[][][]));
      }),
      { seed: 11, numRuns: 100 },
    );
  });
});
