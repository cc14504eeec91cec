import type { Node, Region } from '../messages/message.js';
import { bytesOfBits, ColumnSlices, type Origin } from './column-slices.js';
import type { SliceBody } from './slice-body.js';

export class NullSlices extends ColumnSlices {
  async weigh(): Promise<number> {
    return 0;
  }
  protected async addRest(): Promise<void> {}
}

/** Values of one width: numbers, decimals, dates, indices of a dictionary. */
export class FlatSlices extends ColumnSlices {
  constructor(
    origin: Origin,
    node: Node,
    validity: Region,
    private readonly values: Region,
    private readonly width: number,
  ) {
    super(origin, node, validity);
    this.atLeast(values, node.length * width);
  }

  async weigh(begin: number, end: number): Promise<number> {
    return (end - begin) * this.width;
  }

  protected async addRest(out: SliceBody, begin: number, end: number): Promise<void> {
    out.buffer(await this.read(this.values, begin * this.width, end * this.width));
  }
}

export class BoolSlices extends ColumnSlices {
  constructor(
    origin: Origin,
    node: Node,
    validity: Region,
    private readonly values: Region,
  ) {
    super(origin, node, validity);
    this.atLeast(values, bytesOfBits(node.length));
  }

  async weigh(begin: number, end: number): Promise<number> {
    return bytesOfBits(end - begin);
  }

  protected async addRest(out: SliceBody, begin: number, end: number): Promise<void> {
    out.buffer(await this.bitsOf(this.values, begin, end));
  }
}
