import { close, fstat, fstatSync, open, read, readSync, type Stats } from 'node:fs';
import { promisify } from 'node:util';

const openFile = promisify(open);
const closeFile = promisify(close);
const statFile = promisify(fstat);
const readFile = promisify(read);

/**
 * An open file that can be given away. A FileHandle cannot, and a FIFO must not be opened twice: a writer that comes
 * and goes between the two leaves a descriptor on which the end never shows.
 */
export class Descriptor {
  readonly number: number;
  #pending = 0;
  #closing: { readonly done: Promise<void>; readonly now: () => void } | undefined;

  private constructor(number: number) {
    this.number = number;
  }

  static async open(path: string, flags: string | number, mode?: number): Promise<Descriptor> {
    return new Descriptor(await openFile(path, flags, mode));
  }

  stat(): Promise<Stats> {
    return statFile(this.number);
  }

  /** Bytes read, 0 at the end; `position` null: where the last read ended. */
  async read(buffer: Uint8Array, start: number, position: number | null): Promise<number> {
    this.#pending++;
    try {
      const length = buffer.length - start;
      return (await readFile(this.number, buffer, start, length, position)).bytesRead;
    } finally {
      this.#pending--;
      if (this.#pending === 0) this.#closing?.now();
    }
  }

  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /** Waits for reads under way, since the number may belong to another file as soon as it is free. */
  close(): Promise<void> {
    if (this.#closing === undefined) {
      let now = () => {};
      const idle = new Promise<void>((resolve) => {
        now = resolve;
      });
      this.#closing = { done: idle.then(() => closeFile(this.number)), now };
      if (this.#pending === 0) now();
    }
    return this.#closing.done;
  }
}

/** How a file is read: as `Descriptor` does, or by a `blocking` one. */
export type Reading = Pick<Descriptor, 'stat' | 'read'>;

/**
 * Reads that this thread waits for itself. Another thread that waits in its place has to be woken for each, and wakes it
 * again, which takes as long as to read what the system has in memory.
 */
export function blocking({ number }: Descriptor): Reading {
  return {
    stat: async () => fstatSync(number),
    read: async (buffer, start, position) =>
      readSync(number, buffer, start, buffer.length - start, position),
  };
}
