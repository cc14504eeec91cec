import type { RecordBatch, Schema } from 'apache-arrow';
import { checkOptions, describe } from '../../../errors.js';
import { flattened, type Runs, singly } from '../../../flow/runs.js';
import { emptyBatch, loadBatch } from '../bodies/batches.js';
import { Dictionaries } from '../bodies/dictionaries.js';
import { BatchPile, type Joins } from '../joins/batch-pile.js';
import type { Common, Part } from '../joins/parts.js';
import { type ArrowReadOptions, LIMITS, limitsOf } from '../limits.js';
import type { Reuse } from '../memory/batch-memory.js';
import { JOINED_BYTES, READ_BYTES, SMALL_BYTES } from '../memory/read-bytes.js';
import type { Block } from '../messages/footer.js';
import type { Message } from '../messages/message.js';
import type { RandomAccess } from '../random-access.js';
import { refusal } from '../refuse.js';
import { type DistantBody, loadSlices } from '../slices/load-slices.js';
import { canSlice } from '../slices/plan-slices.js';
import { FileMessages } from './file-messages.js';

/** How a file is read, and which of its record batches. */
export interface ArrowFileReadOptions extends ArrowReadOptions {
  /** The first batch, and the one behind the last, as the footer counts them; default all. */
  readonly from?: number;
  readonly to?: number;
  /**
   * Whether a batch may lie in memory that the next one is read into. Only for a consumer that is done with each batch
   * before it asks for the next one, and keeps none; default false.
   */
  readonly reuseBuffers?: boolean;
}

/**
 * The record batches of Arrow's file format (`.arrow`, Feather version 2), read one by one where the footer says
 * that they lie. Dictionaries are read first and stay in memory. A batch of more than `maxBatchBytes` comes as several,
 * of about 4 MiB each, of which one at a time is read (see `loadSlices`); unless it holds a dense union, which points
 * anywhere.
 *
 * Checked and refused like a stream's (see `createArrowDecoder`), with the byte where it is; also a file without its
 * magic bytes or footer, and blocks outside the file. A file without batches, or without those that are asked for, gives
 * one batch of no rows. Files whose schema stands only in the footer, as apache-arrow writes them, are read too.
 *
 * @throws TypeError for an unknown option, and for a file that is none; RangeError when a limit is no positive number, or `from` and
 *   `to` are no places of batches
 * @see https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format
 */
export function readArrowFile(
  file: RandomAccess,
  options: ArrowFileReadOptions = {},
): AsyncGenerator<RecordBatch, void, undefined> {
  checkOptions('readArrowFile', options, [...LIMITS, 'from', 'to', 'reuseBuffers']);
  checkFile(file);
  checkPlace('from', options.from);
  checkPlace('to', options.to);
  return flattened(readArrowFileRuns(file, options));
}

function checkFile(file: unknown): void {
  const { size, read } = Object(file) as Partial<RandomAccess>;
  if (typeof size === 'number' && typeof read === 'function') return;
  const report = { operator: 'readArrowFile', what: 'the file is no RandomAccess', got: file };
  const expected =
    'an object with size and read(position, length); for paths, readArrow of logitflow/node';
  throw new TypeError(describe({ ...report, expected }));
}

function checkPlace(name: string, place: unknown): void {
  if (place === undefined || (Number.isInteger(place) && Number(place) >= 0)) return;
  const report = { operator: 'readArrowFile', what: `${name} is no place of a batch`, got: place };
  throw new RangeError(describe({ ...report, expected: 'an integer from 0' }));
}

/** What runs may be made of, beside what a caller may say. */
export interface ArrowFileRunOptions extends Omit<ArrowFileReadOptions, 'reuseBuffers'> {
  readonly reuseBuffers?: Reuse;
  /** Small batches that one read has brought are given as one, where this is said; default: each by itself. */
  readonly joins?: Joins | undefined;
}

/** As `readArrowFile`; batches that one read brought are a run. */
export function readArrowFileRuns(
  file: RandomAccess,
  options: ArrowFileRunOptions = {},
): Runs<RecordBatch> {
  const limits = limitsOf('readArrowFile', options);
  const readBytes = options.joins === undefined ? READ_BYTES : JOINED_BYTES;
  return runsOf(new FileMessages(file, limits, options.reuseBuffers, readBytes), options);
}

/**
 * Where the footer says that the record batches lie, without looking there.
 *
 * @throws as `readArrowFile`
 */
export async function batchesInFooter(file: RandomAccess): Promise<readonly Block[]> {
  const reader = new FileMessages(file, limitsOf('readArrowFile', {}));
  const { batches } = await reader.footer();
  for (const block of batches) reader.check(block, 0);
  return batches;
}

async function* runsOf(
  file: FileMessages,
  { from = 0, to, joins }: ArrowFileRunOptions,
): Runs<RecordBatch> {
  const { schema, dictionaries: blocks, batches } = await file.footer();
  const wanted = batches.slice(from, to);
  const dictionaries = await readDictionaries(file, schema, blocks);
  const pile = new BatchPile(joins, file.reuse);
  const inSlices = canSlice(schema.fields);
  const loading = { file, schema, dictionaries, pile, first: from, inSlices };
  const cursor = { at: 0 };
  while (cursor.at < wanted.length) {
    if (isLarge(wanted[cursor.at]!, loading)) yield* largeBatch(wanted, cursor, loading);
    else {
      await file.load(wanted, cursor.at);
      yield loadedBatches(wanted, cursor, loading);
      yield* packedBatch(wanted, cursor, loading);
    }
  }
  if (wanted.length === 0) yield [emptyBatch(schema)];
}

async function readDictionaries(file: FileMessages, schema: Schema, blocks: readonly Block[]) {
  const dictionaries = new Dictionaries(schema, false);
  for (const [index, block] of blocks.entries()) {
    await file.load(blocks, index);
    const { message, body } = file.inflated(block, file.frame(block));
    if (message.kind !== 'dictionary') throw misplaced(block, message, 'a dictionary');
    dictionaries.add(message, file.reuse !== false ? body.slice() : body, block.offset);
  }
  return dictionaries;
}

/** What makes batches of messages. */
interface Loading extends Common {
  readonly file: FileMessages;
  readonly pile: BatchPile;
  /** The place of the first one in the file. */
  readonly first: number;
  readonly inSlices: boolean;
}

/** Which batch is the next. */
interface Cursor {
  at: number;
}

function isLarge({ bodyLength }: Block, { file, inSlices }: Loading): boolean {
  return inSlices && bodyLength > file.limits.maxBatchBytes;
}

/** The batches that are in memory, up to one that is too large to be unpacked here, or has to be sliced. */
function* loadedBatches(
  blocks: readonly Block[],
  cursor: Cursor,
  loading: Loading,
): Generator<RecordBatch, void, undefined> {
  yield* loading.pile.batches(loadedParts(blocks, cursor, loading));
}

function* loadedParts(
  blocks: readonly Block[],
  cursor: Cursor,
  loading: Loading,
): Generator<Part, void, undefined> {
  const { file, first } = loading;
  for (; cursor.at < blocks.length; cursor.at++) {
    const block = blocks[cursor.at]!;
    if (!file.holds(block) || isLarge(block, loading)) return;
    const { message: packed, body: bytes } = file.frame(block);
    if (packed.kind !== 'batch') throw misplaced(block, packed, 'a record batch');
    const isPacked = packed.layout.codec !== undefined;
    if (isPacked && bytes.length > SMALL_BYTES) return;
    const { message, body } = file.inflated(block, { message: packed, body: bytes });
    if (isPacked && body.length > file.limits.maxBatchBytes) return;
    yield { of: loading, message, body, where: { batch: first + cursor.at, offset: block.offset } };
  }
}

/** A batch that is to be unpacked, where the next one is such and in memory. */
async function* packedBatch(
  blocks: readonly Block[],
  cursor: Cursor,
  loading: Loading,
): Runs<RecordBatch> {
  const block = blocks[cursor.at];
  if (block === undefined || !loading.file.holds(block) || isLarge(block, loading)) return;
  yield* unpacked(block, cursor, loading);
}

async function* unpacked(block: Block, cursor: Cursor, loading: Loading): Runs<RecordBatch> {
  const { file, schema, dictionaries, first, inSlices } = loading;
  const { message, body } = file.inflated(block, file.frame(block));
  if (message.kind !== 'batch') throw misplaced(block, message, 'a record batch');
  const where = { batch: first + cursor.at, offset: block.offset };
  cursor.at++;
  // Compressed it was not too large, and what comes after it should not have to hold another of its size.
  if (inSlices && body.length > file.limits.maxBatchBytes) {
    yield* singly(loadSlices(schema, message, inMemory(body), dictionaries, where));
  } else yield [loadBatch(schema, message, body, dictionaries, where)];
}

/** A batch of more than `maxBatchBytes`, of which no more than a slice at a time is in memory, if it is not compressed. */
async function* largeBatch(
  blocks: readonly Block[],
  cursor: Cursor,
  loading: Loading,
): Runs<RecordBatch> {
  const { file, schema, dictionaries, first } = loading;
  const block = blocks[cursor.at]!;
  const { message, body } = await file.open(block);
  if (message.kind !== 'batch') throw misplaced(block, message, 'a record batch');
  if (message.layout.codec !== undefined) {
    await file.load(blocks, cursor.at);
    yield* unpacked(block, cursor, loading);
    return;
  }
  const where = { batch: first + cursor.at, offset: block.offset };
  cursor.at++;
  yield* singly(loadSlices(schema, message, body, dictionaries, where));
}

function inMemory(body: Uint8Array): DistantBody {
  return { length: body.length, read: async (at, length) => body.slice(at, at + length) };
}

function misplaced({ offset }: Block, message: Message, expected: string) {
  return refusal({
    what: 'the footer points at another message',
    got: message.kind,
    offset,
    expected,
  });
}
