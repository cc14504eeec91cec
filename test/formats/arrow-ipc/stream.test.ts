import { Float32, RecordBatchReader, RecordBatchStreamWriter, tableFromArrays } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../../src/errors.js';
import { createArrowDecoder, decodeArrow } from '../../../src/formats/arrow-ipc/decoder.js';
import { batchOf, column, everything, KINDS, valuesOf } from './batches.js';
import { END, schemaMessage } from './messages.js';
import { concat, decode, encode, said } from './support.js';

const numbers = (from: number) =>
  batchOf({ x: column(KINDS.Float32, 20, true, from), s: column(KINDS.Utf8, 20, false) });
const two = [numbers(0), numbers(50)];
const whole = encode(two);

describe('the stream decoder', () => {
  it.each([1, 3, 7, 8, 64, 1000])('gives the same batches for chunks of %i bytes', (size) => {
    expect(decode(whole, size).map(valuesOf)).toEqual(two.map(valuesOf));
  });

  it('gives a batch as soon as its last byte has come', () => {
    const decoder = createArrowDecoder();
    const seen: number[] = [];
    for (let at = 0; at < whole.length; at++) {
      for (const batch of decoder.push(whole.slice(at, at + 1))) seen.push(batch.numRows, at);
    }
    expect(seen).toHaveLength(4);
    expect(seen[3]).toBe(whole.length - END.length - 1);
  });

  it('gives no more batches of a chunk than are asked for', () => {
    const batches = createArrowDecoder().push(whole)[Symbol.iterator]();
    expect(batches.next().value?.numRows).toBe(20);
  });

  it('does not copy a body that lies whole and even in a chunk', () => {
    const [batch] = decode(whole);
    const chunk = whole.slice();
    const [own] = createArrowDecoder().push(chunk);
    expect(own!.data.children[0]!.values.buffer).toBe(chunk.buffer);
    expect(valuesOf(own!)).toEqual(valuesOf(batch!));
  });

  it('copies a body that lies unevenly in memory', () => {
    const odd = new Uint8Array(whole.length + 3);
    odd.set(whole, 3);
    const decoder = createArrowDecoder();
    const batches = [...decoder.push(odd.subarray(3)), ...decoder.end()];
    expect(batches[0]!.data.children[0]!.values.buffer).not.toBe(odd.buffer);
    expect(batches.map(valuesOf)).toEqual(two.map(valuesOf));
  });

  it('gives a batch of no rows with the schema for a stream without batches', () => {
    const { schema } = everything(1, false);
    const [batch, ...more] = decode(encode([everything(0, false)]));
    expect(more).toEqual([]);
    expect(batch!.numRows).toBe(0);
    expect(batch!.schema.toString()).toBe(schema.toString());
    expect(valuesOf(batch!)).toEqual(schema.fields.map(() => []));
  });

  it('reads what apache-arrow writes for batches and their dictionaries', () => {
    const batch = everything(30, true);
    const writer = new RecordBatchStreamWriter();
    writer.write(batch);
    writer.finish();
    const [back] = decode(writer.toUint8Array(true).slice());
    expect(valuesOf(back!)).toEqual(valuesOf(batch));
  });

  it.each([0, -1, Number.NaN])('refuses %s as a limit when it is made', (maxMessageBytes) => {
    const error = new RangeError(
      `decodeArrow: maxMessageBytes is no limit (got ${maxMessageBytes}); expected a positive number`,
    );
    expect(() => decodeArrow({ maxMessageBytes })).toThrow(error);
    expect(() => createArrowDecoder({ maxMessageBytes })).toThrow(error);
  });
});

describe('a stream that is not whole', () => {
  it('is a FormatError wherever it is cut', () => {
    for (let length = 0; length < whole.length; length++) {
      expect(() => decode(whole.slice(0, length))).toThrow(FormatError);
    }
  });

  const schema = schemaMessage(new Float32());
  it.each([
    [
      'empty',
      new Uint8Array(0),
      'arrow: the input is empty (byte 0); expected an Arrow IPC stream',
    ],
    [
      'cut in a prefix',
      schema.slice(0, 6),
      "arrow: the stream is cut off (byte 6); expected 2 more bytes of a message's prefix",
    ],
    [
      'cut in the metadata',
      schema.slice(0, 20),
      `arrow: the stream is cut off (byte 20); expected ${schema.length - 20} more bytes of a message's metadata`,
    ],
    [
      'cut in a body',
      whole.slice(0, -END.length - 5),
      `arrow: the stream is cut off (byte ${whole.length - 13}); expected 5 more bytes of a message's body`,
    ],
    [
      'cut between two messages',
      whole.slice(0, -END.length),
      `arrow: the stream has no end (byte ${whole.length - 8}); expected the end marker: the stream has been cut off between two messages`,
    ],
  ])('says that it is %s', (_where, bytes, message) => {
    expect(() => decode(bytes)).toThrow(said('FormatError', message));
  });

  it("would be read as whole by apache-arrow's reader when it is empty or cut between messages", () => {
    const rows = (bytes: Uint8Array) =>
      [...RecordBatchReader.from(bytes)].reduce((sum, batch) => sum + batch.numRows, 0);
    expect(rows(whole.slice(0, -END.length))).toBe(40);
    expect(rows(new Uint8Array(0))).toBe(0);
  });
});

describe('what is no present-day stream is refused by name', () => {
  const text = (s: string) => new TextEncoder().encode(s);
  const legacy = () => {
    const writer = new RecordBatchStreamWriter({ writeLegacyIpcFormat: true });
    writer.write(tableFromArrays({ x: Float32Array.of(1) }).batches[0]!);
    writer.finish();
    return writer.toUint8Array(true);
  };
  const old =
    'arrow: no message begins here (byte 0); expected a continuation marker, as Arrow 0.15 (2019) and later write it';

  it.each([
    ['a CSV', text('id,logit_0,logit_1\n'), old],
    ['a stream of before Arrow 0.15', legacy(), old],
    [
      'a file',
      encode(two, { format: 'file' }),
      'arrow: the input is a file, not a stream (byte 0); expected a stream; this is the file format: read it with readArrowFile or by its path',
    ],
    [
      'a stream that another follows',
      concat([whole, whole]),
      `arrow: bytes follow the end of the stream (got ${whole.length}, byte ${whole.length}); expected one stream; several are to be given one by one`,
    ],
    [
      'a message of negative length',
      Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 128),
      'arrow: the length of a message is damaged (got -2147483648, byte 0); expected a positive number',
    ],
    [
      'metadata of noise',
      Uint8Array.of(255, 255, 255, 255, 8, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8),
      'arrow: the metadata of a message are damaged (byte 0)',
    ],
  ])('%s', (_what, bytes, message) => {
    expect(() => decode(bytes)).toThrow(said('FormatError', message));
  });

  it('a message longer than the limit', () => {
    const decoder = createArrowDecoder({ maxMessageBytes: 100 });
    expect(() => [...decoder.push(whole)]).toThrow(
      /^arrow: the metadata of a message is too long \(got \d+, byte 0\); expected at most 100 bytes, or a larger maxMessageBytes$/,
    );
  });

  it('a length that is a lie costs no memory', () => {
    const before = process.memoryUsage().rss;
    const decoder = createArrowDecoder({ maxMetadataBytes: 2 ** 31 });
    const prefix = Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0x70);
    expect([...decoder.push(concat([prefix, new Uint8Array(100)]))]).toEqual([]);
    expect(process.memoryUsage().rss - before).toBeLessThan(50e6);
    expect(() => [...decoder.end()]).toThrow('arrow: the stream is cut off (byte 108)');
  });
});

describe('speed', () => {
  it('is linear in the number of chunks', () => {
    const large = encode([batchOf({ x: column(KINDS.Float64, 100_000, false) })]);
    const start = performance.now();
    decode(large, 16);
    // 50,000 chunks; joining what has come with every chunk would move 20 GB.
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
