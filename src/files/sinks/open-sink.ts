import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ByteSink } from '../byte-sink.js';
import { fileError, systemCode } from '../system-error.js';
import { openAtomic } from './atomic-file.js';
import { deviceSink, redirectedSink } from './descriptor-sink.js';
import { streamSink } from './stream-sink.js';

// A FIFO opened without it waits in a thread for a reader, and nothing can call that thread back. Windows has none.
const NONBLOCKING = constants.O_WRONLY | (constants.O_NONBLOCK ?? 0);
const NEXT_TRY_MS = 20;

export interface SinkOptions {
  /** Whether a file that exists already is replaced; default true. */
  readonly overwrite?: boolean | undefined;
  /** Ends the wait for the reader of a FIFO. */
  readonly signal?: AbortSignal;
  /** What `-` means; default `process.stdout`. */
  readonly stdout?: Writable | undefined;
}

/**
 * Opens a target for writing. A regular file, or a name that is free, is written beside the target and takes its
 * place at the end (see `openAtomic`); a FIFO, a device and standard output (`-`) are written directly.
 *
 * @throws FileError  with the path and the reason in words
 */
export async function openSink(path: string, options: SinkOptions = {}): Promise<ByteSink> {
  if (path === '-') return standardOutput(options.stdout);
  const kind = await targetKind(path);
  if (kind === 'regular') return openAtomic(path, options.overwrite ?? true);
  try {
    if (kind === 'fifo') return streamSink(path, await openFifo(path, options.signal), true);
    return deviceSink(path, await open(path, constants.O_WRONLY));
  } catch (error) {
    throw fileError('write', path, error);
  }
}

/** A target that is being opened. */
export interface Target {
  readonly path: string;
  readonly opened: Promise<ByteSink>;
  /** Ends the wait, and takes away what has been written. */
  abort(): Promise<void>;
}

/** Begins to open a target, so that what forbids it is said before any work is done. */
export function beginTarget(path: string, options: Omit<SinkOptions, 'signal'> = {}): Target {
  const left = new AbortController();
  const opened = openSink(path, { ...options, signal: left.signal });
  // Whoever writes or closes hears of a failure; until then nobody has asked.
  opened.catch(() => {});
  return {
    path,
    opened,
    async abort() {
      left.abort();
      const sink = await opened.catch(() => undefined);
      await sink?.abort();
    },
  };
}

/** What stands at a path, as far as writing there is concerned; a free name is a regular file to be. */
export async function targetKind(path: string): Promise<'regular' | 'fifo' | 'device'> {
  // What cannot be looked at cannot be opened either, and opening it says why.
  const target = await stat(path).catch(() => undefined);
  if (target?.isFIFO()) return 'fifo';
  return target?.isCharacterDevice() || target?.isBlockDevice() ? 'device' : 'regular';
}

/** While nobody reads a FIFO, opening it without waiting fails with ENXIO; so we come again. */
async function openFifo(path: string, signal: AbortSignal | undefined): Promise<Socket> {
  for (;;) {
    signal?.throwIfAborted();
    const descriptor = tryOpen(path);
    if (descriptor === undefined) {
      await sleep(NEXT_TRY_MS);
      continue;
    }
    try {
      return new Socket({ fd: descriptor, readable: false, writable: true });
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  }
}

function tryOpen(path: string): number | undefined {
  try {
    return openSync(path, NONBLOCKING);
  } catch (error) {
    if (systemCode(error) === 'ENXIO') return undefined;
    throw error;
  }
}

/**
 * Pipes, sockets and terminals go through the stream, which waits without blocking; a redirected file or device goes
 * past it, since the stream would write it synchronously.
 */
function standardOutput(stdout: Writable = process.stdout): ByteSink {
  if (stdout !== process.stdout) return streamSink('-', stdout, false);
  const target = fstatSync(1);
  const redirected = target.isFile() || (target.isCharacterDevice() && !process.stdout.isTTY);
  return redirected ? redirectedSink() : streamSink('-', stdout, false);
}
