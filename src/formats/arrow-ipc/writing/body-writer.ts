import { type Data, DataType } from 'apache-arrow';
import type { Codec } from '../compression/codecs.js';
import { compressed } from '../compression/deflate.js';
import type { BatchMemory } from '../memory/batch-memory.js';
import type { BodyLayout } from './batch-message.js';

const NOTHING = new Uint8Array(0);
const ZEROS = new Uint8Array(8);
/** Of several buffers: a sink may have to copy a part. */
const LONGEST_PART = 1 << 20;

/** The body of a message: the buffers of trimmed columns one after the other, each to a multiple of 8 bytes. */
export class BodyWriter implements BodyLayout {
  readonly nodes: number[] = [];
  readonly regions: number[] = [];
  readonly variadicCounts: number[] = [];
  /** The buffers and the zeros between them; views, of the columns' own memory or of what has been compressed. */
  readonly parts: Uint8Array[] = [];
  readonly #memory: BatchMemory;
  length = 0;
  /** The part that is not ended: what of which memory. */
  #part: ArrayBufferLike | undefined;
  #from = 0;
  #to = 0;

  /** @param memory  for what is compressed */
  constructor(
    columns: readonly Data[],
    readonly codec: Codec | undefined,
    memory: BatchMemory,
  ) {
    this.#memory = memory;
    for (let i = 0; i < columns.length; i++) this.#add(columns[i]!);
    this.#endPart();
  }

  #add(column: Data): void {
    const { type, length, nullBitmap, typeIds, valueOffsets, values } = column;
    const isUnion = DataType.isUnion(type);
    const nullCount = isUnion ? 0 : column.nullCount;
    this.nodes.push(length, nullCount);
    if (!isUnion && !DataType.isNull(type)) this.#buffer(nullCount > 0 ? nullBitmap : NOTHING);
    if (isUnion) this.#buffer(typeIds);
    if (valueOffsets !== undefined) this.#buffer(valueOffsets);
    if (values !== undefined) this.#buffer(values);
    if (DataType.isUtf8View(type) || DataType.isBinaryView(type)) {
      this.#variadic(column.variadicBuffers);
    }
    for (const child of column.children) this.#add(child);
  }

  #variadic(buffers: readonly Uint8Array[]): void {
    this.variadicCounts.push(buffers.length);
    for (const buffer of buffers) this.#buffer(buffer);
  }

  #buffer({ buffer, byteOffset, byteLength }: ArrayBufferView): void {
    if (byteLength === 0) this.regions.push(this.length, 0);
    else if (this.codec === undefined) this.#put(buffer, byteOffset, byteLength);
    else
      this.#putPacked(
        compressed(new Uint8Array(buffer, byteOffset, byteLength), this.codec, this.#memory),
      );
  }

  /** What lies behind the buffer before it makes one part with it: the columns of a wide table mostly do. */
  #put(memory: ArrayBufferLike, from: number, length: number): void {
    const follows = this.#part === memory && this.#to === from;
    if (!follows || from + length - this.#from > LONGEST_PART) {
      this.#endPart();
      this.#part = memory;
      this.#from = from;
    }
    this.#to = from + length;
    this.#count(length);
  }

  #endPart(): void {
    if (this.#part === undefined) return;
    this.parts.push(new Uint8Array(this.#part, this.#from, this.#to - this.#from));
    this.#part = undefined;
  }

  #putPacked(parts: readonly Uint8Array[]): void {
    this.parts.push(...parts);
    this.#count(parts.reduce((sum, part) => sum + part.length, 0));
  }

  /** A buffer of so many bytes has been put. */
  #count(length: number): void {
    const padding = -length & 7;
    this.regions.push(this.length, length);
    this.length += length + padding;
    if (padding === 0) return;
    this.#endPart();
    this.parts.push(ZEROS.subarray(0, padding));
  }
}
