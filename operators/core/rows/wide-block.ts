import type { Data } from 'apache-arrow';
import type { FloatWidth } from '../../../src/columns/selection/placement.js';
import type { Validity } from '../../../src/columns/validity.js';
import { floatData } from '../../../src/columns/write.js';
import type { Floats } from '../../../src/softmax/rows.js';
import type { Scratch } from '../scratch.js';
import type { Block, Presence } from './block.js';
import { stateOf, takeOut } from './masked-numbers.js';
import { WideRows } from './wide-rows.js';

/** The scalar columns of a batch side by side, a class each. */
export class WideBlock extends WideRows implements Block {
  restricted({ rows, classes }: Presence, scratch: Scratch): Block {
    const numbers =
      classes === undefined
        ? this.numbers
        : this.numbers.map((column, index) => {
            const states = scratch.zeros(this.length);
            for (let row = 0; row < this.length; row++) {
              if (rows?.isValid(row) !== false) states[row] = stateOf(classes(row, index));
            }
            return takeOut(column, states, this.absent, scratch, this.numbers.length + index);
          });
    return new WideBlock(this.length, numbers, this.names, this.absent, rows);
  }

  toData(results: readonly Floats[], float: FloatWidth, validity: Validity | undefined): Data[] {
    return results.map((values) => floatData(values, float, validity));
  }
}
