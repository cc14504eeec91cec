import type { Place } from '../../../errors.js';
import type { Layout, Node } from '../messages/message.js';
import { countOnes } from './count-ones.js';
import { type LayoutPlace, LayoutReader } from './layout-reader.js';

/** What makes typed arrays; the `ArrayType` of a data type is one. */
export interface ArrayMaker<T> {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): T;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
}

/** Bytes that the regions of a layout lie in: those of a message, or what has been read of them. */
export type Body = Pick<Uint8Array, 'length' | 'subarray'>;

/** Hands out the buffers of a body in their order, each as long as it must be. */
export class BodyReader extends LayoutReader {
  readonly #body: Body;

  constructor(layout: Layout, body: Body, where: Place, from?: LayoutPlace) {
    super(layout, body.length, where, from);
    this.#body = body;
  }

  /** The next buffer as bytes, as many as the metadata say. */
  bytes(): Uint8Array {
    const { offset, length } = this.region();
    return this.#body.subarray(offset, offset + length);
  }

  /** The next buffer as `count` elements; without a copy, unless it lies askew in memory. */
  array<T>(ArrayType: ArrayMaker<T>, count: number): T {
    const width = ArrayType.BYTES_PER_ELEMENT;
    const region = this.region();
    if (region.length < count * width) this.tooShort(region.length, count * width);
    if (count === 0) return new ArrayType(0);
    const body = this.#body;
    // The usual case, without a view of bytes in between.
    if (body instanceof Uint8Array && (body.byteOffset + region.offset) % width === 0) {
      return new ArrayType(body.buffer, body.byteOffset + region.offset, count);
    }
    const bytes = body.subarray(region.offset, region.offset + region.length);
    const even = bytes.byteOffset % width === 0 ? bytes : bytes.slice(0, count * width);
    return new ArrayType(even.buffer, even.byteOffset, count);
  }

  /** The next buffer as a bitmap of `count` bits. */
  bits(count: number): Uint8Array {
    return this.exactly(Math.ceil(count / 8));
  }

  /** The next buffer as a validity bitmap; undefined where nothing is null. */
  validity({ length, nullCount }: Node): Uint8Array | undefined {
    const region = this.region();
    if (region.length === 0 && nullCount === 0) return undefined;
    const bytes = this.#body.subarray(region.offset, region.offset + region.length);
    const size = Math.ceil(length / 8);
    if (bytes.length < size) this.tooShort(bytes.length, size);
    const nulls = length - countOnes(bytes, length);
    if (nulls !== nullCount) this.wrongNullCount(nullCount, nulls);
    return nulls === 0 ? undefined : bytes.subarray(0, size);
  }

  /** The next buffer as `size` bytes. */
  exactly(size: number): Uint8Array {
    const { offset, length } = this.region();
    if (length < size) this.tooShort(length, size);
    return this.#body.subarray(offset, offset + size);
  }
}
