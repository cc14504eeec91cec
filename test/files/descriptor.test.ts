import { truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FileError } from '../../src/errors.js';
import { blocking, Descriptor } from '../../src/files/sources/descriptor.js';
import { randomAccess } from '../../src/files/sources/random-access.js';
import { scratch } from './support.js';

const path = scratch();

describe.each([
  ['waits in a thread', (descriptor: Descriptor) => descriptor],
  ['keeps this thread waiting', blocking],
])('random access that %s', (_, readingOf) => {
  it('gives the bytes of any place, fewer at the end and where the file has been cut', async () => {
    writeFileSync(path('a'), 'twelve bytes');
    const descriptor = await Descriptor.open(path('a'), 'r');
    try {
      const file = await randomAccess(path('a'), readingOf(descriptor));
      const text = async (at: number, length: number) => `${await file.read(at, length)}`;
      expect(file.size).toBe(12);
      expect(await text(0, 6)).toBe('twelve');
      expect(await text(7, 99)).toBe('bytes');
      expect(await text(12, 5)).toBe('');
      truncateSync(path('a'), 9);
      expect(await text(7, 5)).toBe('by');
    } finally {
      await descriptor.close();
    }
  });

  it('fails with a FileError where the device does', async () => {
    writeFileSync(path('a'), 'a');
    const descriptor = await Descriptor.open(path('a'), 'w');
    writeFileSync(path('a'), 'a');
    try {
      const file = await randomAccess(path('a'), readingOf(descriptor));
      await expect(file.read(0, 1)).rejects.toThrow(FileError);
    } finally {
      await descriptor.close();
    }
  });
});
