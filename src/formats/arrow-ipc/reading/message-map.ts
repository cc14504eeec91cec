import type { Schema } from 'apache-arrow';
import { type ArrowReadOptions, limitsOf } from '../limits.js';
import {
  bytesAfterEnd,
  checkContinuation,
  checkLength,
  cutOff,
  damagedLength,
  type LengthLimits,
  PREFIX_BYTES,
} from '../messages/framing.js';
import { decodeMessage, type Message } from '../messages/message.js';
import type { RandomAccess } from '../random-access.js';
import { refusal } from '../refuse.js';
import { batchesInFooter } from './file-reader.js';
import { HeaderWindow } from './header-window.js';

/** Where a message lies in a file: its first byte, and the one behind its body. */
export interface MessagePlace {
  readonly from: number;
  readonly to: number;
}

export interface BatchPlace extends MessagePlace {
  readonly rows: number;
}

export interface DictionaryPlace extends MessagePlace {
  readonly id: number;
  readonly isDelta: boolean;
}

/** A stream by its messages. */
export interface StreamMap {
  readonly schema: MessagePlace;
  readonly batches: readonly BatchPlace[];
  readonly dictionaries: readonly DictionaryPlace[];
  /** Whether one dictionary may hold indices of another. */
  readonly nested: boolean;
  /** Where the end marker stands. */
  readonly end: number;
}

/**
 * The record batches of a file in Arrow's file format. Of every batch only the header is read.
 *
 * @throws FormatError as `readArrowFile`, for what footer and headers show
 */
export async function mapFile(
  file: RandomAccess,
  options: ArrowReadOptions = {},
): Promise<readonly BatchPlace[]> {
  const headers = new Headers(file, limitsOf('mapFile', options));
  const places: BatchPlace[] = [];
  for (const { offset, metadataLength, bodyLength } of await batchesInFooter(file)) {
    const message = (await headers.at(offset))?.message;
    if (message?.kind !== 'batch') {
      const got = message?.kind ?? 'the end';
      const what = 'the footer points at another message';
      throw refusal({ what, got, offset, expected: 'a record batch' });
    }
    const to = offset + metadataLength + bodyLength;
    places.push({ from: offset, to, rows: message.layout.rows });
  }
  return places;
}

/**
 * The messages of a file in Arrow's stream format. Bodies are passed over.
 *
 * @throws FormatError as `decodeArrow`, for what the headers show, also where the end marker is missing
 */
export async function mapStream(
  file: RandomAccess,
  options: ArrowReadOptions = {},
): Promise<StreamMap> {
  const headers = new Headers(file, limitsOf('mapStream', options));
  const first = await headers.at(0);
  if (first?.message.kind !== 'schema') {
    throw refusal({ what: 'the stream does not begin with a schema', offset: 0 });
  }
  const batches: BatchPlace[] = [];
  const dictionaries: DictionaryPlace[] = [];
  let from = first.to;
  for (let next = await headers.at(from); next !== undefined; next = await headers.at(from)) {
    const { message, to } = next;
    if (message.kind === 'batch') batches.push({ from, to, rows: message.layout.rows });
    if (message.kind === 'dictionary') {
      dictionaries.push({ from, to, id: message.id, isDelta: message.isDelta });
    }
    from = to;
  }
  const rest = file.size - from - PREFIX_BYTES;
  if (rest > 0) throw bytesAfterEnd(rest, from + PREFIX_BYTES);
  const schema = { from: 0, to: first.to };
  return { schema, batches, dictionaries, nested: hasNested(first.message.schema), end: from };
}

function hasNested({ dictionaries }: Schema): boolean {
  return [...dictionaries.values()].some(({ children }) => (children ?? []).length > 0);
}

/** The headers of messages, read one after the other. */
class Headers {
  readonly #size: number;
  readonly #window: HeaderWindow;
  readonly #limits: LengthLimits;

  constructor(file: RandomAccess, limits: LengthLimits) {
    this.#size = file.size;
    this.#window = new HeaderWindow(file);
    this.#limits = limits;
  }

  /** The message at `from` and where its body ends; undefined at an end marker. */
  async at(from: number): Promise<{ readonly message: Message; readonly to: number } | undefined> {
    const prefix = await this.#read(from, PREFIX_BYTES, 'prefix');
    const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
    checkContinuation(view, from);
    const length = view.getInt32(4, true);
    if (length === 0) return undefined;
    if (length < 0) throw damagedLength(length, from);
    checkLength('metadata', length, this.#limits, from);
    const start = from + PREFIX_BYTES;
    const message = decodeMessage(await this.#read(start, length, 'metadata'), from);
    const to = start + length + message.bodyLength;
    if (to > this.#size) throw cutOff(this.#size, 'body', to - this.#size);
    return { message, to };
  }

  async #read(at: number, length: number, part: 'prefix' | 'metadata'): Promise<Uint8Array> {
    const bytes = await this.#window.read(at, length);
    if (bytes.length === length) return bytes;
    throw cutOff(at + bytes.length, part, length - bytes.length);
  }
}
