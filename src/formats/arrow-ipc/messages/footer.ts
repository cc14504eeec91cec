import type { Schema } from 'apache-arrow';
import { int64At, Table } from '../flatbuffers/flatbuffer.js';
import { checkVersion, undamaged } from './message.js';
import { decodeSchema } from './schema-message.js';

/** Where a message lies in a file. */
export interface Block {
  readonly offset: number;
  /** With the prefix and the padding. */
  readonly metadataLength: number;
  readonly bodyLength: number;
}

export interface Footer {
  readonly schema: Schema;
  readonly dictionaries: readonly Block[];
  readonly batches: readonly Block[];
}

const BLOCK_BYTES = 24;

/**
 * The footer of a file; where its blocks lie has not been held against the file.
 *
 * @param offset  where the footer begins, for errors
 * @see https://github.com/apache/arrow/blob/main/format/File.fbs
 */
export function decodeFooter(bytes: Uint8Array, offset: number): Footer {
  return undamaged('footer', offset, () => {
    const table = Table.root(bytes);
    checkVersion(table.int16(0, 0), offset);
    const schema = table.table(1);
    if (schema === undefined) throw new RangeError('no schema');
    return {
      schema: decodeSchema(schema, bytes.length, offset),
      dictionaries: table.structs(2, BLOCK_BYTES, decodeBlock),
      batches: table.structs(3, BLOCK_BYTES, decodeBlock),
    };
  });
}

function decodeBlock(view: DataView, at: number): Block {
  return {
    offset: int64At(view, at),
    metadataLength: view.getInt32(at + 8, true),
    bodyLength: int64At(view, at + 16),
  };
}
