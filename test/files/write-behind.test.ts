import { describe, expect, it } from 'vitest';
import { WriteBehind } from '../../src/files/sinks/write-behind.js';

const bytes = (...values: number[]) => Uint8Array.from(values);

/** A sink that is slow, but with chunks of one byte, and fails with the chunk that begins with 13. */
function slowSink() {
  const events: string[] = [];
  const write = (chunks: readonly Uint8Array[]): void | Promise<void> => {
    const [first] = chunks[0]!;
    events.push(`begin ${first}`);
    if (chunks[0]!.length === 1) return undefined;
    return new Promise((resolve, reject) =>
      setTimeout(() => {
        events.push(`end ${first}`);
        if (first === 13) reject(new Error('the device is full'));
        else resolve();
      }, 5),
    );
  };
  const sink = { write, close: async () => {}, abort: async () => {}, bytes: 0 };
  function* making(...chunks: Uint8Array[]) {
    for (const chunk of chunks) {
      events.push(`make ${chunk[0]}`);
      yield chunk;
    }
  }
  return { events, making, writes: new WriteBehind(sink) };
}

describe('WriteBehind', () => {
  it('makes a chunk while the one before is written, and writes one at a time', async () => {
    const { events, making, writes } = slowSink();
    await writes.write(making(bytes(1, 1), bytes(2, 2), bytes(3, 3)));
    const begun = ['make 1', 'begin 1', 'make 2', 'end 1', 'begin 2', 'make 3', 'end 2', 'begin 3'];
    expect(events).toEqual(begun);
    await writes.settled();
    expect(events).toEqual([...begun, 'end 3']);
  });

  it('is synchronous where the sink is', () => {
    const { events, making, writes } = slowSink();
    expect(writes.write(making(bytes(1), bytes(2)))).toBeUndefined();
    expect(events).toEqual(['make 1', 'begin 1', 'make 2', 'begin 2']);
  });

  it('says that a write has failed to the next one, and at the end', async () => {
    const { events, making, writes } = slowSink();
    expect(writes.write(making(bytes(13, 0)))).toBeUndefined();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await expect(writes.write(making(bytes(2, 2)))).rejects.toThrow('the device is full');
    await expect(writes.settled()).rejects.toThrow('the device is full');
    expect(events).toEqual(['make 13', 'begin 13', 'end 13', 'make 2']);
  });
});
