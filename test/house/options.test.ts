import { tableFromArrays } from 'apache-arrow';
import { from, lastValueFrom } from 'rxjs';
import { expect, it } from 'vitest';
import * as operators from '../../operators/index.js';
import * as neutral from '../../src/index.js';
import * as kernels from '../../src/kernels.js';
import * as node from '../../src/node.js';

type Call = (options: object) => unknown;

const row = { length: 1, width: 2 };
const pair = new Float64Array(2);
const noise = { temperature: 1, seed: 1, firstRow: 0, hard: false };
const recipe = { steps: [] };
const shard = { path: 'x.csv', format: 'csv', size: 0, row: 0, rows: 0, from: 0, to: 0 };
const memory = { size: 0, read: async () => new Uint8Array() };

/** Every public function that takes options, called with some that would do, and one that does not exist. */
const CALLS: Readonly<Record<string, Readonly<Record<string, Call>>>> = {
  operators: {
    ...elementwise(),
    accumulate: (o) => operators.accumulate({ columns: 'x', ...o }),
    activate: (o) => operators.activate('relu', { columns: 'x', ...o }),
    affine: (o) => operators.affine({ columns: 'x', weights: [1], as: 'y', ...o }),
    applyState: (o) => operators.applyState({ state: stateOfNothing, ...o }),
    argmax: (o) => operators.argmax({ columns: 'x', as: 'y', ...o }),
    bilinear: (o) => operators.bilinear({ columns: 'x', as: 'y', ...o }),
    diagnose: (o) => operators.diagnose({ columns: 'x', ...o }),
    entmax15: (o) => operators.entmax15({ columns: 'x', ...o }),
    geglu: (o) => operators.geglu({ columns: 'x', as: 'y', ...o }),
    glu: (o) => operators.glu({ columns: 'x', as: 'y', ...o }),
    gumbelSoftmax: (o) => operators.gumbelSoftmax({ columns: 'x', seed: 1, ...o }),
    hardmax: (o) => operators.hardmax({ columns: 'x', ...o }),
    logSoftmax: (o) => operators.logSoftmax({ columns: 'x', ...o }),
    logSumExp: (o) => operators.logSumExp({ columns: 'x', as: 'y', ...o }),
    onRows: (o) => operators.onRows(operators.relu({ columns: 'x' }), o),
    prelu: (o) => operators.prelu({ columns: 'x', slopes: [1], ...o }),
    rebatch: (o) => operators.rebatch({ rows: 1, ...o }),
    reglu: (o) => operators.reglu({ columns: 'x', as: 'y', ...o }),
    softmax: (o) => operators.softmax({ columns: 'x', ...o }),
    softmax1: (o) => operators.softmax1({ columns: 'x', ...o }),
    softmin: (o) => operators.softmin({ columns: 'x', ...o }),
    sparsemax: (o) => operators.sparsemax({ columns: 'x', ...o }),
    swiglu: (o) => operators.swiglu({ columns: 'x', as: 'y', ...o }),
    topK: (o) => operators.topK({ columns: 'x', as: 'y', k: 1, ...o }),
  },
  neutral: {
    createArrowDecoder: (o) => neutral.createArrowDecoder(o),
    createArrowEncoder: (o) => neutral.createArrowEncoder(o),
    createCsvDecoder: (o) => neutral.createCsvDecoder(o),
    createCsvEncoder: (o) => neutral.createCsvEncoder(o),
    createGate: (o) => neutral.createGate(o),
    decodeArrow: (o) => neutral.decodeArrow(o),
    decodeCsv: (o) => neutral.decodeCsv(o),
    drainTo: (o) => neutral.drainTo(() => ({ write() {}, close() {}, abort() {} }), o),
    encodeArrow: (o) => neutral.encodeArrow(o),
    encodeCsv: (o) => neutral.encodeCsv(o),
    fromPull: (o) => neutral.fromPull(() => [], o),
    gatedMap: (o) => neutral.gatedMap((x) => x, o),
    readArrowFile: (o) => neutral.readArrowFile(memory, o),
  },
  kernels: {
    emptyState: (o) => kernels.emptyState({ float: 64, ...o }),
    finishState: (o) => kernels.finishState(kernels.emptyState({ float: 64 }), o),
    gumbelSoftmaxColumns: (o) =>
      kernels.gumbelSoftmaxColumns([pair], [pair], 1, { ...noise, ...o }),
    gumbelSoftmaxRows: (o) => kernels.gumbelSoftmaxRows(pair, pair, row, { ...noise, ...o }),
    StateTable: (o) => new kernels.StateTable({ float: 64, ...o }),
  },
  node: {
    apply: (o) => node.apply('x.csv', 'y.csv', { state: 'state.arrow', ...o }),
    convert: (o) => node.convert(recipe, 'x.csv', 'y.csv', o),
    convertByShards: (o) => node.convertByShards(recipe, 'x.csv', 'y.csv', o),
    merge: (o) => node.merge('x.arrow', 'y.arrow', o),
    partial: (o) => node.partial('x.csv', 'y.arrow', { columns: 'x', ...o }),
    read: (o) => node.read('x.csv', o),
    readArrow: (o) => node.readArrow('x.arrow', o),
    readCsv: (o) => node.readCsv('x.csv', o),
    readCsvRows: (o) => node.readCsvRows('x.csv', o),
    readShard: (o) => node.readShard(shard as node.Shard, o),
    readState: (o) => node.readState('x.arrow', o),
    shards: (o) => node.shards('x.csv', 1, o),
    write: (o) => node.write('x.csv', o),
    writeArrow: (o) => node.writeArrow('x.arrow', o),
    writeCsv: (o) => node.writeCsv('x.csv', o),
  },
};

/** Public functions that take none. */
const WITHOUT_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  operators: ['decodeStates', 'encodeStates', 'rename', 'select'],
  neutral: [
    ...['DataError', 'FileError', 'FormatError', 'LimitError', 'LogitflowError', 'RecipeError'],
    ...['SchemaError', 'SelectionError', 'currentGate', 'decodeState', 'decodeWith', 'encodeState'],
    ...['encodeWith', 'mergeStates', 'through', 'toTransformStream'],
  ],
  kernels: [
    ...[
      'FinishedTable',
      'addToState',
      'applyLogSoftmax',
      'applySoftmax',
      'argmaxRows',
      'createRoom',
    ],
    ...['entmax15Columns', 'entmax15Rows', 'hardmaxColumns', 'hardmaxRows', 'logSoftmaxColumns'],
    ...['logSoftmaxRows', 'logSumExpColumns', 'logSumExpRows', 'mergeStates', 'resolveActivation'],
    ...['softmax1Columns', 'softmax1Rows', 'softmaxColumns', 'softmaxRows', 'softminColumns'],
    ...['softminRows', 'sparsemaxColumns', 'sparsemaxRows', 'stateFromBytes', 'stateToBytes'],
    ...['sumToOneColumns', 'sumToOneRows', 'topKRows'],
  ],
  node: ['fileSpill', 'parseRecipe'],
};

const FACES: Readonly<Record<string, object>> = { operators, neutral, kernels, node };

const stateOfNothing = await lastValueFrom(
  from(tableFromArrays({ x: Float64Array.of(1) }).batches).pipe(
    operators.accumulate({ columns: 'x' }),
  ),
);

/** One for each name of a function in the table, aliases too. */
function elementwise(): Record<string, Call> {
  const names = Object.values(kernels.ACTIVATIONS).flatMap(({ name, aliases }) => [
    name,
    ...aliases,
  ]);
  const known = new Map(Object.entries(operators));
  const calls = names.flatMap((name): [string, Call][] => {
    const operator = known.get(name) as typeof operators.relu | undefined;
    return operator === undefined
      ? []
      : [[name, (o) => operator({ columns: 'x', ...o } as { columns: string })]];
  });
  return Object.fromEntries(calls);
}

it.each(Object.keys(FACES))(
  'every public function of %s says here whether it has options',
  (face) => {
    const functions = Object.entries(FACES[face] as object).filter(
      ([, value]) => typeof value === 'function',
    );
    const said = [...Object.keys(CALLS[face] as object), ...(WITHOUT_OPTIONS[face] ?? [])];
    expect(functions.map(([name]) => name).sort()).toEqual(said.sort());
  },
);

const ALL = Object.entries(CALLS).flatMap(([face, calls]) =>
  Object.entries(calls).map(([name, call]) => ({ name, face, call })),
);

it.each(ALL)('$name ($face) refuses an option that it has not', async ({ call }) => {
  const stranger = { stranger: 1 };
  const failure = await Promise.resolve()
    .then(() => call(stranger))
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(TypeError);
  expect(String(failure)).toMatch(/: unknown option \(got "stranger"\); expected one of /);
});

it('offers what may have been meant, also within the options of a format', async () => {
  const { convert, partial, read, readCsv, shards } = node;
  await expect(convert(recipe, 'x.csv', 'y.csv', { overwite: true } as object)).rejects.toThrow(
    'did you mean "overwrite"?',
  );
  await expect(
    convert(recipe, 'x.csv', 'y.csv', { csv: { delimeter: ';' } } as object),
  ).rejects.toThrow('convert: unknown option (got "delimeter"); expected one of delimiter, ');
  await expect(
    partial('x.csv', 'y.arrow', { columns: 'x', temprature: 2 } as { columns: string }),
  ).rejects.toThrow('did you mean "temperature"?');
  await expect(shards('x.csv', 2, { csv: { types: {} } } as object)).rejects.toThrow(
    'shards: unknown option (got "types"); expected one of delimiter, header',
  );
  expect(() => readCsv('x.csv', { gates: 1 } as object)).toThrow('did you mean "gate"?');
  expect(() => read('x.csv', { format: 'cvs' } as object)).toThrow(
    'read: no such format (got "cvs"); expected one of csv, tsv, arrow, arrows; did you mean "csv"?',
  );
});

it('a gate that is none is refused where it is given, and not where it would be waited at', () => {
  const gate = {} as neutral.Gate;
  const wrong = [
    () => neutral.fromPull(() => [], { gate }),
    () => neutral.drainTo(() => ({ write() {}, close() {}, abort() {} }), { gate }),
    () => neutral.gatedMap((x) => x, { gate }),
    () => node.readCsv('x.csv', { gate }),
    () => node.writeCsv('x.csv', { gate }),
    () => node.readShard(shard as node.Shard, { gate }),
    () => node.readCsvRows('x.csv', { gate }),
  ];
  for (const make of wrong) expect(make).toThrow(/gate.*expected a gate of createGate$/);
});

it('convert refuses what surrounds the steps of a recipe, whichever way the rows would go', async () => {
  const wrong: readonly [unknown, string][] = [
    [undefined, 'recipe: no object'],
    [{}, 'recipe: steps is missing'],
    [{ steps: [], wrote: {} }, 'did you mean "write"?'],
    [{ steps: [], read: { delimeter: ';' } }, 'recipe: unknown key at read.delimeter'],
  ];
  for (const [recipe, message] of wrong) {
    await expect(node.convert(recipe as never, 'x.csv', 'y.csv')).rejects.toThrow(message);
    await expect(node.convertByShards(recipe as never, 'x.csv', 'y.csv')).rejects.toThrow(message);
  }
});

it('readArrowFile wants something to read from, and places of batches', () => {
  expect(() => neutral.readArrowFile('x.arrow' as never)).toThrow(
    'readArrowFile: the file is no RandomAccess (got "x.arrow"); expected an object with size and read(position, length); for paths, readArrow of logitflow/node',
  );
  expect(() => neutral.readArrowFile(memory, { from: -1 })).toThrow(
    'readArrowFile: from is no place of a batch (got -1); expected an integer from 0',
  );
});
