/** The tables that loops of the SIMD module read: each is made and put into its memory before a loop that wants it runs. */
import { type Cubics, makeCubics } from './functions/cubics.js';
import * as curves from './functions/curves32.js';
import { GATE_PAIRS, makeGates } from './functions/gelu-tanh.js';
import {
  makePairs,
  SIGMOID_PAIRS,
  SIGMOID_SLOPES,
  SOFTPLUS_PAIRS,
  TANH_PAIRS,
} from './functions/logistic-table.js';
import { MISH_PAIRS, MISH_POWERS, makeMish } from './functions/mish-table.js';
import {
  DENSITIES,
  ERF_PAIRS,
  ERF_SLOPES,
  makeErf,
  makeTail,
  TAIL_PAIRS,
} from './functions/normal-table.js';
import { makeShrunk, SHRINK_PAIRS, SHRINK_TANHS } from './functions/tanh-shrink.js';
import type { GridAddress, Loop32, Loop64, SimdExports } from './wasm.js';

/** Tables that are made together, some milliseconds' work. */
interface Grid {
  make(): void;
  /** Once they are made. */
  readonly tables: readonly (readonly [GridAddress, Float64Array | Uint32Array])[];
}

const LOGISTIC: Grid = {
  make: makePairs,
  tables: [
    ['sigmoidPairs', SIGMOID_PAIRS],
    ['sigmoidSlopes', SIGMOID_SLOPES],
    ['softplusPairs', SOFTPLUS_PAIRS],
    ['tanhPairs', TANH_PAIRS],
  ],
};

const MISH: Grid = {
  make: makeMish,
  tables: [
    ['mishPairs', MISH_PAIRS],
    ['mishPowers', MISH_POWERS],
  ],
};

const ERF: Grid = {
  make: makeErf,
  tables: [
    ['erfPairs', ERF_PAIRS],
    ['erfSlopes', ERF_SLOPES],
  ],
};

const TAIL: Grid = {
  make: makeTail,
  tables: [
    ['tailPairs', TAIL_PAIRS],
    ['densities', DENSITIES],
  ],
};

const GATES: Grid = { make: makeGates, tables: [['gatePairs', GATE_PAIRS]] };

const SHRUNK: Grid = {
  make: makeShrunk,
  tables: [
    ['shrinkPairs', SHRINK_PAIRS],
    ['shrinkTanhs', SHRINK_TANHS],
  ],
};

/** What a loop reads; the others need no grid. */
const GRID_OF: Readonly<Partial<Record<Loop32 | Loop64, Grid>>> = {
  sigmoid32: gridOf('sigmoidCubics', curves.SIGMOID_CUBICS),
  silu32: gridOf('siluCubics', curves.SILU_CUBICS),
  tanh32: gridOf('tanhCubics', curves.TANH_CUBICS),
  gelu32: gridOf('geluCubics', curves.GELU_CUBICS),
  erf32: gridOf('erfCubics', curves.ERF_CUBICS),
  quickGelu32: gridOf('quickGeluCubics', curves.QUICK_GELU_CUBICS),
  unitSoftplus32: gridOf('softplusCubics', curves.SOFTPLUS_CUBICS),
  logSigmoid32: gridOf('logSigmoidCubics', curves.LOG_SIGMOID_CUBICS),
  sigmoid64: LOGISTIC,
  tanh64: LOGISTIC,
  silu64: LOGISTIC,
  swish64: LOGISTIC,
  softplus64: LOGISTIC,
  scaledSoftplus64: LOGISTIC,
  logSigmoid64: LOGISTIC,
  geluTanh64: GATES,
  mish64: MISH,
  gelu64: TAIL,
  erf64: ERF,
  tanhShrink64: SHRUNK,
};

function gridOf(address: GridAddress, cubics: Cubics): Grid {
  return {
    make: () => makeCubics(cubics),
    get tables() {
      return [[address, cubics.packed]] as const;
    },
  };
}

const there = new WeakMap<SimdExports, Set<Grid>>();

export function putGrid(simd: SimdExports, name: Loop32 | Loop64): void {
  const grid = GRID_OF[name];
  if (grid === undefined || there.get(simd)?.has(grid)) return;
  grid.make();
  for (const [address, table] of grid.tables) {
    const bytes = new Uint8Array(table.buffer, table.byteOffset, table.byteLength);
    new Uint8Array(simd.memory.buffer, simd[address](), bytes.length).set(bytes);
  }
  there.set(simd, (there.get(simd) ?? new Set()).add(grid));
}
