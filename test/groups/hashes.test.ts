import { Int64, Schema, Utf8 } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { newField, recordBatch } from '../../src/columns/batches.js';
import { makeColumn } from '../../src/columns/column.js';
import { halfSipHash } from '../../src/groups/half-sip-hash.js';
import { KeyTable } from '../../src/groups/key-table.js';
import { drawTabulation, TABULATION, tabulate } from '../../src/groups/tabulation.js';

describe('HalfSipHash-1-3', () => {
  it('is that of Linux, lib/siphash_kunit.c (32-bit test vectors)', () => {
    const bytes = Uint8Array.from({ length: 16 }, (_, i) => i);
    const hashes = Array.from({ length: 8 }, (_, n) =>
      halfSipHash(bytes, 0, n, Int32Array.of(0x03020100, 0x07060504)),
    );
    expect(hashes.map((hash) => hash >>> 0)).toEqual([
      ...[0x5814c896, 0xe7e864ca, 0xbc4b0e30, 0x01539939],
      ...[0x7e059ea6, 0x88e3d89b, 0xa0080b65, 0x9d38d9d6],
    ]);
    expect(halfSipHash(bytes, 3, 12)).toBe(halfSipHash(bytes.slice(3), 0, 9));
  });
});

describe('tabulation', () => {
  it('takes a word of its own for each byte', () => {
    const at = (byte: number, value: number) => TABULATION[256 * byte + value]!;
    drawTabulation();
    const zero = tabulate(0, 0);
    for (let byte = 0; byte < 8; byte++) {
      const word = 0xab << (8 * (byte % 4));
      const hash = byte < 4 ? tabulate(word, 0) : tabulate(0, word);
      expect(hash).toBe(zero ^ at(byte, 0) ^ at(byte, 0xab));
    }
    expect(new Set(TABULATION).size).toBeGreaterThan(2040);
  });
});

describe('keys that were chosen to be hard', () => {
  const COUNT = 1 << 17;

  function integers(keyAt: (i: number) => bigint) {
    const column = makeColumn(new Int64(), COUNT, {
      values: BigInt64Array.from({ length: COUNT }, (_, i) => keyAt(i)),
    });
    return recordBatch(new Schema([newField('k', column.type, true)]), [column], COUNT);
  }

  /** Strings of 17 pairs that are alike to hashes which multiply by 31 and add (Java's, and their kind). */
  function pairs() {
    const values = new Uint8Array(34 * COUNT);
    for (let i = 0; i < COUNT; i++) {
      for (let bit = 0; bit < 17; bit++) {
        values.set((i >> bit) & 1 ? [0x41, 0x61] : [0x42, 0x42], 34 * i + 2 * bit);
      }
    }
    const offsets = Int32Array.from({ length: COUNT + 1 }, (_, i) => 34 * i);
    const column = makeColumn(new Utf8(), COUNT, { offsets, values });
    return recordBatch(new Schema([newField('k', column.type, true)]), [column], COUNT);
  }

  const out = new Uint32Array(COUNT);

  it.each([
    ['multiples of 2^32', integers((i) => BigInt(i) << 32n)],
    ['multiples of 2^47', integers((i) => BigInt.asIntN(64, BigInt(i) << 47n))],
    ['both halves alike', integers((i) => (BigInt(i) << 32n) + BigInt(i))],
    ['halves that add up to one number', integers((i) => (BigInt(i) << 32n) + BigInt(COUNT - i))],
    ['steps of 2^20', integers((i) => BigInt(i) << 20n)],
    ['strings of one polynomial hash', pairs()],
  ])('take time as others do: %s', (_, batch) => {
    const time = (of: typeof batch) => {
      const start = process.cpuUsage();
      const table = new KeyTable({ operator: 'test', by: 'k' });
      table.assign(of, out);
      const { user } = process.cpuUsage(start);
      expect(out.every((number, i) => number === i)).toBe(true);
      return user;
    };
    const plain = integers((i) => BigInt(i));
    time(plain);
    // One long chain would take thousands of times as long.
    expect(Math.min(time(batch), time(batch))).toBeLessThan(20 * time(plain) + 50_000);
  });
});
