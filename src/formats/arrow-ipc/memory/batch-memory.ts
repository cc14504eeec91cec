import { createRoom, type Room } from '../../../simd/room.js';

/**
 * Whether memory is used again for each batch, by a consumer that is done with one before it asks for the next, and keeps
 * none; or which memory.
 */
export type Reuse = boolean | BatchMemories;

/**
 * Memories in rooms, where kernels compute without copies, for what of a batch lies side by side: what is read, unpacked, made
 * of several, and parts of a large one.
 */
export class BatchMemories {
  readonly bodies = new BatchMemory('kernels');
  readonly unpacked = new BatchMemory('kernels');
  readonly joined = new BatchMemory('kernels', this.bodies);
  readonly slices = new BatchMemory('kernels');
}

export function memoryFor(reuse: Reuse, use: keyof BatchMemories): BatchMemory {
  return typeof reuse === 'object' ? reuse[use] : new BatchMemory(reuse);
}

/** Batches are alike in size, but not the same. */
const HEADROOM = 1.125;
/** Opening a room costs as much as copying so many bytes to the kernels and back. */
const FEWEST_BYTES = 2 ** 20;
/** Beyond, what copies cost is little beside the memory that stands ready. */
const MOST_BYTES = 2 ** 26;

/**
 * Memory for batches that come one after the other: fresh, or, where nobody keeps what was there before, that of the batch
 * before. The system clears fresh memory page by page, and the engine collects it late: both cost more than to read it.
 */
export class BatchMemory {
  readonly #reuse: boolean | 'kernels';
  readonly #beside: BatchMemory | undefined;
  #room: Room | undefined;
  /** Bytes of a batch that the room was opened for. */
  #roomBytes = 0;
  #slots: Uint8Array[] = [];
  #next = 0;

  /** @param beside  whose room is taken, so that bytes need not be copied from one room to another */
  constructor(reuse: boolean | 'kernels', beside?: BatchMemory) {
    this.#reuse = reuse;
    this.#beside = beside;
  }

  nextBatch(): void {
    this.#next = 0;
    this.#move();
  }

  /**
   * `size` bytes, apart from all others of the batch, from a place on that suits every type. What they held before is still
   * in them.
   *
   * @param together  bytes of the whole batch, about
   */
  bytes(size: number, together = size): Uint8Array {
    if (this.#reuse === false) return new Uint8Array(size);
    const at = this.#next++;
    let slot = this.#slots[at];
    if (slot === undefined || slot.length < size) {
      slot = this.#slot(Math.ceil(size * HEADROOM), Math.max(size, together));
      this.#slots[at] = slot;
    }
    return slot.subarray(0, size);
  }

  #slot(size: number, together: number): Uint8Array {
    const room = this.#reuse === 'kernels' ? this.#roomFor(size, together) : undefined;
    if (room === undefined) return new Uint8Array(size);
    const { buffer, byteOffset } = room.float64(Math.ceil(size / 8));
    return new Uint8Array(buffer, byteOffset, size);
  }

  /**
   * A room has place for a batch, for as much that is made of it, and for as many results. What outgrows it gets another one, of at
   * least twice the size.
   */
  #roomFor(size: number, together: number): Room | undefined {
    if (this.#room !== undefined && this.#room.free >= size + 8) return this.#room;
    if (together < Math.max(FEWEST_BYTES, 2 * this.#roomBytes) || together > MOST_BYTES) return;
    this.#room = createRoom(3 * Math.ceil(together * HEADROOM) + FEWEST_BYTES);
    this.#roomBytes = together;
    this.#slots = [];
    return this.#room;
  }

  /** What lies beside another memory goes where that has gone. */
  #move(): void {
    const beside = this.#beside;
    if (beside === undefined || beside.#room === undefined || beside.#room === this.#room) return;
    this.#room = beside.#room;
    this.#roomBytes = beside.#roomBytes;
    this.#slots = [];
  }
}
