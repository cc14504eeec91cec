import type { RecordBatch } from 'apache-arrow';
import { LimitError } from '../../errors.js';
import { emptyBatch, loadBatch } from './batches.js';
import { BlockRuns, lengthOf } from './block-runs.js';
import { inflated } from './compression/inflate.js';
import { Dictionaries } from './dictionaries.js';
import { type Block, decodeFooter, type Footer } from './footer.js';
import { checkContinuation, checkLength, PREFIX_BYTES } from './framing.js';
import {
  type ArrowLimits,
  type ArrowReadOptions,
  checkRowLimit,
  checkSchema,
  limitsOf,
} from './limits.js';
import { decodeMessage, type Message } from './message.js';
import type { RandomAccess } from './random-access.js';
import { ReadRoom } from './read-room.js';
import { refusal } from './refuse.js';
import { type DistantBody, loadSlices } from './slices/load-slices.js';
import { canSlice } from './slices/plan-slices.js';

const MAGIC = 'ARROW1';
/** The magic bytes at the beginning are padded to a multiple of 8; at the end they are not. */
const HEAD_BYTES = 8;
/** The footer's length and the magic bytes after it. */
const TAIL_BYTES = 4 + MAGIC.length;

/** How a file is read, and which of its record batches. */
export interface ArrowFileReadOptions extends ArrowReadOptions {
  /** The first batch, and the one behind the last, as the footer counts them; default all. */
  readonly from?: number;
  readonly to?: number;
  /**
   * Whether a batch may lie in memory that the next one is read into. Only for a consumer that is done with each batch
   * before it asks for the next one, and keeps none; default false.
   */
  readonly reuseBuffers?: boolean;
}

/**
 * The record batches of Arrow's file format (`.arrow`, Feather version 2), read one by one where the footer says
 * that they lie. Dictionaries are read first and stay in memory. A batch of more than `maxBatchBytes` comes as several,
 * of about 4 MiB each, of which one at a time is read (see `loadSlices`); unless it holds a dense union, which points
 * anywhere.
 *
 * Checked and refused like a stream's (see `createArrowDecoder`), with the byte where it is; also a file without its
 * magic bytes or footer, and blocks outside the file. A file without batches, or without those that are asked for, gives
 * one batch of no rows. Files whose schema stands only in the footer, as apache-arrow writes them, are read too.
 *
 * @throws RangeError when a limit is no positive number
 * @see https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format
 */
export function readArrowFile(
  file: RandomAccess,
  options: ArrowFileReadOptions = {},
): AsyncGenerator<RecordBatch, void, undefined> {
  const limits = limitsOf('readArrowFile', options);
  return batchesOf(new FileReader(file, limits, options.reuseBuffers), options);
}

/**
 * Where the footer says that the record batches lie, without looking there.
 *
 * @throws as `readArrowFile`
 */
export async function batchesInFooter(file: RandomAccess): Promise<readonly Block[]> {
  const reader = new FileReader(file, limitsOf('readArrowFile', {}));
  const { batches } = await reader.footer();
  for (const block of batches) reader.check(block, 0);
  return batches;
}

async function* batchesOf(
  file: FileReader,
  { from = 0, to }: ArrowFileReadOptions,
): AsyncGenerator<RecordBatch, void, undefined> {
  const { schema, dictionaries: blocks, batches } = await file.footer();
  const wanted = batches.slice(from, to);
  const dictionaries = new Dictionaries(schema, false);
  for (const [index, block] of blocks.entries()) {
    const { message, body } = await file.read(blocks, index);
    if (message.kind !== 'dictionary') throw misplaced(block, message, 'a dictionary');
    dictionaries.add(message, file.reuses ? body.slice() : body, block.offset);
  }
  const inSlices = canSlice(schema.fields);
  for (const [index, block] of wanted.entries()) {
    const where = { batch: from + index, offset: block.offset };
    if (inSlices && block.bodyLength > file.limits.maxBatchBytes) {
      const { message, body } = await file.open(block);
      if (message.kind !== 'batch') throw misplaced(block, message, 'a record batch');
      if (message.layout.codec === undefined) {
        yield* loadSlices(schema, message, body, dictionaries, where);
        continue;
      }
    }
    const { message, body } = await file.read(wanted, index);
    if (message.kind !== 'batch') throw misplaced(block, message, 'a record batch');
    // Compressed it was not too large, and what comes after it should not have to hold another of its size.
    if (inSlices && body.length > file.limits.maxBatchBytes) {
      yield* loadSlices(schema, message, inMemory(body), dictionaries, where);
    } else yield loadBatch(schema, message, body, dictionaries, where);
  }
  if (wanted.length === 0) yield emptyBatch(schema);
}

function inMemory(body: Uint8Array): DistantBody {
  return { length: body.length, read: async (at, length) => body.slice(at, at + length) };
}

function misplaced({ offset }: Block, message: Message, expected: string) {
  return refusal({
    what: 'the footer points at another message',
    got: message.kind,
    offset,
    expected,
  });
}

type Reads = Pick<ReadRoom, 'read'>;

class FileReader {
  readonly #file: RandomAccess;
  readonly limits: ArrowLimits;
  readonly reuses: boolean;
  readonly #runs: BlockRuns;
  /** Where the footer begins, and so where the messages end. */
  #end = 0;

  constructor(file: RandomAccess, limits: ArrowLimits, reuses = false) {
    this.#file = file;
    this.limits = limits;
    this.reuses = reuses;
    const room = new ReadRoom(file, reuses);
    this.#runs = new BlockRuns((position, length) => this.#bytes(position, length, room));
  }

  async footer(): Promise<Footer> {
    const { size } = this.#file;
    await this.#checkHead(size);
    const tail = await this.#bytes(size - TAIL_BYTES, TAIL_BYTES);
    if (text(tail.subarray(4)) !== MAGIC) {
      const expected = `${MAGIC} at the end: the file has been cut off or is being written`;
      throw refusal({ what: 'the file has no end', offset: size - MAGIC.length, expected });
    }
    const length = viewOf(tail).getInt32(0, true);
    this.#end = size - TAIL_BYTES - length;
    if (length <= 0 || this.#end < HEAD_BYTES) {
      const offset = size - TAIL_BYTES;
      throw refusal({ what: "the footer's length is out of range", got: length, offset });
    }
    const { maxMetadataBytes } = this.limits;
    checkLength('metadata', length, { maxMessageBytes: Infinity, maxMetadataBytes }, this.#end);
    const footer = decodeFooter(await this.#bytes(this.#end, length), this.#end);
    checkSchema(footer.schema, this.limits, this.#end);
    return footer;
  }

  /** The message of the block at `index`, and its body. */
  async read(
    blocks: readonly Block[],
    index: number,
  ): Promise<{ readonly message: Message; readonly body: Uint8Array }> {
    const block = blocks[index]!;
    const { metadataLength } = block;
    this.check(block, lengthOf(block));
    const bytes = await this.#runs.read(blocks, index, this.#end);
    const message = this.#message(bytes, block);
    const body = bytes.subarray(metadataLength, metadataLength + message.bodyLength);
    const even = body.byteOffset % 8 === 0 ? body : body.slice();
    return inflated(message, even, this.limits, block.offset);
  }

  /** A message whose body stays where it is. */
  async open(block: Block): Promise<{ readonly message: Message; readonly body: DistantBody }> {
    const { offset, metadataLength } = block;
    this.check(block, metadataLength);
    const message = this.#message(await this.#bytes(offset, metadataLength), block);
    const start = offset + metadataLength;
    const read = (at: number, length: number) => this.#bytes(start + at, length);
    return { message, body: { length: message.bodyLength, read } };
  }

  #message(bytes: Uint8Array, block: Block): Message {
    const message = messageOf(bytes, block);
    if (message.kind === 'batch') checkRowLimit(message.layout.rows, this.limits, block.offset);
    return message;
  }

  async #checkHead(size: number): Promise<void> {
    if (size === 0) throw refusal({ what: 'the file is empty', expected: 'an Arrow file' });
    const head = await this.#bytes(0, Math.min(size, HEAD_BYTES));
    if (text(head.subarray(0, MAGIC.length)) !== MAGIC) {
      throw refusal({
        what: 'this is no Arrow file',
        offset: 0,
        expected: `${MAGIC} at the beginning`,
      });
    }
    if (size >= HEAD_BYTES + TAIL_BYTES) return;
    throw refusal({ what: 'the file is cut off', offset: size, expected: 'a footer' });
  }

  /**
   * Refuses a block outside the file.
   *
   * @param wanted  bytes that are to be in memory at once: no more than may be
   */
  check(block: Block, wanted: number): void {
    const { offset, metadataLength, bodyLength } = block;
    const length = lengthOf(block);
    const isInside = offset >= HEAD_BYTES && offset + length <= this.#end;
    if (metadataLength < PREFIX_BYTES || bodyLength < 0 || !isInside) {
      const got = `bytes ${offset} to ${offset + length}`;
      const expected = `${HEAD_BYTES} to ${this.#end}`;
      throw refusal({ what: 'the footer points outside the file', got, expected });
    }
    if (wanted <= this.limits.maxMessageBytes) return;
    const expected = `at most ${this.limits.maxMessageBytes} bytes, or a larger maxMessageBytes`;
    const what = 'a message is too long';
    throw new LimitError({ operator: 'arrow', what, got: wanted, offset, expected });
  }

  async #bytes(position: number, length: number, from: Reads = this.#file): Promise<Uint8Array> {
    const bytes = await from.read(position, length);
    if (bytes.length === length) return bytes;
    const expected = `${length - bytes.length} more bytes: the file has been cut while it was read`;
    throw refusal({ what: 'the file is cut off', offset: position + bytes.length, expected });
  }
}

/** The message of a block, of which `bytes` are at least its metadata. */
function messageOf(bytes: Uint8Array, { offset, metadataLength, bodyLength }: Block): Message {
  const prefix = viewOf(bytes);
  checkContinuation(prefix, offset);
  const length = prefix.getInt32(4, true);
  if (length <= 0 || length !== metadataLength - PREFIX_BYTES) {
    const expected = `${metadataLength - PREFIX_BYTES}, as the footer says`;
    throw refusal({ what: 'the length of a message is damaged', got: length, offset, expected });
  }
  const message = decodeMessage(bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + length), offset);
  if (message.bodyLength > bodyLength) {
    const what = 'a message is longer than its block in the footer';
    throw refusal({ what, got: message.bodyLength, offset, expected: `${bodyLength}` });
  }
  return message;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function text(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
