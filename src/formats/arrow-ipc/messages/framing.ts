import { LimitError } from '../../../errors.js';
import type { ArrowLimits } from '../limits.js';
import { READ_BYTES } from '../memory/read-bytes.js';
import { refusal } from '../refuse.js';
import { Gather } from './gather.js';
import type { BatchMessage, Message } from './message.js';
import { MessageDecoder } from './message-decoder.js';

/** A message of the stream with its body. */
export interface Frame {
  readonly message: Message;
  readonly body: Uint8Array;
  /** Where the message begins in the stream. */
  readonly offset: number;
}

/** A batch whose body has been left where it is in the stream. */
export interface LeftBody {
  readonly message: BatchMessage;
  /** Where the message begins in the stream. */
  readonly offset: number;
  /** Where the body begins in the stream. */
  readonly bodyAt: number;
}

export const CONTINUATION = -1;
/** What ends a stream: a message without metadata. */
export const END_MARKER = new Uint8Array(Int32Array.of(CONTINUATION, 0).buffer);
/** A continuation marker and the length of the metadata. */
export const PREFIX_BYTES = 8;

type Stage = 'prefix' | 'metadata' | 'body' | 'ended';

/**
 * Finds the messages of an IPC stream in chunks that may end anywhere, and knows whether the stream is whole: only
 * its end marker ends it, for a stream that was cut between two messages looks complete.
 *
 * @see https://arrow.apache.org/docs/format/Columnar.html#encapsulated-message-format
 */
export class Framing {
  readonly #lengths: LengthLimits;
  readonly #leaves: (message: BatchMessage) => boolean;
  readonly #decoder = new MessageDecoder();
  #left: LeftBody | undefined;
  #stage: Stage = 'prefix';
  #gather = new Gather(PREFIX_BYTES, 0);
  #message: Message | undefined;
  /** Bytes of the prefix and the metadata of the present message. */
  #header = 0;
  /** Bytes taken so far, and where the present message began. */
  #position = 0;
  #offset = 0;

  /** @param leaves  whether the body of a batch is to be left where it is: see `takeLeft` */
  constructor(lengths: LengthLimits, leaves: (message: BatchMessage) => boolean = () => false) {
    this.#lengths = lengths;
    this.#leaves = leaves;
  }

  /** Where in the stream the next chunk has to begin. */
  get position(): number {
    return this.#position;
  }

  /**
   * How many bytes are best given next: `usual` ones where messages are small, else such as complete what has been begun, and
   * behind a body the metadata of the next message, if these are as long as those before: then no large body lies across two
   * chunks, and none is copied.
   */
  wanted(usual: number): number {
    const { missing, length } = this.#gather;
    if (this.#stage !== 'body') return Math.max(usual, missing);
    return Math.max(length < READ_BYTES ? usual : READ_BYTES, missing + this.#header);
  }

  /** The batch at which `push` has ended early; what follows its body in the stream is to be pushed next. */
  takeLeft(): LeftBody | undefined {
    const left = this.#left;
    this.#left = undefined;
    return left;
  }

  *push(chunk: Uint8Array): Generator<Frame, void, undefined> {
    const start = this.#position;
    for (;;) {
      const at = this.#position - start;
      if (this.#stage === 'ended') return this.#nothingMore(chunk.length - at);
      const wanted = this.#gather.missing;
      const bytes = this.#gather.take(chunk, at);
      this.#position += Math.min(wanted, chunk.length - at);
      if (bytes === undefined) return;
      const frame = this.#advance(bytes);
      if (frame !== undefined) yield frame;
      if (this.#left !== undefined) return;
    }
  }

  /** @throws FormatError unless the end marker has been seen */
  end(): void {
    if (this.#stage === 'ended') return;
    throw cutOff(this.#position, this.#stage, this.#gather.missing);
  }

  #advance(bytes: Uint8Array): Frame | undefined {
    switch (this.#stage) {
      case 'prefix':
        return this.#onPrefix(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      case 'metadata': {
        const message = this.#decoder.decode(bytes, this.#offset);
        this.#header = PREFIX_BYTES + bytes.length;
        if (message.kind === 'batch' && this.#leaves(message)) return this.#leave(message);
        this.#message = message;
        return this.#expect('body', message.bodyLength);
      }
      default: {
        // The stage is 'body', which only a decoded message opens.
        const frame = { message: this.#message as Message, body: bytes, offset: this.#offset };
        this.#next();
        return frame;
      }
    }
  }

  #leave(message: BatchMessage): undefined {
    this.#left = { message, offset: this.#offset, bodyAt: this.#position };
    this.#position += message.bodyLength;
    this.#next();
  }

  #next(): void {
    this.#offset = this.#position;
    this.#expect('prefix', PREFIX_BYTES);
  }

  #onPrefix(prefix: DataView): undefined {
    checkContinuation(prefix, this.#offset);
    const length = prefix.getInt32(4, true);
    if (length === 0) this.#stage = 'ended';
    else if (length > 0) this.#expect('metadata', length);
    else throw damagedLength(length, this.#offset);
  }

  #expect(stage: Stage, length: number): undefined {
    checkLength(stage, length, this.#lengths, this.#offset);
    this.#stage = stage;
    this.#gather = new Gather(length, this.#offset);
  }

  #nothingMore(bytes: number): void {
    if (bytes > 0) throw bytesAfterEnd(bytes, this.#position);
  }
}

export function damagedLength(length: number, offset: number) {
  const what = 'the length of a message is damaged';
  return refusal({ what, got: length, offset, expected: 'a positive number' });
}

/** The limits of a message's parts. */
export type LengthLimits = Pick<ArrowLimits, 'maxMessageBytes' | 'maxMetadataBytes'>;

export function checkLength(
  part: Stage,
  length: number,
  { maxMessageBytes, maxMetadataBytes }: LengthLimits,
  offset: number,
): void {
  const isShorter = part === 'metadata' && maxMetadataBytes < maxMessageBytes;
  const most = isShorter ? maxMetadataBytes : maxMessageBytes;
  if (length <= most) return;
  const option = isShorter ? 'maxMetadataBytes' : 'maxMessageBytes';
  throw new LimitError({
    operator: 'arrow',
    what: `the ${part} of a message is too long`,
    got: length,
    offset,
    expected: `at most ${most} bytes, or a larger ${option}`,
  });
}

export function bytesAfterEnd(bytes: number, offset: number) {
  const what = 'bytes follow the end of the stream';
  const expected = 'one stream; several are to be given one by one';
  return refusal({ what, got: bytes, offset, expected });
}

/** A stream that ends at `offset`, where `missing` bytes of a message's part should come. */
export function cutOff(offset: number, part: Exclude<Stage, 'ended'>, missing: number) {
  if (offset === 0) {
    return refusal({ what: 'the input is empty', expected: 'an Arrow IPC stream', offset });
  }
  if (part === 'prefix' && missing === PREFIX_BYTES) {
    const expected = 'the end marker: the stream has been cut off between two messages';
    return refusal({ what: 'the stream has no end', offset, expected });
  }
  const expected = `${missing} more bytes of a message's ${part}`;
  return refusal({ what: 'the stream is cut off', offset, expected });
}

/** What the first bytes of something that is no present-day stream most likely mean. */
export function checkContinuation(prefix: DataView, offset: number): void {
  if (prefix.getInt32(0, true) === CONTINUATION) return;
  const what = 'no message begins here';
  const magic = String.fromCharCode(...new Uint8Array(prefix.buffer, prefix.byteOffset, 6));
  if (offset === 0 && magic === 'ARROW1') {
    const expected = 'a stream; this is the file format: read it with readArrowFile or by its path';
    throw refusal({ what: 'the input is a file, not a stream', offset, expected });
  }
  const expected = 'a continuation marker, as Arrow 0.15 (2019) and later write it';
  throw refusal({ what, offset, expected });
}
