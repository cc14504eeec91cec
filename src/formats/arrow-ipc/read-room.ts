import type { RandomAccess } from './random-access.js';

/**
 * Reads of a file, each into a buffer of its own, or, where nobody keeps what was read before, into one for all. The
 * system clears fresh memory page by page, and the engine collects it late: both cost more than to read it.
 */
export class ReadRoom {
  readonly #file: RandomAccess;
  readonly reuses: boolean;
  #room = new Uint8Array(0);

  constructor(file: RandomAccess, reuses: boolean) {
    this.#file = file;
    this.reuses = reuses;
  }

  read(position: number, length: number): Promise<Uint8Array> {
    if (!this.reuses) return this.#file.read(position, length);
    // A length may be a lie, the size of the file is not.
    const size = Math.max(0, Math.min(length, this.#file.size - position));
    if (this.#room.length < size) this.#room = new Uint8Array(Math.ceil(size * HEADROOM));
    return this.#file.read(position, length, this.#room);
  }
}

/** The same for several reads at a time: the first one after `begin` goes where the first one before it went, and so on. */
export class ReadRooms {
  readonly #file: RandomAccess;
  readonly #reuses: boolean;
  readonly #rooms: ReadRoom[] = [];
  #next = 0;

  constructor(file: RandomAccess, reuses: boolean) {
    this.#file = file;
    this.#reuses = reuses;
  }

  begin(): void {
    this.#next = 0;
  }

  read(position: number, length: number): Promise<Uint8Array> {
    const at = this.#next++;
    this.#rooms[at] ??= new ReadRoom(this.#file, this.#reuses);
    return this.#rooms[at].read(position, length);
  }
}

/** Batches are alike in size, but not the same. */
const HEADROOM = 1.125;
