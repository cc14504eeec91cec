import { closeSync, constants, fstatSync, openSync, read } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { isatty, ReadStream } from 'node:tty';
import { promisify } from 'node:util';
import { FileError } from '../errors.js';
import { fileError } from './system-error.js';

/** Large enough that a read costs little beside its bytes, small enough to be a small part of the memory budget. */
const CHUNK_BYTES = 1 << 19;

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
  readonly handle: FileHandle | undefined;
  /** Fresh buffers from the beginning: whoever receives one may keep views into it. To be called once. */
  chunks(): AsyncGenerator<Uint8Array, void, undefined>;
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
 * Regular files are read through a handle. Pipes and terminals are read through a socket, because a handle stays
 * open for as long as a read of it is pending, which for a silent pipe is for ever.
 *
 * @throws FileError  with the path and the reason in words: missing, a directory, no permission, a failing device
 */
export async function openSource(path: string, options: SourceOptions = {}): Promise<ByteSource> {
  options.signal?.throwIfAborted();
  const source = path === '-' ? standardInput(options.stdin) : await namedSource(path);
  options.signal?.addEventListener('abort', () => void source.close(), { once: true });
  // The signal may have come while the file was being opened.
  if (options.signal?.aborted) await source.close();
  return source;
}

async function namedSource(path: string): Promise<ByteSource> {
  try {
    const handle = await open(path, NONBLOCKING);
    const stat = await handle.stat();
    if (stat.isDirectory()) {
      await handle.close();
      throw new FileError({ file: path, operator: 'read', what: 'is a directory, not a file' });
    }
    if (stat.isFIFO() || isatty(handle.fd)) return await pipeSource(path, handle);
    return handleSource(path, handle, stat.isFile() ? stat.size : undefined);
  } catch (error) {
    throw fileError('read', path, error);
  }
}

/** The socket takes a descriptor of its own, since a FileHandle cannot give its away. */
async function pipeSource(path: string, handle: FileHandle): Promise<ByteSource> {
  const descriptor = openSync(path, NONBLOCKING);
  await handle.close();
  try {
    return streamSource(
      path,
      isatty(descriptor)
        ? new ReadStream(descriptor)
        : new Socket({ fd: descriptor, readable: true, writable: false }),
    );
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function handleSource(path: string, handle: FileHandle, size: number | undefined): ByteSource {
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= handle.close());
  async function* chunks() {
    // A position of one's own leaves the handle free for random access; devices know none.
    let position = 0;
    while (closing === undefined) {
      const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
      const at = size === undefined ? null : position;
      const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, at);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield bytesRead === CHUNK_BYTES ? buffer : buffer.subarray(0, bytesRead);
    }
  }
  const regular = size === undefined ? undefined : handle;
  return { path, size, handle: regular, chunks: () => spoken(path, chunks()), close };
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
    handle: undefined,
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
  async function* chunks() {
    while (!closed) {
      const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
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
    handle: undefined,
    chunks: () => spoken('-', chunks()),
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
