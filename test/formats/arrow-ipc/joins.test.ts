import { type Data, Field, makeVector, Null, type RecordBatch, Schema } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordBatch, sliceBatch } from '../../../src/columns/batches.js';
import { LogitflowError } from '../../../src/errors.js';
import { flattened, type Runs } from '../../../src/flow/runs.js';
import { BatchMemories, type Reuse } from '../../../src/formats/arrow-ipc/memory/batch-memory.js';
import type { RandomAccess } from '../../../src/formats/arrow-ipc/random-access.js';
import { readArrowFileRuns } from '../../../src/formats/arrow-ipc/reading/file-reader.js';
import {
  readArrowStreamRuns,
  streamOf,
} from '../../../src/formats/arrow-ipc/reading/stream-reader.js';
import { cellsOf, EVERY_TYPE } from '../../columns/every-type.js';
import { batchOf, column, everything, KINDS, valuesOf } from './batches.js';
import { batchMessage, END, schemaMessage } from './messages.js';
import { concat, encode } from './support.js';

type Format = 'file' | 'stream';
const FORMATS: readonly Format[] = ['file', 'stream'];

/** As `inMemory`, but that it reads into the memory that it is given, over whatever is there. */
function overwriting(bytes: Uint8Array): RandomAccess {
  return {
    size: bytes.length,
    async read(at, length, into) {
      const found = bytes.subarray(at, at + length);
      if (into === undefined) return found.slice();
      into.fill(0xa5);
      into.set(found);
      return into.subarray(0, found.length);
    },
  };
}

/** Memories that stand in a room already, as they do behind the first mebibyte of a file. */
const inRoom = new BatchMemories();
inRoom.bodies.bytes(2 ** 21);

interface Reading {
  readonly joins: boolean;
  readonly reuses?: Reuse;
  readonly onJoin?: () => void;
}

function runs(bytes: Uint8Array, format: Format, reading: Reading): Runs<RecordBatch> {
  const { joins, reuses = false, onJoin = () => {} } = reading;
  const file = overwriting(bytes);
  const options = joins ? { joins: { onJoin } } : {};
  return format === 'file'
    ? readArrowFileRuns(file, { ...options, reuseBuffers: reuses })
    : readArrowStreamRuns(streamOf(file, reuses), options);
}

/** What `look` sees of each batch as long as it is good, and then what the failure says. */
async function seen<T>(
  bytes: Uint8Array,
  format: Format,
  reading: Reading,
  look: (batch: RecordBatch) => T,
): Promise<{ readonly batches: readonly T[]; readonly failure?: string }> {
  const batches: T[] = [];
  try {
    for await (const batch of flattened(runs(bytes, format, reading))) batches.push(look(batch));
    return { batches };
  } catch (error) {
    if (error instanceof LogitflowError) return { batches, failure: error.message };
    throw error;
  }
}

const one = (data: Data) =>
  recordBatch(new Schema([new Field('c', data.type, true)]), [data], data.length);
const cells = (batch: RecordBatch) => cellsOf(batch.data.children[0]!);
const rows = (batch: RecordBatch) => batch.numRows;
const floats = (length: number, at = 0) =>
  batchOf({ x: makeVector(new Float32Array(length).fill(at)).data[0]! });

describe.each(FORMATS)('small batches of a %s', (format) => {
  const read = <T>(
    batches: readonly RecordBatch[],
    look: (batch: RecordBatch) => T,
    reuses: Reuse = false,
  ) => seen(encode(batches, { format }), format, { joins: true, reuses }, look);

  it.each(EVERY_TYPE)('of $name are given as one, with the same cells', async (kind) => {
    const whole = one(kind.make(0, 88));
    const ends = [3, 3, 16, 17, 81, 88];
    const parts = ends.map((end, i) => sliceBatch(whole, ends[i - 1] ?? 0, end));
    for (const reuses of [false, true, inRoom]) {
      const { batches } = await read(parts, cells, reuses);
      expect(batches).toHaveLength(1);
      expect(batches[0]).toEqual(cells(whole));
    }
  });

  it('are given as one where only some of them hold nulls', async () => {
    const parts = [false, true, false].map((nulls, i) => everything(5 + 3 * i, nulls, i));
    const columns = parts.map(valuesOf);
    for (const reuses of [false, inRoom]) {
      const { batches } = await read(parts, valuesOf, reuses);
      expect(batches).toHaveLength(1);
      expect(batches[0]).toEqual(columns[0]!.map((_, c) => columns.flatMap((part) => part[c])));
    }
  });

  it('are joined in the memory of those before, for whoever keeps none', async () => {
    const parts = Array.from({ length: 90 }, (_, i) => everything(100 + (i % 7), i % 2 === 0, i));
    const { batches } = await read(parts, valuesOf, true);
    expect(batches.length).toBeGreaterThan(1);
    expect(batches.length).toBeLessThan(30);
    const [found, wanted] = [batches, parts.map(valuesOf)].map((all) =>
      all[0]!.map((_, c) => all.flatMap((part) => part[c])),
    );
    expect(found).toEqual(wanted);
  });

  it('lie in the room that they are read into, where columns are laid end to end by one call', async () => {
    const parts = [3, 4, 5].map((length, i) =>
      batchOf({ x: floats(length, i).data.children[0]!, s: column(KINDS.Utf8, length, false, i) }),
    );
    const roomsOf = (batch: RecordBatch) =>
      batch.data.children.flatMap(({ values, valueOffsets }) => {
        return [values, valueOffsets].filter(ArrayBuffer.isView).map(({ buffer }) => buffer);
      });
    const { batches } = await read(parts, roomsOf, inRoom);
    expect(new Set(batches[0])).toEqual(new Set([inRoom.bodies.bytes(0).buffer]));
  });

  it('stay as they are beside those that are large, or have metadata of their own', async () => {
    const named = floats(5);
    named.metadata.set('made', 'by hand');
    const parts = [floats(3), floats(4), floats(100_000), floats(5), floats(6), named, floats(7)];
    expect((await read(parts, rows)).batches).toEqual([7, 100_000, 11, 5, 7]);
    const metadata = await read(parts, (batch) => batch.metadata.get('made'));
    expect(metadata.batches[3]).toBe('by hand');
  });

  it('are unpacked and joined where they are compressed, but for those that are large', async () => {
    const parts = [floats(3), floats(4), floats(100_000), floats(5), floats(6)];
    const bytes = encode(parts, { format, compression: 'lz4' });
    const { batches } = await seen(bytes, format, { joins: true }, rows);
    expect(batches).toEqual([7, 100_000, 11]);
  });

  it('are unpacked in the memory of those before, for whoever keeps none', async () => {
    const sizes = Array.from({ length: 50 }, (_, i) => (i % 9 === 8 ? 70_000 + i : 40_000 + i));
    const parts = sizes.map((size, i) => floats(size, i));
    const bytes = encode(parts, { format, compression: 'lz4' });
    const copied = (batch: RecordBatch) =>
      Buffer.from((batch.data.children[0]!.values as Float32Array).slice().buffer);
    for (const joins of [false, true]) {
      const { batches } = await seen(bytes, format, { joins, reuses: true }, copied);
      expect(batches.length < sizes.length).toBe(joins);
      expect(Buffer.concat(batches).equals(Buffer.concat(parts.map(copied)))).toBe(true);
    }
  });

  it('are each by itself for whoever does not ask, and are said to be joined to whoever does', async () => {
    const bytes = encode([floats(1), floats(2)], { format });
    const { batches } = await seen(bytes, format, { joins: false }, rows);
    expect(batches).toEqual([1, 2]);
    let joined = 0;
    const onJoin = () => {
      joined++;
    };
    await seen(bytes, format, { joins: true, onJoin }, rows);
    await seen(encode([floats(1)], { format }), format, { joins: true, onJoin }, rows);
    expect(joined).toBe(1);
  });

  it('are refused with the same words after the same rows, whatever is wrong with them', async () => {
    const parts = [9, 4, 6].map((length, i) =>
      batchOf({
        x: column(KINDS.Float32, length, i > 0, i),
        s: column(KINDS.Utf8, length, i > 1, i),
        l: column(KINDS.List, length, true, i),
        d: column(KINDS.Dictionary, length, true, 0),
      }),
    );
    const either = [encode(parts, { format }), encode(parts, { format, compression: 'lz4' })];
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 2 });
    const rowsOf = (batch: RecordBatch) => {
      const columns = valuesOf(batch);
      return columns[0]!.map((_, row) => columns.map((values) => values[row]));
    };
    let failures = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...either), changes, async (bytes, changed) => {
        const copy = bytes.slice();
        for (const [at, value] of changed) copy[at % copy.length] = value;
        const singly = await seen(copy, format, { joins: false }, rowsOf);
        failures += Number(singly.failure !== undefined);
        for (const reuses of [false, inRoom]) {
          const joined = await seen(copy, format, { joins: true, reuses }, rowsOf);
          expect(joined.failure).toBe(singly.failure);
          expect(joined.batches.flat()).toEqual(singly.batches.flat());
        }
      }),
      { seed: 5, numRuns: 150 },
    );
    expect(failures).toBeGreaterThan(20);
  });
});

describe('small batches of a stream', () => {
  const word = (text: string) =>
    batchOf({ d: column({ ...KINDS.Dictionary, value: () => text }, 2, false) });

  it('are not joined across a change of their dictionary', async () => {
    const long = Array.from({ length: 70_000 }, (_, i) => `w${i}`);
    const many = batchOf({
      d: column({ ...KINDS.Dictionary, value: (i) => long[i] }, long.length, false),
    });
    const bytes = encode([word('a'), word('b'), many, word('z'), word('z')]);
    const singly = await seen(bytes, 'stream', { joins: false }, valuesOf);
    const joined = await seen(bytes, 'stream', { joins: true }, valuesOf);
    expect(joined.batches.flatMap(([d]) => d)).toEqual(singly.batches.flatMap(([d]) => d));
    expect(joined.batches.length).toBeLessThan(singly.batches.length);
  });

  it('are not joined to more rows than a batch may have', async () => {
    const most = 2 ** 31 - 1;
    const nulls = {
      nodes: [[most, most]],
      rows: most,
      buffers: [],
      body: new Uint8Array(0),
    } as const;
    const bytes = concat([schemaMessage(new Null()), ...[nulls, nulls].map(batchMessage), END]);
    const { batches } = await seen(bytes, 'stream', { joins: true }, rows);
    expect(batches).toEqual([most, most]);
  });

  it('are given as soon as they have come: only what has been read is joined', async () => {
    const parts = [1, 2, 3, 4].map((length) => floats(length));
    const bytes = encode(parts);
    const ends = parts.map((_, i) => encode(parts.slice(0, i + 1)).length - 8);
    const trickling = (at: number) => ends.find((end) => end > at) ?? bytes.length;
    const source = {
      read: async (at: number) => bytes.slice(at, trickling(at)),
      setAside: () => Promise.reject(new Error('nothing here is large')),
    };
    const joins = { onJoin: () => {} };
    const counts: number[] = [];
    for await (const batch of flattened(readArrowStreamRuns(source, { joins }))) {
      counts.push(batch.numRows);
    }
    expect(counts).toEqual([1, 2, 3, 4]);
  });
});
