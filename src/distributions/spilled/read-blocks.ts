import type { Spill } from '../../flow/spill-store.js';
import type { Block } from './block.js';
import { decodeBlock, HEADER_BYTES, sizeAfter } from './block.js';
import { ByteQueue } from './byte-queue.js';

/** The blocks of a spill, in the order in which they were written. */
export function* readBlocks(
  spill: Spill,
  widths: readonly number[],
): Generator<Block, undefined, undefined> {
  const source = new ByteQueue(spill.read()[Symbol.iterator]());
  for (;;) {
    const header = source.take(HEADER_BYTES);
    if (header === undefined) return;
    yield decodeBlock(header, source.takeAll(sizeAfter(header)), widths);
  }
}
