import { Field, Int64, Schema } from 'apache-arrow';
import { recordBatch } from '../../dist/src/columns/batches.js';
import { makeColumn } from '../../dist/src/columns/column.js';
import { KeyTable } from '../../dist/src/groups/key-table.js';
import { StateTable } from '../../dist/src/softmax/state/table/state-table.js';

const BATCH = 65_536;
const SCHEMA = new Schema([new Field('query', new Int64(), false)]);

/** Group numbers and states by themselves, on batches in memory; the numbers are kept from the first pass to the second. */
export async function logitflow({ query, score }) {
  const parts = [];
  for (let from = 0; from < query.length; from += BATCH) {
    const values = query.subarray(from, from + BATCH);
    const column = makeColumn(new Int64(), values.length, { values });
    const batch = recordBatch(SCHEMA, [column], values.length);
    parts.push({ batch, score: score.subarray(from, from + BATCH) });
  }
  function run() {
    const keys = new KeyTable({ operator: 'bench', by: 'query' });
    const states = new StateTable({ float: 64 });
    const numbers = parts.map(({ batch, score }) => {
      const slots = new Uint32Array(score.length);
      keys.assign(batch, slots);
      states.resize(keys.size);
      states.scatter(slots, score);
      return slots;
    });
    const finished = states.finish();
    return parts.map(({ score }, i) => {
      const p = new Float64Array(score.length);
      finished.softmax(numbers[i], score, p);
      return p;
    });
  }
  function result() {
    const all = new Float64Array(score.length);
    let at = 0;
    for (const p of run()) {
      all.set(p, at);
      at += p.length;
    }
    return all;
  }
  return [{ name: 'KeyTable and StateTable', peer: false, run, result }];
}
