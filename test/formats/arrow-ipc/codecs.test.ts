import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DamagedError } from '../../../src/formats/arrow-ipc/compression/damaged.js';
import { encodeLz4Frame } from '../../../src/formats/arrow-ipc/compression/lz4-encode.js';
import { decodeLz4Frame } from '../../../src/formats/arrow-ipc/compression/lz4-frame.js';
import { xxhash32 } from '../../../src/formats/arrow-ipc/compression/xxhash32.js';
import { decodeZstd } from '../../../src/formats/arrow-ipc/compression/zstd/frame.js';
import { xxhash64 } from '../../../src/formats/arrow-ipc/compression/zstd/xxhash64.js';

/** Frames of the reference programs; `fixtures/generate/compression.sh` says what they all hold. */
const folder = new URL('../../../fixtures/compression/', import.meta.url);
const csv = readFileSync(new URL('../digits.csv', folder)).subarray(0, 6000);
const content = new Uint8Array(Buffer.concat(Array.from({ length: 25 }, () => csv)));
const frames = readdirSync(folder).map((name) => {
  const decode = name.endsWith('.lz4') ? decodeLz4Frame : decodeZstd;
  return { name, bytes: new Uint8Array(readFileSync(new URL(name, folder))), decode };
});

describe('a frame of the reference programs', () => {
  it.each(frames)('$name is decoded', ({ bytes, decode }) => {
    const target = new Uint8Array(content.length);
    decode(bytes, target);
    expect(Buffer.compare(target, content)).toBe(0);
  });

  it.each(frames)('$name of another size than stated is refused', ({ bytes, decode }) => {
    for (const size of [0, 1, content.length - 1, content.length + 1, content.length * 2]) {
      expect(() => decode(bytes, new Uint8Array(size))).toThrow(DamagedError);
    }
  });

  it.each(frames)('$name is refused wherever it is cut off', ({ bytes, decode }) => {
    const target = new Uint8Array(content.length);
    for (let end = 0; end < bytes.length; end += end < 64 ? 1 : 61) {
      expect(() => decode(bytes.subarray(0, end), target)).toThrow(DamagedError);
    }
  });

  it.each(frames)('$name with something after it is refused', ({ bytes, decode }) => {
    const longer = Uint8Array.of(...bytes, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    expect(() => decode(longer, new Uint8Array(content.length))).toThrow(DamagedError);
  });

  it.each(frames)('$name with bytes changed is decoded or refused, in linear time', (frame) => {
    const target = new Uint8Array(content.length);
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(changes, (list) => {
        const copy = frame.bytes.slice();
        for (const [at, value] of list) copy[at % copy.length] = value;
        try {
          frame.decode(copy, target);
        } catch (error) {
          if (!(error instanceof DamagedError)) throw error;
        }
      }),
      { seed: 11, numRuns: 150 },
    );
  });

  it('with a checksum never gives anything else', () => {
    const names = ['default.lz4', 'linked-blocks-with-checksums.lz4', 'best-with-checksum.zst'];
    for (const { bytes, decode } of frames.filter(({ name }) => names.includes(name))) {
      for (let at = 5; at < bytes.length; at += 97) {
        const copy = bytes.slice();
        copy[at] = copy[at]! ^ 1;
        expect(Buffer.compare(decodedOr(decode, copy), content)).toBe(0);
      }
    }
  });
});

/** What a frame holds, or `content` where it is refused. */
function decodedOr(decode: typeof decodeZstd, frame: Uint8Array): Uint8Array {
  const target = new Uint8Array(content.length);
  try {
    decode(frame, target);
  } catch (error) {
    if (error instanceof DamagedError) return content;
    throw error;
  }
  return target;
}

describe('an LZ4 frame that is written here', () => {
  const back = (bytes: Uint8Array) => {
    const target = new Uint8Array(bytes.length);
    decodeLz4Frame(encodeLz4Frame(bytes), target);
    return target;
  };

  it('gives back what went in', () => {
    const few = fc.uint8Array({ max: 3, maxLength: 3000 });
    const any = fc.uint8Array({ maxLength: 3000 });
    fc.assert(
      fc.property(fc.oneof(few, any), (bytes) => {
        expect(back(bytes)).toEqual(bytes);
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it('gives back several blocks of 4 MiB, with runs over their borders', () => {
    const bytes = new Uint8Array(9_000_000);
    for (let i = 0; i < bytes.length; i += 3001) bytes[i] = i % 251;
    const frame = encodeLz4Frame(bytes);
    const target = new Uint8Array(bytes.length);
    decodeLz4Frame(frame, target);
    expect(Buffer.compare(target, bytes)).toBe(0);
    expect(frame.length).toBeLessThan(bytes.length / 50);
  });

  it('is as short as that of the reference program, within a tenth', () => {
    const reference = frames.find(({ name }) => name === 'without-checksum.lz4')!.bytes.length;
    expect(encodeLz4Frame(content).length).toBeLessThan(reference * 1.1);
  });
});

describe('an LZ4 frame is refused', () => {
  const frame = encodeLz4Frame(content);
  const [flags, block, checksum] = [4, 5, 14];
  const changed = (change: (bytes: Uint8Array) => void) => {
    const copy = frame.slice();
    change(copy);
    copy[checksum] = (xxhash32(copy.subarray(4, checksum)) >> 8) & 0xff;
    return () => decodeLz4Frame(copy, new Uint8Array(content.length));
  };

  it.each([
    ['that needs a dictionary', flags, 0b01101001, 'the frame needs a dictionary'],
    ['of another version', flags, 0b10101000, 'the version of the frame is unknown'],
    ['with a reserved bit', flags, 0b01101010, 'the version of the frame is unknown'],
    ['with no block size', block, 0x30, 'the block size is none'],
    ['that says another size', 6, 1, 'the frame says another size'],
    ['whose blocks are longer than they may be', block, 0x40, 'out of its block'],
  ])('%s', (_what, at, value, message) => {
    const decode = changed((bytes) => {
      bytes[at] = value;
    });
    expect(decode).toThrow(message);
  });
});

describe('checksums are those of xxHash', () => {
  const text = (value: string) => new TextEncoder().encode(value);
  it.each([
    ['', 0x02cc5d05, 0xef46db3751d8e999n],
    ['a', 0x550d7456, 0xd24ec4f1a98c6e5bn],
    ['abc', 0x32d153ff, 0x44bc2cf5ad770999n],
    ['Nobody inspects the spammish repetition', 0xe2293b2f, 0xfbcea83c8a378bf1n],
  ])('of "%s"', (value, short, long) => {
    expect(xxhash32(text(value))).toBe(short);
    expect(xxhash64(text(value))).toBe(long);
  });
});
