import type { RecordBatch } from 'apache-arrow';
import { expect } from 'vitest';
import { createArrowDecoder } from '../../../src/formats/arrow-ipc/decoder.js';
import {
  type ArrowWriteOptions,
  createArrowEncoder,
} from '../../../src/formats/arrow-ipc/encoder.js';
import type { RandomAccess } from '../../../src/formats/arrow-ipc/random-access.js';
import { readArrowFile } from '../../../src/formats/arrow-ipc/reading/file-reader.js';

export function concat(chunks: Iterable<Uint8Array>): Uint8Array {
  return new Uint8Array(Buffer.concat([...chunks]));
}

export function encode(batches: readonly RecordBatch[], options?: ArrowWriteOptions): Uint8Array {
  const encoder = createArrowEncoder(options);
  const chunks = batches.flatMap((batch) => [...encoder.push(batch)]);
  return concat([...chunks, ...encoder.end()]);
}

/** All batches of a stream, given in chunks of `size` bytes. */
export function decode(bytes: Uint8Array, size = bytes.length || 1): RecordBatch[] {
  const decoder = createArrowDecoder();
  const batches: RecordBatch[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    batches.push(...decoder.push(bytes.slice(at, at + size)));
  }
  return [...batches, ...decoder.end()];
}

export function inMemory(bytes: Uint8Array): RandomAccess {
  return {
    size: bytes.length,
    read: async (position, length) => bytes.slice(position, position + length),
  };
}

export async function decodeFile(bytes: Uint8Array): Promise<RecordBatch[]> {
  const batches: RecordBatch[] = [];
  for await (const batch of readArrowFile(inMemory(bytes))) batches.push(batch);
  return batches;
}

/** An error of that class with just that message. */
export function said(name: string, message: string): unknown {
  return expect.objectContaining({ name, message });
}
