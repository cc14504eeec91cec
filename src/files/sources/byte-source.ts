import { constants, fstatSync, read, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { isatty, ReadStream } from 'node:tty';
import { promisify } from 'node:util';
import { FileError } from '../../errors.js';
import { fileError } from '../system-error.js';
import { Descriptor } from './descriptor.js';

/** Large enough that a read costs little beside its bytes, small enough to be a small part of the memory budget. */
export const CHUNK_BYTES = 1 << 19;

const readDescriptor = promisify(read);

// A FIFO opened without it waits in a thread for a writer, and nothing can call that thread back. Windows has none.
const NONBLOCKING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** The bytes of one file, opened: read once from the beginning, or (a regular file) anywhere. */
export interface ByteSource {
  /** As the caller gave it; `-` is standard input. */
  readonly path: string;
  /** In bytes; undefined for pipes and devices, whose end is only known when it comes. */
  readonly size: number | undefined;
  /** For random access; undefined for everything that is no regular file. */
  readonly descriptor: Descriptor | undefined;
  /**
   * The bytes from the beginning, in fresh buffers: whoever receives one may keep views into it. To be called once.
   *
   * @param isTaken  asked before each read: whether nobody keeps such a view, so that the buffer may be filled again
   */
  chunks(isTaken?: () => boolean): AsyncGenerator<Uint8Array, void, undefined>;
  /** Closes the file, also with a read pending; may be called again. */
  close(): Promise<void>;
}

export interface SourceOptions {
  /** Closes the file when it aborts, a pending read included. */
  readonly signal?: AbortSignal;
  /** What `-` means; default `process.stdin`. */
  readonly stdin?: Readable;
}

/**
 * Opens a file for reading: `-` is standard input, `.gz` is not looked into here.
 *
 * Pipes and terminals are read through a stream of their own, because a descriptor stays open for as long as a read
 * of it is pending in a thread, which for a silent pipe is for ever.
 *
 * @throws FileError  with the path and the reason in words: missing, a directory, no permission, a failing device
 */
export async function openSource(path: string, options: SourceOptions = {}): Promise<ByteSource> {
  const { signal } = options;
  signal?.throwIfAborted();
  const source = path === '-' ? standardInput(options.stdin) : await namedSource(path);
  if (signal === undefined) return source;
  const abort = () => void source.close();
  signal.addEventListener('abort', abort, { once: true });
  // The signal may have come while the file was being opened.
  if (signal.aborted) await source.close();
  const close = () => {
    // One signal may be that of many files, one after the other.
    signal.removeEventListener('abort', abort);
    return source.close();
  };
  return { ...source, close };
}

/** Whether a path can be opened a second time and gives the same: regular files can, pipes and standard input cannot. */
export async function canBeReadAgain(path: string): Promise<boolean> {
  if (path === '-') return false;
  // What cannot be looked at cannot be opened either, and opening it says why.
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() !== false;
}

async function namedSource(path: string): Promise<ByteSource> {
  let descriptor: Descriptor | undefined;
  try {
    descriptor = await Descriptor.open(path, NONBLOCKING);
    const stat = await descriptor.stat();
    if (stat.isDirectory()) {
      throw new FileError({ file: path, operator: 'read', what: 'is a directory, not a file' });
    }
    const stream = streamOf(descriptor, stat);
    if (stream !== undefined) return streamSource(path, stream);
    return descriptorSource(path, descriptor, stat.isFile() ? stat.size : undefined);
  } catch (error) {
    await descriptor?.close();
    throw fileError('read', path, error);
  }
}

/** A stream of its own for what may be silent for long; it takes the descriptor. */
function streamOf({ number }: Descriptor, stat: Stats): Readable | undefined {
  if (isatty(number)) return new ReadStream(number);
  return stat.isFIFO() ? new Socket({ fd: number, readable: true, writable: false }) : undefined;
}

function descriptorSource(
  path: string,
  descriptor: Descriptor,
  size: number | undefined,
): ByteSource {
  async function* chunks(isTaken: () => boolean) {
    let position = 0;
    let buffer: Buffer | undefined;
    while (!descriptor.closed) {
      if (buffer === undefined || !isTaken()) buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
      // A position of one's own leaves the file free for random access; devices know none.
      const length = await descriptor.read(buffer, 0, size === undefined ? null : position);
      if (length === 0) return;
      position += length;
      yield length === CHUNK_BYTES ? buffer : buffer.subarray(0, length);
    }
  }
  return {
    path,
    size,
    descriptor: size === undefined ? undefined : descriptor,
    chunks: (isTaken = () => false) => spoken(path, chunks(isTaken)),
    close: () => descriptor.close(),
  };
}

function streamSource(path: string, stream: Readable): ByteSource {
  const close = async () => {
    stream.destroy();
  };
  async function* chunks() {
    for await (const chunk of stream) yield chunk as Uint8Array;
  }
  return {
    path,
    size: undefined,
    descriptor: undefined,
    chunks: () => spoken(path, chunks()),
    close,
  };
}

/** Standard input, wherever the shell has taken it from. A redirected file goes past the stream, in larger reads. */
function standardInput(stdin: Readable = process.stdin): ByteSource {
  if (stdin !== process.stdin) return streamSource('-', stdin);
  const stat = fstatSync(0);
  if (!stat.isFile()) return streamSource('-', stdin);
  let closed = false;
  async function* chunks(isTaken: () => boolean) {
    let buffer: Buffer | undefined;
    while (!closed) {
      if (buffer === undefined || !isTaken()) buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
      // The shell shares the position with other commands of the same script, so it has to move.
      const { bytesRead } = await readDescriptor(0, buffer, 0, CHUNK_BYTES, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  }
  const close = async () => {
    closed = true;
  };
  return {
    path: '-',
    size: stat.size,
    descriptor: undefined,
    chunks: (isTaken = () => false) => spoken('-', chunks(isTaken)),
    close,
  };
}

async function* spoken(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* chunks;
  } catch (error) {
    throw fileError('read', path, error);
  }
}
