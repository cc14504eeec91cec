import { type FormatName, formatOfBytes, HEAD_BYTES, isGzipName } from '../file-kind.js';
import { gunzip, isGzip } from '../gzip.js';
import { inFile } from '../in-file.js';
import {
  type ByteSource,
  canBeReadAgain,
  openSource,
  type SourceOptions,
} from '../sources/byte-source.js';
import { type Peeked, peek } from '../sources/peek.js';

export interface TextOptions extends SourceOptions {
  /** Hears of bytes as they are read, compressed as they are. */
  readonly onRead?: ((bytes: number) => void) | undefined;
}

/** A file of text, perhaps under gzip, that has been looked at. */
export interface OpenedText {
  readonly raw: Peeked;
  readonly packed: boolean;
  /** Its text, to be called once instead of taking `raw`. */
  text(): Promise<Peeked>;
}

/** @param isTaken  as for `ByteSource.chunks` */
export async function openText(
  source: ByteSource,
  isTaken: () => boolean,
  { onRead }: TextOptions,
): Promise<OpenedText> {
  const { path } = source;
  const raw = await peek(source.chunks(isTaken), HEAD_BYTES);
  const packed = isGzip(raw.head) || (raw.head.length === 0 && isGzipName(path));
  const text = async () => {
    const chunks = counted(raw.chunks, onRead);
    return packed ? peek(gunzip(path, chunks), HEAD_BYTES) : { head: raw.head, chunks };
  };
  return { raw, packed, text };
}

/**
 * Whether all are files of text that can be read again, as far as their beginnings show it.
 *
 * @param said  the format that names or options say
 */
export async function areTexts(
  paths: readonly string[],
  said: FormatName | undefined,
  { signal }: TextOptions,
): Promise<boolean> {
  for (const path of paths) {
    if (!(await canBeReadAgain(path))) return false;
    try {
      let format: FormatName | undefined;
      await readText(path, signal === undefined ? {} : { signal }, async (_, head) => {
        format = formatOfBytes(head, said, path);
      });
      if (format !== (said ?? 'csv')) return false;
    } catch {
      return false; // whoever reads it says why
    }
  }
  return true;
}

/**
 * Opens a file of text, and closes it when it has been read.
 *
 * @throws FileError, FormatError with the file's name, and what `read` throws
 */
export async function readText(
  path: string,
  options: TextOptions,
  read: (chunks: AsyncIterable<Uint8Array>, head: Uint8Array) => Promise<void>,
): Promise<void> {
  const source = await openSource(path, options);
  try {
    const opened = await openText(source, () => false, options);
    const { chunks, head } = await opened.text().catch((error: unknown) => {
      throw inFile(path, error);
    });
    await read(chunks, head);
  } finally {
    await source.close();
  }
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  onRead: TextOptions['onRead'],
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of chunks) {
    onRead?.(chunk.length);
    yield chunk;
  }
}
