import { lastOffset, type Offsets } from '../../../simd/last-offset.js';
import type { OffsetsType } from '../bodies/buffer-checks.js';
import type { Node, Region } from '../messages/message.js';
import { ColumnSlices, NOTHING, type Origin } from './column-slices.js';
import type { SliceBody } from './slice-body.js';

/** What has offsets into something else. */
abstract class OffsetSlices extends ColumnSlices {
  protected abstract readonly limit: number;

  constructor(
    origin: Origin,
    node: Node,
    validity: Region,
    private readonly offsets: Region,
    private readonly type: OffsetsType,
    children: readonly ColumnSlices[] = [],
  ) {
    super(origin, node, validity, children);
    if (node.length > 0) this.atLeast(offsets, (node.length + 1) * this.offsetWidth);
  }

  protected get offsetWidth(): number {
    return this.type.OffsetArrayType.BYTES_PER_ELEMENT;
  }

  /** From where to where elements `begin` up to `end` point. */
  protected async span(begin: number, end: number): Promise<readonly [number, number]> {
    if (begin === end) return [0, 0];
    const first = await this.#offsetsOf(begin, begin + 1);
    const last = await this.#offsetsOf(end, end + 1);
    const [from, to] = [Number(first[0]), Number(last[0])];
    return from >= 0 && from <= to && to <= this.limit ? [from, to] : this.#refuse();
  }

  /** Adds the offsets from 0 on; returns from where to where they pointed. */
  protected async addOffsets(
    out: SliceBody,
    begin: number,
    end: number,
  ): Promise<readonly [number, number]> {
    if (begin === end) {
      out.buffer(NOTHING);
      return [0, 0];
    }
    const offsets = await this.#offsetsOf(begin, end + 1);
    const last = lastOffset(offsets, this.limit);
    if (last === undefined) return this.#refuse();
    const first = Number(offsets[0]);
    if (first > 0) rebase(offsets);
    out.buffer(new Uint8Array(offsets.buffer, offsets.byteOffset, offsets.byteLength));
    return [first, last];
  }

  async #offsetsOf(begin: number, end: number): Promise<Offsets> {
    const width = this.offsetWidth;
    const bytes = await this.read(this.offsets, begin * width, end * width);
    const even = bytes.byteOffset % width === 0 ? bytes : bytes.slice();
    return new this.type.OffsetArrayType(even.buffer, even.byteOffset, end - begin);
  }

  #refuse(): never {
    return this.origin.layout.fallingOffsets(this.type);
  }
}

/** Makes the first offset 0: the buffer has been read for this, and nobody else sees it. */
function rebase(offsets: Offsets): void {
  if (offsets instanceof Int32Array) {
    const first = offsets[0]!;
    for (let i = 0; i < offsets.length; i++) offsets[i]! -= first;
  } else {
    const first = offsets[0]!;
    for (let i = 0; i < offsets.length; i++) offsets[i]! -= first;
  }
}

/** Utf8 and Binary, with 32-bit or 64-bit offsets. */
export class VariableSlices extends OffsetSlices {
  protected readonly limit: number;

  constructor(
    origin: Origin,
    node: Node,
    validity: Region,
    offsets: Region,
    private readonly values: Region,
    type: OffsetsType,
  ) {
    super(origin, node, validity, offsets, type);
    this.limit = values.length;
  }

  async weigh(begin: number, end: number): Promise<number> {
    const [from, to] = await this.span(begin, end);
    return to - from + (end - begin) * this.offsetWidth;
  }

  protected async addRest(out: SliceBody, begin: number, end: number): Promise<void> {
    const [from, to] = await this.addOffsets(out, begin, end);
    out.buffer(await this.read(this.values, from, to));
  }
}

/** List, LargeList and Map. */
export class ListSlices extends OffsetSlices {
  protected get limit(): number {
    return this.#child.node.length;
  }

  get #child(): ColumnSlices {
    return this.children[0] as ColumnSlices;
  }

  async weigh(begin: number, end: number): Promise<number> {
    const [from, to] = await this.span(begin, end);
    return (await this.#child.weigh(from, to)) + (end - begin) * this.offsetWidth;
  }

  protected async addRest(out: SliceBody, begin: number, end: number): Promise<void> {
    const [from, to] = await this.addOffsets(out, begin, end);
    await this.#child.addTo(out, from, to);
  }
}
