import { makeVector, RecordBatchFileWriter } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../../src/errors.js';
import {
  batchesInFooter,
  readArrowFile,
} from '../../../src/formats/arrow-ipc/reading/file-reader.js';
import { batchOf, column, everything, KINDS, valuesOf } from './batches.js';
import { decode, decodeFile, encode, inMemory, said } from './support.js';

const numbers = (from: number) =>
  batchOf({ x: column(KINDS.Float32, 20, true, from), s: column(KINDS.Utf8, 20, false) });
const two = [numbers(0), numbers(50)];
const whole = encode(two, { format: 'file' });

describe('the file reader', () => {
  const readsOf = async (bytes: Uint8Array) => {
    const reads: number[] = [];
    const file = {
      size: bytes.length,
      async read(position: number, length: number) {
        reads.push(length);
        return bytes.slice(position, position + length);
      },
    };
    const rows: number[] = [];
    const counts: number[] = [];
    for await (const batch of readArrowFile(file)) {
      rows.push(batch.numRows);
      counts.push(reads.length);
    }
    return { reads, rows, counts };
  };

  it('reads small batches together, as far as they lie in their order without a gap', async () => {
    const { counts } = await readsOf(whole);
    // The magic bytes, the footer's length, the footer, and both batches.
    expect(counts).toEqual([4, 4]);
  });

  it('reads one large batch at a time, and no more than half a mebibyte of small ones', async () => {
    const floats = (length: number) =>
      batchOf({ x: makeVector(new Float32Array(length)).data[0]! });
    const large = await readsOf(encode([floats(2 ** 18), floats(2 ** 18)], { format: 'file' }));
    expect(large.counts).toEqual([4, 5]);
    const small = encode(Array(9).fill(floats(2 ** 15)), { format: 'file' });
    const { reads, rows } = await readsOf(small);
    expect(Math.max(...reads)).toBeLessThanOrEqual(2 ** 19);
    expect(reads).toHaveLength(6);
    expect(rows).toHaveLength(9);
  });

  it('reads what apache-arrow writes, whose schema stands in the footer alone', async () => {
    const batch = everything(30, true);
    const writer = new RecordBatchFileWriter();
    writer.write(batch);
    writer.finish();
    const bytes = writer.toUint8Array(true).slice();
    expect((await decodeFile(bytes)).map(valuesOf)).toEqual([valuesOf(batch)]);
  });

  it('gives a batch of no rows with the schema for a file without batches', async () => {
    const [batch, ...more] = await decodeFile(encode([everything(0, false)], { format: 'file' }));
    expect(more).toEqual([]);
    expect(batch!.numRows).toBe(0);
    expect(batch!.schema.fields.map((f) => f.name)).toEqual(Object.keys(KINDS));
  });

  it('writes a file that a reader in sequence can read after the magic bytes', () => {
    const stream = encode(two);
    expect(whole.slice(8, 8 + stream.length)).toEqual(stream);
    expect(decode(whole.slice(8, 8 + stream.length)).map(valuesOf)).toEqual(two.map(valuesOf));
  });

  it('does not copy a body that the file gives', async () => {
    const given: ArrayBufferLike[] = [];
    const { size, read } = inMemory(whole);
    const file = {
      size,
      async read(position: number, length: number) {
        const bytes = await read(position, length);
        given.push(bytes.buffer);
        return bytes;
      },
    };
    for await (const batch of readArrowFile(file)) {
      expect(given).toContain(batch.data.children[0]!.values.buffer);
    }
  });
});

describe('a file that is not whole', () => {
  it('is a FormatError wherever it is cut', async () => {
    for (let length = 0; length < whole.length; length++) {
      await expect(decodeFile(whole.slice(0, length))).rejects.toBeInstanceOf(FormatError);
    }
  });

  const changed = (at: number, value: number) => {
    const copy = whole.slice();
    new DataView(copy.buffer).setInt32(at < 0 ? copy.length + at : at, value, true);
    return copy;
  };

  it.each([
    ['empty', new Uint8Array(0), 'arrow: the file is empty; expected an Arrow file'],
    [
      'of another format',
      new TextEncoder().encode('id,logit_0\n1,2\n'),
      'arrow: this is no Arrow file (byte 0); expected ARROW1 at the beginning',
    ],
    [
      'nothing but the beginning',
      whole.slice(0, 10),
      'arrow: the file is cut off (byte 10); expected a footer',
    ],
    [
      'without an end',
      whole.slice(0, -1),
      `arrow: the file has no end (byte ${whole.length - 7}); expected ARROW1 at the end: the file has been cut off or is being written`,
    ],
    [
      'with a footer of no length',
      changed(-10, 0),
      `arrow: the footer's length is out of range (got 0, byte ${whole.length - 10})`,
    ],
    [
      'with a footer longer than the file',
      changed(-10, whole.length),
      `arrow: the footer's length is out of range (got ${whole.length}, byte ${whole.length - 10})`,
    ],
  ])('says that it is %s', async (_what, bytes, message) => {
    await expect(decodeFile(bytes)).rejects.toThrow(said('FormatError', message));
  });

  it('is refused when a message is not where the footer says', async () => {
    const stream = encode(two);
    const second = whole.slice();
    second.copyWithin(8 + 8, 8, stream.length);
    await expect(decodeFile(second)).rejects.toThrow('arrow: no message begins here (byte');
  });

  it('is refused when a message is not as long as the footer says', async () => {
    // The blocks of the footer are all that holds the offset of the first batch, with the length behind it.
    const offset = (await batchesInFooter(inMemory(whole)))[0]!.offset;
    const view = new DataView(whole.slice().buffer);
    for (let at = 0; at + 24 <= whole.length; at += 4) {
      if (view.getInt32(at, true) !== offset || view.getInt32(at + 4, true) !== 0) continue;
      view.setInt32(at + 8, view.getInt32(at + 8, true) - 8, true);
    }
    await expect(decodeFile(new Uint8Array(view.buffer))).rejects.toThrow(
      'arrow: the length of a message is damaged (got',
    );
  });

  it('is refused when it is cut while it is read', async () => {
    const file = {
      size: whole.length,
      read: async (position: number, length: number) =>
        whole.slice(position, position === 0 || length < 100 ? position + length : position + 50),
    };
    await expect(readArrowFile(file).next()).rejects.toThrow(
      /^arrow: the file is cut off \(byte \d+\)/,
    );
  });

  it('is a LimitError when a message is longer than the limit', async () => {
    const batches = readArrowFile(inMemory(whole), { maxMessageBytes: 100 });
    await expect(batches.next()).rejects.toThrow(
      /^arrow: a message is too long \(got \d+, byte \d+\); expected at most 100 bytes, or a larger maxMessageBytes$/,
    );
  });
});
