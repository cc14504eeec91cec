import { afterEach, describe, expect, it, vi } from 'vitest';
import { decodeBase64 } from '../../src/simd/base64.js';

describe('decodeBase64', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it.each([0, 1, 2, 3, 256])('gives %i bytes, with the Buffer of Node and without', (length) => {
    const bytes = Uint8Array.from({ length }, (_, i) => 255 - i);
    const text = Buffer.from(bytes).toString('base64');
    expect(Uint8Array.from(decodeBase64(text))).toEqual(bytes);
    vi.stubGlobal('Buffer', undefined);
    expect(decodeBase64(text)).toEqual(bytes);
  });
});
