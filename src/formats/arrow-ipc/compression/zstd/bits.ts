import { damaged } from '../damaged.js';
import { MOST_BLOCK_BYTES } from './codes.js';

/** Bytes of zeros around the bits, so that a word may be loaded anywhere near them. */
export const MARGIN = 8;

/** Where bits lie with zeros around them: those of a stream are used up before the next stream begins. */
let room: Uint8Array | undefined;

/**
 * Bits that are read from their end to their beginning, as Zstandard writes those of its entropy codes: the last byte
 * holds a 1 that marks where they begin. Bits that are made later take the place of these.
 */
export class BackwardBits {
  /** The bits, with zeros around them. */
  readonly view: DataView;
  /** Bits left; below 0 more have been taken than there were. */
  left: number;

  /**
   * @param bytes  of a block, or less
   * @throws DamagedError  where there is no mark
   */
  constructor(bytes: Uint8Array) {
    const last = bytes[bytes.length - 1] ?? 0;
    if (last === 0) damaged('bits have no end mark');
    room ??= new Uint8Array(MOST_BLOCK_BYTES + 2 * MARGIN);
    room.set(bytes, MARGIN);
    room.fill(0, MARGIN + bytes.length, 2 * MARGIN + bytes.length);
    this.view = new DataView(room.buffer);
    this.left = bytes.length * 8 - 1 - Math.clz32(last) + 24;
  }

  /** The next `count` bits, at most 25, without taking them; zeros where there are no more. */
  peek(count: number): number {
    const at = Math.max(this.left - count, -MARGIN * 8) + MARGIN * 8;
    return (this.view.getUint32(at >> 3, true) >>> (at & 7)) & ((1 << count) - 1);
  }

  /** Takes `count` bits, at most 25; whoever reads a wrong stream sees `left` below 0 at its end. */
  take(count: number): number {
    const bits = this.peek(count);
    this.left -= count;
    return bits;
  }
}
