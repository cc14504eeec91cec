import { tableFromArrays } from 'apache-arrow';
import { from, lastValueFrom } from 'rxjs';
import { expect, it } from 'vitest';
import * as operators from '../../operators/index.js';
import { LogitflowError, show } from '../../src/errors.js';
import * as neutral from '../../src/index.js';
import * as kernels from '../../src/kernels.js';
import * as node from '../../src/node.js';

type Arguments = () => readonly unknown[];

const x = () => Float64Array.of(1, 2, 3, 4);
const rows = { length: 2, width: 2 };
const noise = { temperature: 1, seed: 1, firstRow: 0, hard: false };
const exact = () => {
  const state = kernels.emptyState({ float: 64 });
  kernels.addToState(state, x());
  return state;
};
const finished = kernels.finishState(exact());
const softmaxState = await lastValueFrom(
  from(tableFromArrays({ x: x() }).batches).pipe(operators.accumulate({ columns: 'x' })),
);
const recipe = { steps: [] };
const shard = { path: 'x.csv', format: 'csv', size: 0, row: 0, rows: 0, from: 0, to: 0 };
const memory = { size: 0, read: async () => new Uint8Array() };
const codec = () => ({ push: () => [], end: () => [] });
const sink = () => ({ write() {}, close() {}, abort() {} });

const byRows: Arguments = () => [x(), x(), rows, 1];
const byColumns: Arguments = () => [[x(), x()], [x(), x()], 4, 1];
const one: Arguments = () => [{ columns: 'x' }];
const named: Arguments = () => [{ columns: 'x', as: 'y' }];
const some: Arguments = () => [{}];

/** Arguments that every public function would take; of the functions of the table, one stands for all. */
const CALLS: Readonly<Record<string, Readonly<Record<string, Arguments>>>> = {
  operators: {
    ...{ accumulate: one, diagnose: one, entmax15: one, hardmax: one, logSoftmax: one },
    ...{ relu: one, softmax: one, softmax1: one, softmin: one, sparsemax: one },
    ...{ argmax: named, bilinear: named, geglu: named, glu: named, logSumExp: named },
    ...{ reglu: named, swiglu: named },
    activate: () => ['relu', { columns: 'x' }],
    affine: () => [{ columns: 'x', weights: [1], as: 'y' }],
    applyState: () => [{ state: softmaxState }],
    gumbelSoftmax: () => [{ columns: 'x', seed: 1 }],
    onRows: () => [operators.relu({ columns: 'x' }), {}],
    prelu: () => [{ columns: 'x', slopes: [1] }],
    rebatch: () => [{ rows: 1 }],
    rename: () => [{ a: 'b' }],
    select: () => ['x'],
    topK: () => [{ columns: 'x', as: 'y', k: 1 }],
  },
  neutral: {
    ...{ createArrowDecoder: some, createArrowEncoder: some, createCsvDecoder: some },
    ...{ createCsvEncoder: some, createGate: some, decodeArrow: some, decodeCsv: some },
    ...{ encodeArrow: some, encodeCsv: some },
    decodeState: () => [[...neutral.encodeState(softmaxState)]],
    decodeWith: () => [codec],
    drainTo: () => [sink, {}],
    encodeWith: () => [codec],
    fromPull: () => [() => [], {}],
    gatedMap: () => [(value: unknown) => value, {}],
    mergeStates: () => [softmaxState, softmaxState],
    readArrowFile: () => [memory, {}],
    through: () => [(source: unknown) => source],
    toTransformStream: () => [(source: unknown) => source],
  },
  kernels: {
    ...{ entmax15Rows: byRows, logSoftmaxRows: byRows, logSumExpRows: byRows },
    ...{ softmax1Rows: byRows, softmaxRows: byRows, softminRows: byRows, sparsemaxRows: byRows },
    ...{ sumToOneRows: byRows, entmax15Columns: byColumns, logSoftmaxColumns: byColumns },
    ...{ softmax1Columns: byColumns, softmaxColumns: byColumns, softminColumns: byColumns },
    ...{ sparsemaxColumns: byColumns, sumToOneColumns: byColumns },
    addToState: () => [exact(), x()],
    applyLogSoftmax: () => [finished, x(), x()],
    applySoftmax: () => [finished, x(), x()],
    argmaxRows: () => [x(), rows, new Int32Array(2)],
    createRoom: () => [64],
    emptyState: () => [{ float: 64 }],
    finishState: () => [exact(), {}],
    gumbelSoftmaxColumns: () => [[x()], [x()], 4, noise],
    gumbelSoftmaxRows: () => [x(), x(), rows, noise],
    hardmaxColumns: () => [[x()], [x()], 4],
    hardmaxRows: () => [x(), x(), rows],
    logSumExpColumns: () => [[x(), x()], x(), 4, 1],
    mergeStates: () => [exact(), exact()],
    resolveActivation: () => ['relu'],
    stateFromBytes: () => [kernels.stateToBytes(exact())],
    stateToBytes: () => [exact()],
    topKRows: () => [x(), rows, 1],
  },
  node: {
    apply: () => ['x.csv', 'y.csv', { state: 's.arrow' }],
    convert: () => [recipe, 'x.csv', 'y.csv', {}],
    convertByShards: () => [recipe, 'x.csv', 'y.csv', {}],
    merge: () => ['x.arrow', 'y.arrow', {}],
    parseRecipe: () => [recipe],
    partial: () => ['x.csv', 'y.arrow', { columns: 'x' }],
    read: () => ['x.csv', {}],
    readArrow: () => ['x.arrow', {}],
    readCsv: () => ['x.csv', {}],
    readCsvRows: () => ['x.csv', {}],
    readShard: () => [shard, {}],
    readState: () => ['x.arrow', {}],
    shards: () => ['x.csv', 1, {}],
    write: () => ['x.csv', {}],
    writeArrow: () => ['x.arrow', {}],
    writeCsv: () => ['x.csv', {}],
  },
};

/** Without arguments, classes, and what needs nobody to look at it. */
const WITHOUT = [
  ...['decodeStates', 'encodeStates', 'currentGate', 'fileSpill', 'StateTable', 'FinishedTable'],
  // A generator: it looks when the first batch is asked for.
  'encodeState',
];

/** Functions that take what others have made, the inside of which is nobody's to change. */
const OPAQUE = ['applyLogSoftmax', 'applySoftmax', 'mergeStates'];

const WRONG: readonly unknown[] = [
  ...[undefined, null, 0, -1, Number.NaN, 'x', '', true, 5n, Symbol('s')],
  ...[{}, [], () => {}, [undefined], [null], { length: 3, width: 5 }, { length: -1, width: 2 }],
  ...[{ length: 2, offsets: [0, 1, 2] }, new Int32Array(4), new Float32Array(4), [x()]],
];

const FACES: Readonly<Record<string, object>> = { operators, neutral, kernels, node };

it.each(Object.keys(FACES))('every public function of %s says here what it takes', (face) => {
  const elementwise = Object.values(kernels.ACTIVATIONS).flatMap(({ name, aliases }) =>
    face === 'operators' && name !== 'relu' ? [name, ...aliases] : [],
  );
  const functions = Object.entries(FACES[face] as object)
    .filter(([, value]) => typeof value === 'function' && !(value.prototype instanceof Error))
    .map(([name]) => name)
    .filter((name) => ![...WITHOUT, ...(elementwise as string[])].includes(name));
  expect(functions.sort()).toEqual(Object.keys(CALLS[face] as object).sort());
});

/** The arguments, with each of them and each option within them replaced by something else, or left out. */
function* spoilt(given: readonly unknown[]): Generator<readonly [string, readonly unknown[]]> {
  for (const [i, argument] of given.entries()) {
    yield [`${i} left out`, given.slice(0, i)];
    for (const wrong of WRONG) yield [`${i}: ${show(wrong)}`, given.with(i, wrong)];
    if (Object.getPrototypeOf(argument) !== Object.prototype || 'words' in Object(argument))
      continue;
    for (const key of Object.keys(argument as object)) {
      for (const wrong of WRONG) {
        const spoiltOption = { ...(argument as object), [key]: wrong };
        yield [`${i}.${key}: ${show(wrong)}`, given.with(i, spoiltOption)];
      }
    }
  }
}

/** One of the classes that callers may expect, and a message of the form that all have. */
function isTold(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const kinds = [LogitflowError, TypeError, RangeError];
  return kinds.some((kind) => error instanceof kind) && /^[\w. ]+: \S/.test(error.message);
}

const ALL = Object.entries(CALLS).flatMap(([face, calls]) =>
  Object.entries(calls).map(([name, given]) => ({ face, name, given })),
);

it.each(ALL)('$name ($face) says what it got and expected', async ({ face, name, given }) => {
  const call = (FACES[face] as Record<string, (...given: readonly unknown[]) => unknown>)[name]!;
  const untold: string[] = [];
  for (const [what, wrong] of spoilt(given())) {
    if (OPAQUE.includes(name) && /^[01]\./.test(what)) continue;
    try {
      await call(...wrong);
    } catch (error) {
      if (!isTold(error)) untold.push(`${what}: ${error}`);
    }
  }
  expect(untold).toEqual([]);
});
