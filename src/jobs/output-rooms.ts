/** As much as a write takes well. */
const ROOM_BYTES = 1 << 20;

/**
 * Gathers output in buffers of one size, which travel to another thread and come back to be filled again: fresh memory has to
 * be cleared by the system, page by page.
 */
export class OutputRooms {
  readonly #send: (bytes: Uint8Array<ArrayBuffer>) => void;
  readonly #spare: ArrayBuffer[] = [];
  #room: Uint8Array<ArrayBuffer> | undefined;
  #filled = 0;

  /** @param send  takes the buffer away with the bytes in it */
  constructor(send: (bytes: Uint8Array<ArrayBuffer>) => void) {
    this.#send = send;
  }

  /** Copies a piece, whose memory may be used again. */
  put(piece: Uint8Array): void {
    for (let at = 0; at < piece.length; ) {
      this.#room ??= new Uint8Array(this.#spare.pop() ?? new ArrayBuffer(ROOM_BYTES));
      const part = piece.subarray(at, at + ROOM_BYTES - this.#filled);
      this.#room.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === ROOM_BYTES) this.flush();
    }
  }

  /** Sends what is there. */
  flush(): void {
    if (this.#room === undefined || this.#filled === 0) return;
    const bytes = this.#room.subarray(0, this.#filled);
    this.#room = undefined;
    this.#filled = 0;
    this.#send(bytes);
  }

  /** Forgets what is there. */
  drop(): void {
    this.#filled = 0;
  }

  /** Takes buffers back. */
  reuse(buffers: readonly ArrayBuffer[]): void {
    this.#spare.push(...buffers);
  }
}
