import {
  chmod,
  type FileHandle,
  link,
  open,
  readlink,
  rename,
  stat,
  unlink,
} from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { FileError } from '../../errors.js';
import type { ByteSink } from '../byte-sink.js';
import { fileError, systemCode } from '../system-error.js';
import { sweepDeadRuns, temporaryName } from './dead-runs.js';
import { GatheredWrites } from './gathered-writes.js';
import { keepTrack, letGo } from './temporaries.js';

/** As the kernel allows in one path. */
const MOST_LINKS = 40;

/**
 * A regular file that appears whole or not at all: written as `.<name>.<pid>-<realm>-<random>.tmp` in the target's
 * directory (symbolic links resolved), flushed to the disk, renamed, and the directory flushed. An error, an abort, the
 * end of the process and a signal remove it; after a SIGKILL the target is as it was, and the next to write the same
 * target removes what was left (see `sweepDeadRuns`).
 *
 * The mode is that of the file that is replaced, else 0666 less the umask.
 *
 * @param overwrite  false: a target that exists, also one that appears meanwhile, is left alone
 * @throws FileError  with the target's path and the reason in words
 */
export async function openAtomic(path: string, overwrite: boolean): Promise<ByteSink> {
  try {
    const target = await followLinks(path);
    const existing = await stat(target).catch(() => undefined);
    if (existing?.isDirectory()) {
      throw new FileError({ file: path, operator: 'write', what: 'is a directory, not a file' });
    }
    if (existing !== undefined && !overwrite) throw existsAlready(path);
    await sweepDeadRuns(target);
    const temporary = temporaryName(target);
    const handle = await openTracked(temporary);
    const sink = new AtomicFile(path, target, temporary, handle, overwrite);
    if (existing !== undefined) await sink.takeMode(existing.mode);
    return sink;
  } catch (error) {
    throw fileError('write', path, error);
  }
}

/** Tracked before it is there: a signal may come between the file and our hearing of it. */
async function openTracked(temporary: string): Promise<FileHandle> {
  keepTrack(temporary);
  try {
    return await open(temporary, 'wx');
  } catch (error) {
    letGo(temporary);
    throw error;
  }
}

export function existsAlready(path: string): FileError {
  return new FileError({ file: path, operator: 'write', what: 'exists already' });
}

/** Where a path leads, also where its last link leads to nothing yet. */
async function followLinks(path: string): Promise<string> {
  let target = resolve(path);
  for (let links = 0; links < MOST_LINKS; links++) {
    const next = await readlink(target).catch(() => undefined);
    if (next === undefined) return target;
    target = resolve(dirname(target), next);
  }
  throw new FileError({ file: path, operator: 'write', what: 'too many levels of symbolic links' });
}

class AtomicFile implements ByteSink {
  readonly #path: string;
  readonly #target: string;
  readonly #temporary: string;
  readonly #handle: FileHandle;
  readonly #writes: GatheredWrites;
  readonly #overwrite: boolean;
  /** The operation under way, so that an abort does not close the handle beneath it. */
  #pending: Promise<unknown> = Promise.resolve();
  #closed = false;
  readonly gathers = true;
  bytes = 0;

  constructor(
    path: string,
    target: string,
    temporary: string,
    handle: FileHandle,
    overwrite: boolean,
  ) {
    this.#path = path;
    this.#target = target;
    this.#temporary = temporary;
    this.#handle = handle;
    this.#writes = new GatheredWrites(handle.fd);
    this.#overwrite = overwrite;
  }

  /** Some file systems know no modes; the contents matter more. */
  async takeMode(mode: number): Promise<void> {
    await chmod(this.#temporary, mode & 0o7777).catch(() => {});
  }

  write(chunks: readonly Uint8Array[]): void | Promise<void> {
    this.bytes += chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    if (this.#writes.gather(chunks)) return undefined;
    return this.#do(() => this.#writes.send(chunks));
  }

  close(): Promise<void> {
    return this.#do(async () => {
      await this.#writes.send([]);
      await this.#handle.sync();
      this.#closed = true;
      await this.#handle.close();
      await this.#place();
      letGo(this.#temporary);
      await flushDirectory(dirname(this.#target));
    });
  }

  async abort(): Promise<void> {
    await this.#pending.catch(() => {});
    if (!this.#closed) {
      this.#closed = true;
      await this.#handle.close().catch(() => {});
    }
    await unlink(this.#temporary).catch(() => {});
    letGo(this.#temporary);
  }

  /** A rename replaces whatever is there; a link refuses to, also what came after we had looked. */
  async #place(): Promise<void> {
    if (this.#overwrite) return rename(this.#temporary, this.#target);
    try {
      await link(this.#temporary, this.#target);
    } catch (error) {
      if (systemCode(error) === 'EEXIST') throw existsAlready(this.#path);
      // A file system without hard links.
      return rename(this.#temporary, this.#target);
    }
    await unlink(this.#temporary);
  }

  async #do(work: () => Promise<void>): Promise<void> {
    const pending = work();
    this.#pending = pending;
    try {
      await pending;
    } catch (error) {
      throw fileError('write', this.#path, error);
    }
  }
}

/** Makes the rename last through a power cut; where directories cannot be flushed, the system does it in its time. */
async function flushDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
