import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../src/errors.js';
import type { ByteSink } from '../../src/files/byte-sink.js';
import { gunzip, gzipTo } from '../../src/files/gzip.js';

async function* inPieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function unpack(bytes: Uint8Array, size = 7): Promise<string> {
  const seen: Uint8Array[] = [];
  for await (const chunk of gunzip('f.csv.gz', inPieces(bytes, size))) seen.push(chunk);
  return Buffer.concat(seen).toString();
}

describe('gunzip', () => {
  const one = gzipSync('one,');
  const two = gzipSync('two');

  it.each([1, 7, 1000])(
    'reads members that stand one after the other, in chunks of %i',
    async (size) => {
      expect(await unpack(Buffer.concat([one, two]), size)).toBe('one,two');
    },
  );

  it('passes over the zeros that tapes are filled up with', async () => {
    expect(await unpack(Buffer.concat([one, Buffer.alloc(20)]))).toBe('one,');
  });

  it.each([
    ['is cut short', two.subarray(0, -5)],
    [
      'is cut short within the first bytes of a second member',
      Buffer.concat([one, two.subarray(0, 3)]),
    ],
    ['holds nothing', Buffer.alloc(0)],
  ])('says that a file ends too early where it %s', async (_, bytes) => {
    const reading = unpack(bytes);
    await expect(reading).rejects.toBeInstanceOf(FormatError);
    await expect(reading).rejects.toThrow('f.csv.gz: gzip: the compressed data ends too early');
  });

  it.each([
    ['the checksum', one.length - 8, 'incorrect data check'],
    ['the length', one.length - 1, 'incorrect length check'],
  ])('compares %s', async (_, at, reason) => {
    const bent = Buffer.from(one);
    bent[at]! ^= 1;
    await expect(unpack(bent)).rejects.toThrow(`f.csv.gz: gzip: corrupt data: ${reason}`);
  });

  it('refuses what stands behind the end', async () => {
    await expect(unpack(Buffer.concat([one, Buffer.from('junk')]))).rejects.toThrow(
      'f.csv.gz: gzip: corrupt data: incorrect header check',
    );
  });

  it('passes on an error of its source as it is', async () => {
    const broken = new Error('the disk is gone');
    async function* source() {
      yield one.subarray(0, 5);
      throw broken;
    }
    const reading = async () => {
      for await (const _ of gunzip('f.csv.gz', source())) void _;
    };
    await expect(reading()).rejects.toBe(broken);
  });

  it('closes its source when its reader leaves', async () => {
    let closed = false;
    async function* source() {
      try {
        for (;;) yield gzipSync(Buffer.alloc(1000, 'x'));
      } finally {
        closed = true;
      }
    }
    for await (const _ of gunzip('f.csv.gz', source())) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(closed).toBe(true);
  });
});

describe('gzipTo', () => {
  function memory(fail?: Error) {
    const seen: Uint8Array[] = [];
    const events: string[] = [];
    const sink: ByteSink = {
      get bytes() {
        return seen.reduce((sum, chunk) => sum + chunk.length, 0);
      },
      async write(chunks) {
        if (fail !== undefined) throw fail;
        seen.push(...chunks);
      },
      async close() {
        events.push('closed');
      },
      async abort() {
        events.push('aborted');
      },
    };
    return { sink, events, bytes: () => Buffer.concat(seen) };
  }

  it('writes what gunzip reads, and counts compressed bytes', async () => {
    const target = memory();
    const sink = gzipTo(target.sink);
    const text = Buffer.from('0.1,0.2,0.7\n'.repeat(100_000));
    await sink.write([text.subarray(0, 999), text.subarray(999)]);
    await sink.close();
    expect(gunzipSync(target.bytes()).equals(text)).toBe(true);
    expect(sink.bytes).toBe(target.bytes().length);
    expect(target.events).toEqual(['closed']);
  });

  it('fails with what its target fails with', async () => {
    const full = new Error('full');
    const target = memory(full);
    const sink = gzipTo(target.sink);
    const noise = Buffer.from(
      Array.from({ length: 1 << 20 }, (_, i) => (i * i * 2654435761) >>> 13),
    );
    const writing = async () => {
      for (let i = 0; i < 50; i++) await sink.write([noise]);
      await sink.close();
    };
    await expect(writing()).rejects.toBe(full);
    await sink.abort();
    expect(target.events).toEqual(['aborted']);
  });

  it('aborts its target', async () => {
    const target = memory();
    const sink = gzipTo(target.sink);
    await sink.write([Buffer.from('x')]);
    await sink.abort();
    expect(target.events).toEqual(['aborted']);
  });
});
