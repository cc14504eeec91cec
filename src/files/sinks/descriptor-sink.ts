import type { FileHandle } from 'node:fs/promises';
import type { ByteSink } from '../byte-sink.js';
import { fileError } from '../system-error.js';
import { writeAll } from '../write-all.js';

/** A device such as `/dev/null`: written in place, closed at the end. */
export function deviceSink(path: string, handle: FileHandle): ByteSink {
  return descriptorSink(path, handle.fd, () => handle.close());
}

/** Standard output where the shell has sent it into a file: the descriptor is the shell's and stays open. */
export function redirectedSink(): ByteSink {
  return descriptorSink('-', 1, async () => {});
}

function descriptorSink(path: string, descriptor: number, finish: () => Promise<void>): ByteSink {
  let bytes = 0;
  const said = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      throw fileError('write', path, error);
    }
  };
  return {
    get bytes() {
      return bytes;
    },
    write: (chunks) =>
      said(async () => {
        bytes += await writeAll(descriptor, chunks);
      }),
    close: () => said(finish),
    abort: () => finish().catch(() => {}),
  };
}
