import * as arrow from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { sliceBatch } from '../../../src/columns/batches.js';
import { FormatError, LimitError } from '../../../src/errors.js';
import { encodeLz4Frame } from '../../../src/formats/arrow-ipc/compression/lz4-encode.js';
import { nativeZstd } from '../../../src/formats/arrow-ipc/compression/zstd/native.js';
import { createArrowDecoder } from '../../../src/formats/arrow-ipc/decoder.js';
import { createArrowEncoder } from '../../../src/formats/arrow-ipc/encoder.js';
import { readArrowFile } from '../../../src/formats/arrow-ipc/reading/file-reader.js';
import { batchOf, column, everything, KINDS, valuesOf } from './batches.js';
import { batchMessage, bodyOf, END, schemaMessage } from './messages.js';
import { concat, decode, decodeFile, encode, inMemory } from './support.js';

const LZ4 = 0;
const float = new arrow.Float32();
const at = schemaMessage(float).length;

/** A compressed buffer as it lies in a body. */
function packed(length: bigint, content: Uint8Array): Uint8Array {
  const prefix = new Uint8Array(8);
  new DataView(prefix.buffer).setBigInt64(0, length, true);
  return concat([prefix, content]);
}

/** A stream of one column of `rows` floats whose values are the buffer given. */
function stream(rows: number, values: Uint8Array, compression = LZ4): Uint8Array {
  const stated = { rows, nodes: [[rows, 0]] as const, compression };
  const body = bodyOf(new Uint8Array(0), values);
  return concat([schemaMessage(float), batchMessage({ ...stated, ...body }), END]);
}

const bytes = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
const lz4 = (...values: number[]) => encodeLz4Frame(bytes(...values));

describe('what is written compressed is read back', () => {
  const whole = everything(300, true);
  const batches = [whole, sliceBatch(whole, 11, 200), sliceBatch(whole, 1, 0)];
  const wanted = batches.slice(0, 2).map(valuesOf);

  it('from a stream, in chunks of any size', () => {
    const written = encode(batches, { compression: 'lz4' });
    expect(decode(written).map(valuesOf)).toEqual(wanted);
    expect(decode(written, 77).map(valuesOf)).toEqual(wanted);
    expect(written.length).toBeLessThan(encode(batches).length);
  });

  it('from a file', async () => {
    const written = encode(batches, { format: 'file', compression: 'lz4' });
    expect((await decodeFile(written)).map(valuesOf)).toEqual(wanted);
  });

  it('from a file in slices, where a batch is large when it is decompressed', async () => {
    const written = encode([whole], { format: 'file', compression: 'lz4' });
    for (const maxBatchBytes of [1, 60_000]) {
      const slices: arrow.RecordBatch[] = [];
      for await (const batch of readArrowFile(inMemory(written), { maxBatchBytes }))
        slices.push(batch);
      expect(slices.reduce((sum, { numRows }) => sum + numRows, 0)).toBe(300);
      const columns = valuesOf(whole).map((_, i) => slices.flatMap((slice) => valuesOf(slice)[i]!));
      expect(columns).toEqual(valuesOf(whole));
    }
  });

  it('in slices of which each begins with the offset that ends the one before', async () => {
    const rows = 1_500_000;
    const type = new arrow.Utf8();
    const valueOffsets = Int32Array.from({ length: rows + 1 }, (_, i) => 4 * i);
    const data = new Uint8Array(4 * rows);
    const text = arrow.makeData({ type, length: rows, nullCount: 0, valueOffsets, data });
    const written = encode([batchOf({ text })], { format: 'file', compression: 'lz4' });
    const lengths: number[] = [];
    const reading = readArrowFile(inMemory(written), { maxBatchBytes: 2 ** 20 });
    for await (const { numRows, data: slice } of reading) {
      const { valueOffsets: offsets } = slice.children[0]!;
      expect(offsets[numRows]).toBe(4 * numRows);
      lengths.push(numRows);
    }
    expect(lengths.length).toBeGreaterThan(1);
    expect(lengths.reduce((sum, length) => sum + length)).toBe(rows);
  });

  it('where two columns share one buffer, and where nothing can be compressed', () => {
    const shared = column(KINDS.Float64, 500, false);
    const batch = batchOf({ x: shared, y: shared, one: column(KINDS.Int8, 500, true) });
    const written = encode([batch], { compression: 'lz4' });
    expect(decode(written).map(valuesOf)).toEqual([valuesOf(batch)]);
  });

  it.skipIf(nativeZstd === undefined)('with Zstandard, where the engine has it', () => {
    const written = encode(batches, { compression: 'zstd' });
    expect(decode(written).map(valuesOf)).toEqual(wanted);
  });
});

describe('a compression is refused when the encoder is made', () => {
  it('that there is none of', () => {
    // What an untyped caller could give.
    const compression = 'lz5' as 'lz4';
    expect(() => createArrowEncoder({ compression })).toThrow(
      'encodeArrow: no such compression (got "lz5"); expected one of lz4, zstd; did you mean "lz4"?',
    );
  });

  it.runIf(nativeZstd === undefined)('that this engine cannot write', () => {
    expect(() => createArrowEncoder({ compression: 'zstd' })).toThrow(
      'encodeArrow: this engine cannot write that compression (got "zstd"); expected lz4, or Node 22.15 and later, which brings Zstandard',
    );
  });
});

describe('buffers of a compressed body', () => {
  it('may be left uncompressed behind −1', () => {
    expect(decode(stream(2, packed(-1n, bytes(1, 2)))).map(valuesOf)).toEqual([[[1, 2]]]);
  });

  it('may be empty, with and without a length', () => {
    for (const empty of [new Uint8Array(0), packed(-1n, bytes()), packed(0n, lz4())]) {
      expect(decode(stream(0, empty)).map(valuesOf)).toEqual([[[]]]);
    }
  });

  it.each([
    [
      'a length that is too small',
      packed(4n, lz4(1, 2)),
      'a buffer is no lz4 of its length: the frame says another size',
    ],
    [
      'a length that is too large',
      packed(12n, lz4(1, 2)),
      'a buffer is no lz4 of its length: the frame says another size',
    ],
    [
      'a negative length',
      packed(-2n, lz4(1, 2)),
      `the length before a compressed buffer is damaged (got -2, byte ${at}); expected -1, or a number of bytes`,
    ],
    [
      'no room for a length',
      new Uint8Array(7),
      'the length before a compressed buffer is damaged (got NaN',
    ],
    [
      'another codec',
      packed(8n, Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0)),
      'a buffer is no lz4 of its length: no LZ4 frame begins',
    ],
    ['no content', packed(8n, new Uint8Array(0)), 'a buffer is no lz4 of its length'],
  ])('are refused with %s', (_what, values, message) => {
    expect(() => decode(stream(2, values))).toThrow(message);
    expect(() => decode(stream(2, values))).toThrow(FormatError);
  });

  it('are refused where they do not suffice for the rows', () => {
    expect(() => decode(stream(3, packed(8n, lz4(1, 2))))).toThrow('a buffer is too short (got 8');
  });

  it('are refused in a compression that is not known', () => {
    expect(() => decode(stream(2, packed(8n, lz4(1, 2)), 7))).toThrow(
      `arrow: the compression of the body is not known (got "codec 7", byte ${at}); expected LZ4 frames or Zstandard, buffer by buffer`,
    );
  });
});

describe('a bomb costs what it weighs', () => {
  const read = (values: Uint8Array, options = {}) => {
    const decoder = createArrowDecoder(options);
    return [...decoder.push(stream(2 ** 28, values))];
  };
  // Runs of one byte, 128 KiB each: 32 kB of Zstandard blocks for 1 GiB of zeros.
  const zeros = () => {
    const frame = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58];
    for (let block = 0; block < 8192; block++)
      frame.push(0x02 | (block === 8191 ? 1 : 0), 0x00, 0x10, 0);
    return Uint8Array.from(frame);
  };

  it('that expands too far', () => {
    const before = process.memoryUsage().rss;
    const body = packed(2n ** 30n, zeros());
    const bomb = () => [...createArrowDecoder().push(stream(2 ** 28, body, 1))];
    expect(bomb).toThrow(LimitError);
    expect(bomb).toThrow(
      `arrow: a body expands too far (got 1073741824, byte ${at}); expected at most 268435456 bytes out of ${body.length + (-body.length & 7)}, or a larger maxExpansion`,
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20);
  });

  it('that says it is larger than a message may be', () => {
    expect(() => read(packed(2n ** 40n, lz4(1)))).toThrow(
      `arrow: a body is too long (got 1099511627776, byte ${at}); expected at most 2147483648 bytes, or a larger maxMessageBytes`,
    );
    expect(() => read(packed(2n ** 62n, lz4(1)))).toThrow(LimitError);
  });

  it.each([
    [2 ** 28, {}, 'out of 40, or a larger maxExpansion'],
    [2 ** 29, { maxExpansion: 2 ** 29 / 40 }, 'out of 40, or a larger maxExpansion'],
    [2 ** 31, { maxExpansion: 2 ** 40 }, 'or a larger maxMessageBytes'],
  ])('that says %i bytes passes its limits %j, and no more', (most, options, expected) => {
    const said = (size: number) => () => read(packed(BigInt(size), lz4(1)), options);
    expect(said(most)).toThrow('the frame says another size');
    expect(said(most + 1)).toThrow(LimitError);
    expect(said(most + 1)).toThrow(`expected at most ${most} bytes`);
    expect(said(most + 1)).toThrow(expected);
  });

  it('that says what it does not hold', () => {
    const before = process.memoryUsage().rss;
    expect(() => read(packed(2n ** 27n, lz4(1)))).toThrow('the frame says another size');
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 2 ** 20);
  });

  it('whose limit can be raised', () => {
    const body = packed(2n ** 20n, zeros().subarray(0, 6 + 8 * 4));
    body[8 + 6 + 7 * 4] = 0x03;
    const small = stream(2 ** 18, body, 1);
    const options = { maxMessageBytes: 2 ** 20 };
    expect(() => [...createArrowDecoder({ maxMessageBytes: 2 ** 20 - 1 }).push(small)]).toThrow(
      LimitError,
    );
    expect([...createArrowDecoder(options).push(small)].map((b) => b.numRows)).toEqual([2 ** 18]);
  });
});
