import type { Data } from 'apache-arrow';
import type { Lists } from '../../src/columns/lists.js';
import type { Validity } from '../../src/columns/validity.js';
import { listData } from '../../src/columns/write.js';

/**
 * A list column in the layout of `lists` over other elements, with offsets of its own: a result may stand beside
 * its source, and apache-arrow's writer can garble two columns over one buffer.
 */
export function listResult(lists: Lists, child: Data, validity: Validity | undefined): Data {
  const { rows } = lists;
  if ('width' in rows) return listData(lists, child, validity);
  return listData({ ...lists, rows: { ...rows, offsets: rows.offsets.slice() } }, child, validity);
}
