import type { Node, Region } from '../messages/message.js';
import { ColumnSlices, type Origin } from './column-slices.js';
import type { SliceBody } from './slice-body.js';

/** What has, for each of its own elements, `size` in every child: a FixedSizeList, and with 1 a struct. */
export class FixedSlices extends ColumnSlices {
  constructor(
    origin: Origin,
    node: Node,
    validity: Region | undefined,
    children: readonly ColumnSlices[],
    private readonly size = 1,
    what = 'a column is shorter than its struct',
  ) {
    super(origin, node, validity, children);
    const wanted = node.length * size;
    for (const child of children) {
      if (child.node.length < wanted) origin.layout.refuse(what, child.node.length, `${wanted}`);
    }
  }

  async weigh(begin: number, end: number): Promise<number> {
    let bytes = 0;
    for (const child of this.children) {
      bytes += await child.weigh(begin * this.size, end * this.size);
    }
    return bytes;
  }

  protected async addRest(out: SliceBody, begin: number, end: number): Promise<void> {
    for (const child of this.children) {
      await child.addTo(out, begin * this.size, end * this.size);
    }
  }
}

/** A sparse union: an id and a value of every child for each element. */
export class UnionSlices extends FixedSlices {
  constructor(
    origin: Origin,
    node: Node,
    validity: Region | undefined,
    private readonly typeIds: Region,
    children: readonly ColumnSlices[],
  ) {
    super(origin, node, validity, children);
    this.atLeast(typeIds, node.length);
  }

  protected override async addRest(out: SliceBody, begin: number, end: number): Promise<void> {
    out.buffer(await this.read(this.typeIds, begin, end));
    await super.addRest(out, begin, end);
  }
}
