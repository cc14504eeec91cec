/** What makes typed arrays over memory that is there. */
interface ViewMaker<T> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
}

/**
 * Memory for what is joined: fresh, or, where nobody keeps a batch, that of the batch before. What it held before is
 * still in it.
 */
export class JoinRoom {
  readonly #reuses: boolean;
  #buffers: ArrayBuffer[] = [];
  #next = 0;

  constructor(reuses: boolean) {
    this.#reuses = reuses;
  }

  nextBatch(): void {
    this.#next = 0;
    if (!this.#reuses) this.#buffers = [];
  }

  /** `length` elements, apart from all others of the batch. */
  array<T>(ArrayType: ViewMaker<T>, length: number): T {
    const size = length * ArrayType.BYTES_PER_ELEMENT;
    const at = this.#next++;
    let buffer = this.#buffers[at];
    if (buffer === undefined || buffer.byteLength < size) {
      buffer = new ArrayBuffer(this.#reuses ? Math.ceil((size * HEADROOM) / 8) * 8 : size);
      this.#buffers[at] = buffer;
    }
    return new ArrayType(buffer, 0, length);
  }
}

/** Joined batches are alike in size, but not the same. */
const HEADROOM = 1.125;
