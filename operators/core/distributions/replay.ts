import type { RecordBatch } from 'apache-arrow';
import { concat, defer, EMPTY, finalize, ignoreElements, type Observable, tap } from 'rxjs';
import { describe, LimitError, oneOf } from '../../../src/errors.js';
import { fromPull } from '../../../src/flow/from-pull.js';
import { currentGate, type Gate } from '../../../src/flow/gate.js';
import { subscribedUnder } from '../../../src/flow/load.js';
import type { Spill, SpillStore } from '../../../src/flow/spill-store.js';
import { weigh } from '../../../src/flow/weigh.js';
import { createArrowDecoder } from '../../../src/formats/arrow-ipc/decoder.js';
import { createArrowEncoder } from '../../../src/formats/arrow-ipc/encoder.js';
import { REPLAYS, type Replay } from '../over.js';
import type { BatchOperator } from '../over-batches.js';
import { HeldNumbers, type KeptNumbers, SpilledNumbers } from './kept-numbers.js';

/** What operators take that look at their stream twice. */
export interface ReplayOptions {
  /**
   * Where the batches are between the two passes; by group, four bytes a row are kept beside them. `memory` (default): held,
   * up to `replayLimit`. `spill`: in the store that `spill` names, but for batches without rows. `resubscribe`: nowhere, for
   * the source is subscribed a second time, which has to give the same rows; the passes are compared, and a source that has
   * changed is a DataError, at the end if need be.
   */
  replay?: Replay | undefined;
  /** Bytes that `memory` may hold; above 0, default 256 MiB. More is a LimitError. */
  replayLimit?: number | undefined;
  /** Where `spill` puts the batches; `fileSpill()` of `logitflow/node` is a temporary file. */
  spill?: SpillStore | undefined;
  /**
   * Bytes that the groups of `{ by }` may take in memory; above 0. Without it there is no limit. With it, and `replay:
   * 'spill'`, all values go by the hash of their key to parts in the store of `spill`, and the groups of one part at a
   * time are in memory: slower, and the same bits.
   */
  groupMemory?: number | undefined;
}

/** The options of two passes, and with them that of groups in memory. */
export const PASS_KEYS = ['replay', 'replayLimit', 'spill'] as const;
export const REPLAY_KEYS = [...PASS_KEYS, 'groupMemory'] as const;

const DEFAULT_LIMIT = 256 * 2 ** 20;

/** @throws TypeError, RangeError for options that are none, and for a spill without a store */
export function checkReplay(operator: string, options: ReplayOptions): void {
  const { replay = 'memory', replayLimit = DEFAULT_LIMIT, spill } = options;
  if (!REPLAYS.includes(replay)) {
    const expected = oneOf(REPLAYS, replay);
    throw new RangeError(describe({ operator, what: 'unknown replay', got: replay, expected }));
  }
  if (typeof replayLimit !== 'number' || !(replayLimit > 0)) {
    const report = { operator, what: 'replayLimit is no number of bytes', got: replayLimit };
    throw new RangeError(describe({ ...report, expected: 'a number above 0' }));
  }
  checkGroupMemory(operator, options);
  if (replay !== 'spill' || typeof spill?.create === 'function') return;
  const report = { operator, what: "replay: 'spill' has no store", got: spill };
  throw new TypeError(
    describe({ ...report, expected: 'spill: fileSpill() of logitflow/node, or a store of yours' }),
  );
}

function checkGroupMemory(operator: string, { groupMemory, replay }: ReplayOptions): void {
  if (groupMemory === undefined) return;
  if (typeof groupMemory !== 'number' || !(groupMemory > 0)) {
    const report = { operator, what: 'groupMemory is no number of bytes', got: groupMemory };
    throw new RangeError(describe({ ...report, expected: 'a number above 0' }));
  }
  if (replay === 'spill') return;
  const report = { operator, what: 'groupMemory needs a store for the groups', got: replay };
  throw new TypeError(describe({ ...report, expected: "replay: 'spill'" }));
}

/** @throws TypeError where a replay is asked for, and the stream is looked at once */
export function refuseReplay(
  operator: string,
  where: string,
  expected: string,
  options: ReplayOptions,
): void {
  const useless = REPLAY_KEYS.find((key) => options[key] !== undefined);
  if (useless === undefined) return;
  const what = `${useless} has no use ${where}: one pass is enough`;
  throw new TypeError(describe({ operator, what, got: options[useless], expected }));
}

/** Two passes over one stream, of one subscription. */
export interface Passes {
  readonly operator: string;
  /** Looks at every batch and passes it on. */
  readonly first: BatchOperator;
  /** The numbers of the groups of the batch that has just been passed on, to be kept; undefined where there are none. */
  readonly numbers?: (() => Uint32Array | undefined) | undefined;
  /** Made when the first has completed; `kept` has the numbers of all batches, where they were kept. */
  readonly second: (kept?: KeptNumbers) => BatchOperator;
}

/** Whether `numbers` of a batch are held in memory, as they are, until its second pass. */
export function holdsNumbers({ replay = 'memory' }: ReplayOptions): boolean {
  return replay === 'memory';
}

/** Runs both passes; what comes out is what comes out of the second. */
export function inTwoPasses(passes: Passes, options: ReplayOptions): BatchOperator {
  const { replay = 'memory', replayLimit = DEFAULT_LIMIT, spill } = options;
  return (source) =>
    defer(() => {
      // Later the sink is no longer subscribing, and its gate no longer to be found.
      const gate = currentGate();
      if (replay === 'resubscribe') return again(passes, source, gate);
      // Invariant of the cast: checkReplay has seen the store.
      if (replay === 'spill') return spilled(passes, source, spill as SpillStore, gate);
      return held(passes, source, replayLimit, gate);
    });
}

function again(
  { first, second }: Passes,
  source: Observable<RecordBatch>,
  gate: Gate | undefined,
): Observable<RecordBatch> {
  const anew = gate === undefined ? source : subscribedUnder(gate, source);
  return concat(
    source.pipe(first, ignoreElements()),
    defer(() => anew.pipe(second())),
  );
}

function held(
  { operator, first, numbers, second }: Passes,
  source: Observable<RecordBatch>,
  limit: number,
  gate: Gate | undefined,
): Observable<RecordBatch> {
  const pile = new Pile(operator, limit);
  return concat(
    source.pipe(
      first,
      tap((batch) => pile.add(batch, numbers?.())),
      ignoreElements(),
    ),
    defer(() => pulled(() => pile.taken(), gate).pipe(second(pile.numbers))),
  ).pipe(finalize(() => pile.clear()));
}

/** Batches wait as an Arrow stream, and numbers as they are: reading them takes less than looking keys up again. */
function spilled(
  { first, numbers, second }: Passes,
  source: Observable<RecordBatch>,
  store: SpillStore,
  gate: Gate | undefined,
): Observable<RecordBatch> {
  const spill = store.create();
  const kept = numbers && new SpilledNumbers(store);
  const encoder = createArrowEncoder();
  let batches = 0;
  return concat(
    source.pipe(
      first,
      tap((batch) => {
        batches++;
        for (const bytes of encoder.push(batch)) spill.write(bytes);
        const own = numbers?.();
        if (own !== undefined) kept?.add(own);
      }),
      ignoreElements(),
    ),
    defer(() => {
      if (batches === 0) return EMPTY; // there is no schema
      for (const bytes of encoder.end()) spill.write(bytes);
      return pulled(() => decoded(spill), gate).pipe(second(kept));
    }),
  ).pipe(
    finalize(() => {
      spill.delete();
      kept?.delete();
    }),
  );
}

function* decoded(spill: Spill): Generator<RecordBatch, void, undefined> {
  const decoder = createArrowDecoder();
  for (const chunk of spill.read()) yield* decoder.push(chunk);
  yield* decoder.end();
}

/** As fast as the sink writes. */
function pulled(
  make: () => Iterable<RecordBatch>,
  gate: Gate | undefined,
): Observable<RecordBatch> {
  return fromPull(make, gated(gate));
}

function gated(gate: Gate | undefined): { readonly gate?: Gate } {
  return gate === undefined ? {} : { gate };
}

/** The batches that wait in memory. */
class Pile {
  #batches: RecordBatch[] = [];
  #numbers: HeldNumbers | undefined;
  #bytes = 0;
  #rows = 0;

  constructor(
    private readonly operator: string,
    private readonly limit: number,
  ) {}

  /** @throws LimitError beyond the limit */
  add(batch: RecordBatch, numbers: Uint32Array | undefined): void {
    this.#bytes += weigh(batch) + (numbers?.byteLength ?? 0);
    if (this.#bytes > this.limit) throw this.#full();
    this.#batches.push(batch);
    if (numbers !== undefined) {
      this.#numbers ??= new HeldNumbers();
      this.#numbers.add(numbers);
    }
    this.#rows += batch.numRows;
  }

  /** Of all batches; undefined where they have none. */
  get numbers(): KeptNumbers | undefined {
    return this.#numbers;
  }

  /** Each batch is let go of when it is given. */
  *taken(): Generator<RecordBatch, void, undefined> {
    const batches = this.#batches.reverse();
    for (let batch = batches.pop(); batch !== undefined; batch = batches.pop()) yield batch;
  }

  clear(): void {
    this.#batches = [];
    this.#numbers = undefined;
  }

  #full(): LimitError {
    return new LimitError({
      operator: this.operator,
      what: 'the stream is too large to be held in memory for its second pass',
      got: this.#bytes,
      batch: this.#batches.length,
      row: this.#rows,
      expected: `at most ${this.limit} bytes: a larger replayLimit, or replay: 'spill' or 'resubscribe'`,
    });
  }
}

/** Runs `check` when the operator's source has completed, before what comes out of it does. */
export function endingWith(operator: BatchOperator, check: () => void): BatchOperator {
  return (source) =>
    concat(
      operator(source),
      defer(() => {
        check();
        return EMPTY;
      }),
    );
}
