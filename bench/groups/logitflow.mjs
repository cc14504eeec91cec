import { Field, Float64, Int64, Schema } from 'apache-arrow';
import { from } from 'rxjs';
import { softmax } from '../../dist/operators/index.js';
import { recordBatch } from '../../dist/src/columns/batches.js';
import { makeColumn } from '../../dist/src/columns/column.js';
import { KeyTable } from '../../dist/src/groups/key-table.js';
import { StateTable } from '../../dist/src/softmax/state/table/state-table.js';

const BATCH = 65_536;
const SCHEMA = new Schema([new Field('query', new Int64(), false)]);
const TABLE = new Schema([...SCHEMA.fields, new Field('score', new Float64(), false)]);

/** Group numbers and states by themselves, on batches in memory; the numbers are kept from the first pass to the second. */
export async function logitflow({ query, score, sorted }) {
  const parts = [];
  for (let from = 0; from < query.length; from += BATCH) {
    const values = query.subarray(from, from + BATCH);
    const column = makeColumn(new Int64(), values.length, { values });
    const batch = recordBatch(SCHEMA, [column], values.length);
    const own = score.subarray(from, from + BATCH);
    const scores = makeColumn(new Float64(), own.length, { values: own });
    const table = recordBatch(TABLE, [column, scores], own.length);
    parts.push({ batch, score: own, table });
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
  return [
    { name: 'KeyTable and StateTable', peer: false, run, result },
    operator('softmax, { by }', { by: 'query' }, parts, 'memory'),
    operator('softmax, { by }, resubscribed', { by: 'query' }, parts, 'resubscribe'),
    ...(sorted ? [operator('softmax, { by, sorted }', { by: 'query', sorted: true }, parts)] : []),
  ];
}

/** The operator on the same batches. Without `replay` they are looked at once. */
function operator(name, over, parts, replay) {
  const batches = parts.map(({ table }) => table);
  const made = () => softmax({ columns: 'score', over, as: 'p', replay });
  const run = () => {
    const results = [];
    from(batches)
      .pipe(made())
      .subscribe((batch) => results.push(batch));
    return results;
  };
  const result = () => {
    const columns = run().map((batch) => batch.data.children.at(-1).values);
    const all = new Float64Array(columns.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const column of columns) {
      all.set(column, at);
      at += column.length;
    }
    return all;
  };
  return { name, peer: false, run, result };
}
