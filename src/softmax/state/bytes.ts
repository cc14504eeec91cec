/**
 * A state as bytes, for files and other processes. Little-endian everywhere; one form for each state, so that equal states
 * have equal bytes. Version 1:
 *
 *     0   4  "LFXS"
 *     4   1  version, 1
 *     5   1  float width, 32 or 64
 *     6   1  number of limbs that follow, 0 … 5; the first and the last of them are not 0
 *     7   1  0
 *     8   8  T, float64
 *     16  8  max, float64, never −0; −∞ where there is no finite value
 *     24  8  times: how often it came, uint64; this and all counts at most 2⁵³
 *     32  8  count of all values
 *     40  8  of NaN
 *     48  8  of +∞
 *     56  8  of −∞
 *     64  8  top, int64; 0 without limbs
 *     72     limbs, 20 bytes each: limb top − i is Σ m · 2^(k − 32·(top − i)) · 2⁶⁰ over the values m · 2^k = exp(x/T) other than
 *            max whose k is in 32·(top − i) … 32·(top − i) + 31, as one integer of 160 bits
 *     …   4  CRC-32 of everything before
 *
 * Whoever can write limbs can merge states: sums of limbs with one number, whatever is below the higher top by 5 or more
 * left out. Only what turns x into m and k (`exponential.ts`) has to be the same to the bit.
 */
import { describe, FormatError } from '../../errors.js';
import { crc32 } from './checksum.js';
import type { ExactState } from './exact-state.js';
import { checkIsState, empty, MOST_VALUES } from './exact-state.js';
import { faultOf } from './fault.js';
import { LIMBS, WORDS } from './limbs.js';

const MAGIC = 0x5358464c; // "LFXS", lowest byte first
const VERSION = 1;
const HEADER = 72;
const CHECKSUM = 4;
const LIMB_BYTES = 4 * WORDS;
const OPERATOR = 'exact state';

/** 76 to 176 bytes. */
export function toBytes(state: ExactState): Uint8Array {
  checkIsState('stateToBytes', state);
  const limbs = limbsInUse(state.words);
  const bytes = new Uint8Array(HEADER + LIMB_BYTES * limbs + CHECKSUM);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint8(4, VERSION);
  view.setUint8(5, state.float);
  view.setUint8(6, limbs);
  view.setFloat64(8, state.scaling.temperature, true);
  view.setFloat64(16, state.max, true);
  const { times, count, nans, infinities, minusInfinities } = state;
  [times, count, nans, infinities, minusInfinities].forEach((value, i) => {
    view.setBigUint64(24 + 8 * i, BigInt(value), true);
  });
  view.setBigInt64(64, state.top ?? 0n, true);
  for (let w = 0; w < WORDS * limbs; w++) view.setUint32(HEADER + 4 * w, state.words[w]!, true);
  const end = bytes.length - CHECKSUM;
  view.setUint32(end, crc32(bytes.subarray(0, end)), true);
  return bytes;
}

/**
 * The state that `toBytes` made these bytes of.
 *
 * @throws FormatError where they are cut, damaged, of another version, or say what no state can
 */
export function fromBytes(bytes: Uint8Array): ExactState {
  if (!(bytes instanceof Uint8Array)) {
    const operator = 'stateFromBytes';
    throw new TypeError(
      describe({
        operator,
        what: 'no bytes',
        got: bytes,
        expected: 'a Uint8Array of stateToBytes',
      }),
    );
  }
  const view = checkedFrame(bytes);
  const state = empty({
    temperature: checked(view.getFloat64(8, true), 8, 'temperature', (t) => t > 0 && t < 1 / 0),
    float: checked(view.getUint8(5), 5, 'float width', (float) => float === 32 || float === 64) as
      | 32
      | 64, // checked in the same line
  });
  state.max = view.getFloat64(16, true);
  const counts = [24, 32, 40, 48, 56].map((offset) => countAt(view, offset));
  [state.times, state.count, state.nans, state.infinities, state.minusInfinities] = counts as [
    ...[number, number, number],
    ...[number, number],
  ]; // five offsets, five counts
  const limbs = view.getUint8(6);
  for (let w = 0; w < WORDS * limbs; w++) state.words[w] = view.getUint32(HEADER + 4 * w, true);
  const top = view.getBigInt64(64, true);
  if (limbs > 0) state.top = top;
  else checked(top, 64, 'top without limbs', (value) => value === 0n);
  checkState(state, limbs);
  return state;
}

/** Length, mark, version and checksum: nothing else is looked at where they are wrong. */
function checkedFrame(bytes: Uint8Array): DataView {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  checked(bytes.length, 0, 'too few bytes', (length) => length >= HEADER + CHECKSUM);
  checked(view.getUint32(0, true), 0, 'no exact state', (mark) => mark === MAGIC);
  checked(view.getUint8(4), 4, 'unknown version', (version) => version === VERSION);
  const limbs = checked(view.getUint8(6), 6, 'too many limbs', (count) => count <= LIMBS);
  const length = HEADER + LIMB_BYTES * limbs + CHECKSUM;
  checked(bytes.length, 6, `not the ${length} bytes that it should have`, (n) => n === length);
  const end = length - CHECKSUM;
  const sum = view.getUint32(end, true);
  checked(sum, end, 'wrong checksum', (value) => value === crc32(bytes.subarray(0, end)));
  checked(view.getUint8(7), 7, 'unknown flags', (flags) => flags === 0);
  return view;
}

function countAt(view: DataView, offset: number): number {
  const count = view.getBigUint64(offset, true);
  return Number(checked(count, offset, 'count beyond 2^53', (n) => n <= BigInt(MOST_VALUES)));
}

/** Where a fault is seen. */
const OFFSETS = { max: 16, times: 24, count: 32, top: 64, limb: HEADER } as const;

function checkState(state: ExactState, limbs: number): void {
  const fault = faultOf(state);
  if (fault !== undefined) {
    const { what, got, part, limb = 0 } = fault;
    const offset = OFFSETS[part] + LIMB_BYTES * limb;
    throw new FormatError({ operator: OPERATOR, what, got, offset });
  }
  checked(limbs, 6, 'a limb of 0 at an end', (n) => n === limbsInUse(state.words));
}

function limbsInUse(words: Uint32Array): number {
  let length = words.length;
  while (length > 0 && words[length - 1] === 0) length--;
  return Math.ceil(length / WORDS);
}

/** The value, where the test holds. */
function checked<V>(got: V, offset: number, what: string, test: (value: V) => boolean): V {
  if (test(got)) return got;
  throw new FormatError({ operator: OPERATOR, what, got, offset });
}
