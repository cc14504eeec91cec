import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codecOf } from '../../../src/formats/arrow-ipc/compression/codecs.js';
import { PREFIX_BYTES } from '../../../src/formats/arrow-ipc/messages/framing.js';
import { decodeMessage } from '../../../src/formats/arrow-ipc/messages/message.js';
import { MessageDecoder } from '../../../src/formats/arrow-ipc/messages/message-decoder.js';
import {
  BatchMessageEncoder,
  encodeBatchMessage,
} from '../../../src/formats/arrow-ipc/writing/batch-message.js';

const count = fc.maxSafeNat();
const pairs = fc.array(fc.tuple(count, count), { maxLength: 30 });
const header = fc.record({
  rows: count,
  nodes: pairs,
  regions: pairs,
  variadicCounts: fc.array(count, { maxLength: 5 }),
  length: count,
  codec: fc.constantFrom('none', 'lz4', 'zstd'),
  metadata: fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), {
    maxKeys: 4,
  }),
});

describe('the metadata of a batch', () => {
  it('say what they were given, whatever it is', () => {
    fc.assert(
      fc.property(header, fc.option(count), (given, dictionary) => {
        const metadata = new Map(Object.entries(given.metadata));
        const bytes = encodeBatchMessage({
          rows: given.rows,
          metadata,
          body: {
            nodes: given.nodes.flat(),
            regions: given.regions.flat(),
            variadicCounts: given.variadicCounts,
            length: given.length,
            codec: codecOf(given.codec),
          },
          ...(dictionary === null ? {} : { dictionary }),
        });
        expect(bytes.length % 8).toBe(0);
        const layout = {
          rows: given.rows,
          nodes: given.nodes.flat(),
          regions: given.regions.flat(),
          variadicCounts: given.variadicCounts,
          codec: codecOf(given.codec),
        };
        const kind =
          dictionary === null
            ? { kind: 'batch' }
            : { kind: 'dictionary', id: dictionary, isDelta: false };
        const said = { isOld: false, bodyLength: given.length, metadata, layout, ...kind };
        expect(decodeMessage(bytes.subarray(PREFIX_BYTES), 0)).toEqual(said);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it('align numbers of 64 bits, as FlatBuffers wants them', () => {
    const bytes = encodeBatchMessage({
      rows: 0x0102030405,
      metadata: new Map([['odd', 'x']]),
      body: {
        nodes: [0x1112131415, 0x2122232425],
        regions: [],
        variadicCounts: [0x3132333435],
        length: 0x4142434445,
        codec: codecOf('lz4'),
      },
    });
    const words = new BigInt64Array(bytes.buffer, 0, bytes.length / 8);
    for (const word of [
      0x0102030405n,
      0x1112131415n,
      0x2122232425n,
      0x3132333435n,
      0x4142434445n,
    ]) {
      expect(words).toContain(word);
    }
  });

  const small = fc.nat({ max: 2 });
  const alike = fc.array(
    fc.record({
      rows: small,
      metadata: fc.constantFrom(new Map<string, string>(), new Map([['a', 'b']])),
      body: fc.record({
        nodes: fc.tuple(small, small),
        regions: fc.tuple(small, small),
        variadicCounts: fc.array(small, { maxLength: 1 }),
        length: small,
        codec: fc.constantFrom(undefined, codecOf('lz4')),
      }),
    }),
    { minLength: 20, maxLength: 40 },
  );

  it('are made once for batches alike, and anew for any other', () => {
    fc.assert(
      fc.property(alike, (headers) => {
        const encoder = new BatchMessageEncoder();
        for (const given of headers) {
          expect(encoder.encode(given)).toEqual(encodeBatchMessage(given));
        }
      }),
    );
  });

  it('are decoded once where they are the same bytes, also in memory that is written over', () => {
    fc.assert(
      fc.property(alike, (headers) => {
        const decoder = new MessageDecoder();
        const room = new Uint8Array(1024);
        for (const given of headers) {
          const bytes = encodeBatchMessage(given).subarray(PREFIX_BYTES);
          room.set(bytes);
          expect(decoder.decode(room.subarray(0, bytes.length), 0)).toEqual(
            decodeMessage(bytes, 0),
          );
        }
      }),
    );
  });
});
