/** Memory of the kernels' own, for arrays that are to be computed where they lie. */
import { describe } from '../errors.js';
import { checkCount } from './check-count.js';
import { addRoom } from './engine.js';
import type { Floats } from './floats.js';
import { BEYOND, instantiate, ROOM } from './wasm.js';

/** Arrays begin at other places of a page than the one before: loads wait for stores 4 KiB apart. */
const PAGE = 4096;
const STEP = 2112;

/**
 * Room for arrays that kernels read and write in place. WebAssembly sees only its own memory, so that arrays that lie
 * anywhere else are copied there and back, block by block: a tenth to a fifth of a softmax that is in the caches.
 *
 * The arrays are ordinary ones, and the results are the same to the last bit. A kernel copies nothing where input and
 * output are of one room, and half of it where only one of them is in a room, or where they are the same array. Columns for
 * `softmaxColumns` must lie equally far apart, as arrays of one length do that are taken one after the other.
 *
 * - A room costs a WebAssembly memory, which has a size for good: nothing in it ever moves or is detached, nor given back
 *   one by one. The arrays, and views of them, hold the room; with the last of them it goes. Open few rooms (each reserves
 *   gigabytes of addresses, though no memory), take arrays once, and use them again for every batch.
 * - Arrays of a room cannot be transferred to a worker: engines refuse, or copy the whole room, as they do with what is
 *   sent without being transferred. Send a `slice()`.
 * - Where WebAssembly SIMD is missing, or no such memory is to be had, the arrays are of an ordinary buffer.
 */
export interface Room {
  /** Bytes that are left. */
  readonly free: number;
  /** @throws RangeError where they do not fit */
  float32(length: number): Float32Array<ArrayBuffer>;
  /** @throws RangeError where they do not fit */
  float64(length: number): Float64Array<ArrayBuffer>;
}

/**
 * Makes room for arrays that the kernels need not copy: see `Room`.
 *
 * @param bytes  for all arrays together, of zeros at first; each may take up to 4 KiB more than its elements
 * @throws RangeError where the number is none, or there is not so much memory
 */
export function createRoom(bytes: number): Room {
  checkCount('createRoom', 'number of bytes', bytes);
  // Whole doubles, so that the end is a place for an array, though only for one of no elements.
  const size = 8 * Math.ceil(bytes / 8);
  const buffer = kernelMemory(size);
  if (buffer === undefined) return new ArrayRoom(new ArrayBuffer(size), 0, size);
  const room = new ArrayRoom(buffer, ROOM, ROOM + size);
  opened ??= new WeakMap();
  opened.set(buffer, room);
  return room;
}

/** By their memories. */
let opened: WeakMap<ArrayBufferLike, Room> | undefined;

/** The room in which an array lies; undefined where kernels have to copy it. */
export function roomOf({ buffer }: Floats): Room | undefined {
  return opened?.get(buffer);
}

function kernelMemory(bytes: number): ArrayBuffer | undefined {
  const simd = instantiate(ROOM + bytes + BEYOND);
  if (simd === undefined) return undefined;
  addRoom(simd);
  return simd.memory.buffer;
}

class ArrayRoom implements Room {
  readonly #buffer: ArrayBuffer;
  readonly #end: number;
  #next: number;

  constructor(buffer: ArrayBuffer, start: number, end: number) {
    this.#buffer = buffer;
    this.#next = start;
    this.#end = end;
  }

  get free(): number {
    return this.#end - this.#next;
  }

  float32(length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#buffer, this.#take('float32', length, 4), length);
  }

  float64(length: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.#buffer, this.#take('float64', length, 8), length);
  }

  #take(name: string, length: number, size: number): number {
    checkCount(`Room.${name}`, 'length', length);
    const at = this.#next;
    const end = at + length * size;
    if (end > this.#end) {
      throw new RangeError(
        describe({
          operator: `Room.${name}`,
          what: 'no room for so many elements',
          got: length,
          expected: `at most ${Math.floor(this.free / size)}`,
        }),
      );
    }
    const gap = (((at + STEP - end) % PAGE) + PAGE) % PAGE;
    this.#next = Math.min(end + gap, this.#end);
    return at;
  }
}
