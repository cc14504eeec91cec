/**
 * Softmax by group over keys of int64, each of them with two values, far apart and in no order: what it takes of memory and
 * time. Prints JSON. Run by many-groups.test.ts: node test/all/many-groups.mjs GROUPS
 */
import { Field, Int64, Schema } from 'apache-arrow';
import { recordBatch } from '../../dist/src/columns/batches.js';
import { makeColumn } from '../../dist/src/columns/column.js';
import { KeyTable } from '../../dist/src/groups/key-table.js';
import { StateTable } from '../../dist/src/softmax/state/table/state-table.js';

const GROUPS = Number(process.argv[2]);
const BATCH = 65_536;
const SCHEMA = new Schema([new Field('key', new Int64(), false)]);
/** Prime, and larger than any number of groups here: its multiples visit each group once. */
const STRIDE = 99_999_989;

const keys = new BigInt64Array(BATCH);
const values = new Float64Array(BATCH);
const slots = new Uint32Array(BATCH);

/** Fills the buffers with rows from … of the given half; returns the batch, and how many rows it has. */
function batchAt(from, half) {
  const rows = Math.min(BATCH, GROUPS - from);
  for (let i = 0; i < rows; i++) {
    const group = ((from + i) * STRIDE) % GROUPS;
    keys[i] = BigInt.asIntN(64, BigInt(group) * 0x9e3779b97f4a7c15n);
    values[i] = half === 0 ? (group % 1000) / 100 : ((group + 1) % 777) / 50;
  }
  const column = makeColumn(new Int64(), rows, { values: keys.subarray(0, rows) });
  return { batch: recordBatch(SCHEMA, [column], rows), rows };
}

function eachBatch(visit) {
  for (const half of [0, 1]) {
    for (let from = 0; from < GROUPS; from += BATCH) visit(batchAt(from, half));
  }
}

const table = new KeyTable({ operator: 'test', by: 'key' });
const states = new StateTable({ float: 64 });
let working = 0;
function timed(work) {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  working += (user + system) / 1e6;
}

eachBatch(({ batch, rows }) =>
  timed(() => {
    table.assign(batch, slots);
    states.resize(table.size);
    states.scatter(slots.subarray(0, rows), values.subarray(0, rows));
  }),
);
const held = table.bytes + states.bytes;
let finished;
timed(() => {
  finished = states.finish();
});
let sum = 0;
const p = new Float64Array(BATCH);
eachBatch(({ batch, rows }) => {
  const own = p.subarray(0, rows);
  timed(() => {
    table.find(batch, slots);
    finished.softmax(slots.subarray(0, rows), values.subarray(0, rows), own);
  });
  for (const probability of own) sum += probability;
});

const peak = process.resourceUsage().maxRSS * 1024;
console.log(JSON.stringify({ groups: table.size, sum, held, peak, seconds: working }));
