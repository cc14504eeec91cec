import { LimitError } from '../../../errors.js';
import { inflated } from '../bodies/inflate.js';
import { type ArrowLimits, checkRowLimit, checkSchema } from '../limits.js';
import type { Reuse } from '../memory/batch-memory.js';
import { READ_BYTES, SLICE_BYTES } from '../memory/read-bytes.js';
import { ReadRoom } from '../memory/read-room.js';
import { UnpackingRoom } from '../memory/unpacking-room.js';
import { type Block, decodeFooter, type Footer } from '../messages/footer.js';
import { checkContinuation, checkLength, PREFIX_BYTES } from '../messages/framing.js';
import type { Message } from '../messages/message.js';
import { MessageDecoder } from '../messages/message-decoder.js';
import type { RandomAccess } from '../random-access.js';
import { refusal } from '../refuse.js';
import type { DistantBody } from '../slices/load-slices.js';
import { BlockRuns, lengthOf } from './block-runs.js';

const MAGIC = 'ARROW1';
/** The magic bytes at the beginning are padded to a multiple of 8; at the end they are not. */
const HEAD_BYTES = 8;
/** The footer's length and the magic bytes after it. */
const TAIL_BYTES = 4 + MAGIC.length;

type Reads = Pick<ReadRoom, 'read'>;

interface Frame<M extends Message = Message> {
  readonly message: M;
  readonly body: Uint8Array;
}

/** Reads the messages of a file where its footer says that they lie, each held against the limits and the file. */
export class FileMessages {
  readonly #file: RandomAccess;
  readonly limits: ArrowLimits;
  readonly reuse: Reuse;
  readonly #runs: BlockRuns;
  readonly #unpacked: UnpackingRoom;
  readonly #decoder = new MessageDecoder();
  /** Where the footer begins, and so where the messages end. */
  #end = 0;

  /** @param readBytes  of small blocks that lie together */
  constructor(
    file: RandomAccess,
    limits: ArrowLimits,
    reuse: Reuse = false,
    readBytes = READ_BYTES,
  ) {
    this.#file = file;
    this.limits = limits;
    this.reuse = reuse;
    this.#unpacked = new UnpackingRoom(reuse);
    const room = new ReadRoom(file, reuse);
    const read = (position: number, length: number) => {
      room.nextBatch();
      return this.#bytes(position, length, room);
    };
    this.#runs = new BlockRuns(read, readBytes);
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

  /** Reads the block at `index`, and small ones that lie behind it. */
  async load(blocks: readonly Block[], index: number): Promise<void> {
    const block = blocks[index]!;
    this.check(block, lengthOf(block));
    await this.#runs.load(blocks, index, this.#end);
  }

  /** Whether a block has been read. */
  holds(block: Block): boolean {
    return this.#runs.held(block) !== undefined;
  }

  /** The message of a block that has been read, and its body as it came. */
  frame(block: Block): Frame {
    this.check(block, lengthOf(block));
    const bytes = this.#runs.held(block)!;
    const message = this.#message(bytes, block);
    const start = block.metadataLength;
    const body = bytes.subarray(start, start + message.bodyLength);
    return { message, body: body.byteOffset % 8 === 0 ? body : body.slice() };
  }

  inflated<M extends Message>({ offset }: Block, { message, body }: Frame<M>): Frame<M> {
    return inflated(message, body, this.limits, offset, this.#unpacked);
  }

  /** A message whose body stays where it is. */
  async open(block: Block): Promise<{ readonly message: Message; readonly body: DistantBody }> {
    const { offset, metadataLength } = block;
    this.check(block, metadataLength);
    const message = this.#message(await this.#bytes(offset, metadataLength), block);
    const start = offset + metadataLength;
    const room = new ReadRoom(this.#file, this.reuse, SLICE_BYTES);
    const read = (at: number, length: number) => this.#bytes(start + at, length, room);
    const nextSlice = () => room.nextBatch();
    return { message, body: { length: message.bodyLength, read, nextSlice } };
  }

  #message(bytes: Uint8Array, block: Block): Message {
    const message = messageOf(bytes, block, this.#decoder);
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
function messageOf(
  bytes: Uint8Array,
  { offset, metadataLength, bodyLength }: Block,
  decoder: MessageDecoder,
): Message {
  const prefix = viewOf(bytes);
  checkContinuation(prefix, offset);
  const length = prefix.getInt32(4, true);
  if (length <= 0 || length !== metadataLength - PREFIX_BYTES) {
    const expected = `${metadataLength - PREFIX_BYTES}, as the footer says`;
    throw refusal({ what: 'the length of a message is damaged', got: length, offset, expected });
  }
  const message = decoder.decode(bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + length), offset);
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
