import { describe, expect, it } from 'vitest';
import { isAscii } from '../../../src/formats/csv/utf8.js';

describe('isAscii', () => {
  it('sees every byte of a range, wherever it lies, and none beside it', () => {
    for (const length of [0, 1, 255, 256, 257, 300]) {
      for (let start = 1; start <= 8; start++) {
        const end = start + length;
        const room = new Uint8Array(330).fill(0x7f);
        const bytes = room.subarray(length % 3);
        bytes[start - 1] = bytes[end] = 0x80;
        expect(isAscii(bytes, start, end)).toBe(true);
        for (let at = start; at < end; at++) {
          bytes[at] = 0x80;
          if (isAscii(bytes, start, end)) expect([length, start, at]).toBe('not ASCII');
          bytes[at] = 0x7f;
        }
      }
    }
  });
});
