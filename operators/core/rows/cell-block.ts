import type { Data } from 'apache-arrow';
import type { Lists } from '../../../src/columns/lists.js';
import type { FloatWidth } from '../../../src/columns/selection/placement.js';
import { Validity } from '../../../src/columns/validity.js';
import { floatData, listData } from '../../../src/columns/write.js';
import type { Floats } from '../../../src/softmax/rows.js';
import type { Scratch } from '../scratch.js';
import type { Block, Presence } from './block.js';
import { CellRows } from './cell-rows.js';
import { stateOf, takeOut } from './masked-numbers.js';

/** The cells of a batch's list column. */
export class CellBlock extends CellRows implements Block {
  constructor(
    private readonly lists: Lists,
    name: string,
    absent: number,
  ) {
    super(lists, name, absent);
  }

  restricted({ rows, classes }: Presence, scratch: Scratch): Block {
    const { lists, length } = this;
    const validity = Validity.every([lists.validity, rows], length);
    let { numbers } = lists;
    if (classes !== undefined) {
      const states = scratch.zeros(numbers.length);
      for (let row = 0; row < length; row++) {
        if (validity?.isValid(row) === false) continue;
        const start = this.start(row);
        for (let i = 0; i < this.classes(row); i++) states[start + i] = stateOf(classes(row, i));
      }
      numbers = takeOut(numbers, states, this.absent, scratch, 1);
    }
    return new CellBlock({ ...lists, numbers, validity }, this.name, this.absent);
  }

  toData(results: readonly Floats[], float: FloatWidth, validity: Validity | undefined): Data[] {
    return [listData(this.lists, floatData(results[0]!, float), validity)];
  }
}
