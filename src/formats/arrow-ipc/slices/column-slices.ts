import { copyBits } from '../../../columns/validity.js';
import { countOnes } from '../bodies/count-ones.js';
import type { LayoutReader } from '../bodies/layout-reader.js';
import type { Node, Region } from '../messages/message.js';
import type { SliceBody } from './slice-body.js';

/** Where a batch too large to be read whole lies, and how what is wrong with it is said. */
export interface Origin {
  readonly layout: LayoutReader;
  /** Bytes of the body; as many as are asked for, since regions lie within it. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** A column of a batch that is not in memory, of which rows can be read: a class for each physical layout. */
export abstract class ColumnSlices {
  /** Up to where slices have come without a gap; from then on their nulls add up to the column's. */
  #next = 0;
  #nulls = 0;

  /** @param validity  undefined: the layout has no bitmap */
  constructor(
    protected readonly origin: Origin,
    readonly node: Node,
    protected readonly validity: Region | undefined,
    protected readonly children: readonly ColumnSlices[] = [],
  ) {
    if (validity === undefined || (validity.length === 0 && node.nullCount === 0)) return;
    this.atLeast(validity, bytesOfBits(node.length));
  }

  /** How many bytes elements `begin` up to `end` have, about. */
  abstract weigh(begin: number, end: number): Promise<number>;

  /** Adds what follows the node and the bitmap. `bits` is that bitmap; undefined: nothing is null. */
  protected abstract addRest(
    out: SliceBody,
    begin: number,
    end: number,
    bits: Uint8Array | undefined,
  ): Promise<void>;

  /** Adds the nodes and buffers of elements `begin` up to `end`, in the order of a message. */
  async addTo(out: SliceBody, begin: number, end: number): Promise<void> {
    const length = end - begin;
    const isSure = this.validity === undefined || this.validity.length === 0;
    const bits = isSure ? undefined : await this.bitsOf(this.validity as Region, begin, end);
    const nulls = bits === undefined ? 0 : length - countOnes(bits, length);
    this.#follow(begin, end, nulls);
    out.node(length, nulls);
    if (this.validity !== undefined) out.buffer(bits ?? NOTHING);
    await this.addRest(out, begin, end, nulls === 0 ? undefined : bits);
  }

  /** Holds the nulls that have come against those stated, as far as all elements have. */
  finish(): void {
    if (this.validity !== undefined && this.#next === this.node.length) {
      if (this.#nulls !== this.node.nullCount) this.#wrongNullCount();
    }
    for (const child of this.children) child.finish();
  }

  #follow(begin: number, end: number, nulls: number): void {
    if (begin !== this.#next) return;
    this.#next = end;
    this.#nulls += nulls;
    if (this.#nulls > this.node.nullCount) this.#wrongNullCount();
  }

  #wrongNullCount(): never {
    return this.origin.layout.wrongNullCount(this.node.nullCount, this.#nulls);
  }

  protected atLeast(region: Region, size: number): void {
    if (region.length < size) this.origin.layout.tooShort(region.length, size);
  }

  protected read({ offset }: Region, begin: number, end: number): Promise<Uint8Array> {
    if (begin === end) return Promise.resolve(NOTHING);
    return this.origin.read(offset + begin, end - begin);
  }

  /** A bitmap of its own from bit 0 on; whatever follows its last bit. */
  protected async bitsOf(region: Region, begin: number, end: number): Promise<Uint8Array> {
    const bytes = await this.read(region, begin >>> 3, bytesOfBits(end));
    if (begin % 8 === 0) return bytes;
    const shifted = new Uint8Array(bytesOfBits(end - begin));
    copyBits(bytes, begin % 8, shifted, 0, end - begin);
    return shifted;
  }
}

export const NOTHING = new Uint8Array(0);

export function bytesOfBits(count: number): number {
  return Math.ceil(count / 8);
}
