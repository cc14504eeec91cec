import { type Data, DataType } from 'apache-arrow';
import type { Codec } from '../compression/codecs.js';
import { compressed } from '../compression/deflate.js';
import type { BatchMemory } from '../memory/batch-memory.js';
import type { BodyLayout } from './batch-message.js';

const NOTHING = new Uint8Array(0);
const ZEROS = new Uint8Array(8);

/** The body of a message: the buffers of trimmed columns one after the other, each to a multiple of 8 bytes. */
export class BodyWriter implements BodyLayout {
  readonly nodes: number[] = [];
  readonly regions: number[] = [];
  readonly variadicCounts: number[] = [];
  /** The buffers and the zeros between them; views, of the columns' own memory or of what has been compressed. */
  readonly parts: Uint8Array[] = [];
  readonly #memory: BatchMemory;
  length = 0;

  /** @param memory  for what is compressed */
  constructor(
    columns: readonly Data[],
    readonly codec: Codec | undefined,
    memory: BatchMemory,
  ) {
    this.#memory = memory;
    for (const column of columns) this.#add(column);
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
    else this.#put(new Uint8Array(buffer, byteOffset, byteLength));
  }

  #put(bytes: Uint8Array): void {
    const parts = this.codec === undefined ? [bytes] : compressed(bytes, this.codec, this.#memory);
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    const padding = -length & 7;
    this.regions.push(this.length, length);
    this.parts.push(...parts);
    if (padding > 0) this.parts.push(ZEROS.subarray(0, padding));
    this.length += length + padding;
  }
}
