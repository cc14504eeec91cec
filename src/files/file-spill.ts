import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Spill, SpillStore } from '../flow/spill-store.js';
import { randomHex } from './random-hex.js';
import { fileError } from './system-error.js';
import { takenOf } from './write-all.js';

/** As large as a read that costs little beside its bytes. */
const CHUNK_BYTES = 1 << 20;

/**
 * A store of temporary files, for `replay: 'spill'`, in the system's temporary directory (`TMPDIR`). A file loses its name
 * before its first byte is written: its space is free again when the subscription ends in whatever way, and when the
 * process does, by a signal too.
 *
 * Fails with a FileError where the directory is full or cannot be written.
 */
export function fileSpill(): SpillStore {
  return { create: () => new FileSpill() };
}

class FileSpill implements Spill {
  readonly #path = join(tmpdir(), `logitflow-${process.pid}-${randomHex()}.tmp`);
  readonly #descriptor: number;
  #size = 0;
  #deleted = false;

  constructor() {
    this.#descriptor = this.#spoken(() => openSync(this.#path, 'wx+', 0o600));
    this.#spoken(() => unlinkSync(this.#path));
  }

  /** A short write is no error of the system: it says how much it took. */
  write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) {
      const { length } = bytes;
      const taken = this.#spoken(() =>
        takenOf(writeSync(this.#descriptor, bytes, done, length - done, this.#size)),
      );
      done += taken;
      this.#size += taken;
    }
  }

  *read(): Generator<Uint8Array, void, undefined> {
    for (let position = 0; position < this.#size && !this.#deleted; ) {
      const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, this.#size - position));
      const length = this.#spoken(() =>
        readSync(this.#descriptor, chunk, 0, chunk.length, position),
      );
      position += length;
      yield length === chunk.length ? chunk : chunk.subarray(0, length);
    }
  }

  delete(): void {
    if (this.#deleted) return;
    this.#deleted = true;
    closeSync(this.#descriptor);
  }

  #spoken<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw fileError('spill', this.#path, error);
    }
  }
}
