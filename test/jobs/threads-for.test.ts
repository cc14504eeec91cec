import { describe, expect, it } from 'vitest';
import { threadsFor } from '../../src/jobs/threads-for.js';

const MEBI = 1 << 20;

describe('threads that nobody has asked for', () => {
  it.each([
    [0, 64, 1],
    [64 * MEBI - 1, 64, 1],
    [64 * MEBI, 64, 2],
    [200e6, 64, 5],
    [200e6, 2, 2],
    [200e6, 1, 1],
    [1e12, 64, 8],
  ])('of %i bytes on %i cores are %i', (bytes, cores, expected) => {
    expect(threadsFor(bytes, cores)).toBe(expected);
  });
});
