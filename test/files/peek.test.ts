import { array, asyncProperty, assert as check, nat, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { peek } from '../../src/files/sources/peek.js';

describe('peek', () => {
  it('shows the beginning and changes nothing, however the bytes arrive', async () => {
    await check(
      asyncProperty(array(uint8Array({ maxLength: 9 })), nat(20), async (chunks, count) => {
        async function* source() {
          yield* chunks;
        }
        const whole = Buffer.concat(chunks);
        const peeked = await peek(source(), count);
        expect(peeked.head.length).toBeGreaterThanOrEqual(Math.min(count, whole.length));
        expect(whole.subarray(0, peeked.head.length).equals(peeked.head)).toBe(true);
        const seen: Uint8Array[] = [];
        for await (const chunk of peeked.chunks) seen.push(chunk);
        expect(Buffer.concat(seen).equals(whole)).toBe(true);
      }),
      { seed: 7 },
    );
  });

  it('closes its source when its reader leaves after the first chunk', async () => {
    let closed = false;
    async function* source() {
      try {
        yield Buffer.from('abc');
        yield Buffer.from('def');
      } finally {
        closed = true;
      }
    }
    const { chunks } = await peek(source(), 2);
    for await (const _ of chunks) break;
    expect(closed).toBe(true);
  });
});
