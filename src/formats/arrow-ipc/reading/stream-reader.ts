import type { RecordBatch } from 'apache-arrow';
import { type Runs, singly } from '../../../flow/runs.js';
import type { Joins } from '../joins/batch-pile.js';
import { type ArrowReadOptions, limitsOf } from '../limits.js';
import type { Reuse } from '../memory/batch-memory.js';
import { JOINED_BYTES, READ_BYTES, SLICE_BYTES } from '../memory/read-bytes.js';
import { ReadRoom } from '../memory/read-room.js';
import { Framing } from '../messages/framing.js';
import type { BatchMessage } from '../messages/message.js';
import type { RandomAccess } from '../random-access.js';
import { refusal } from '../refuse.js';
import type { DistantBody } from '../slices/load-slices.js';
import { canSlice } from '../slices/plan-slices.js';
import { StreamContents } from './stream-contents.js';

/** The bytes of a stream that is pulled. */
export interface StreamSource {
  /**
   * Bytes from `position` on, where the last ones have ended, or behind what was set aside: about `length`, none only
   * at the end. A buffer of its own for each call.
   */
  read(position: number, length: number): Promise<Uint8Array>;
  /** Keeps bytes to be read in parts, until the next `read`; fewer only where the stream ends before. */
  setAside(position: number, length: number): Promise<DistantBody>;
  /** Whether all reads go to the same memory, for a consumer that keeps no batch; default false. */
  readonly reuse?: Reuse;
}

/**
 * The record batches of Arrow's stream format, pulled: as `createArrowDecoder` gives them, but that a batch of more
 * than `maxBatchBytes` comes as several (see `readArrowFile`). What one read brought is a run.
 */
export async function* readArrowStreamRuns(
  source: StreamSource,
  options: ArrowReadOptions & { readonly joins?: Joins | undefined } = {},
): Runs<RecordBatch> {
  const limits = limitsOf('readArrowStream', options);
  const { maxBatchBytes } = limits;
  const contents = new StreamContents(limits, source.reuse, options.joins);
  const isLeft = ({ bodyLength, layout }: BatchMessage) =>
    layout.codec === undefined &&
    bodyLength > maxBatchBytes &&
    canSlice(contents.schema?.fields ?? []);
  const usual = options.joins === undefined ? READ_BYTES : JOINED_BYTES;
  const framing = new Framing(limits, isLeft);
  for (;;) {
    const chunk = await source.read(framing.position, framing.wanted(usual));
    if (chunk.length === 0) break;
    yield contents.batches(framing.push(chunk));
    const left = framing.takeLeft();
    if (left === undefined) continue;
    const { bodyLength } = left.message;
    const body = await source.setAside(left.bodyAt, bodyLength);
    if (body.length < bodyLength) throw cutOff(left.bodyAt + body.length, bodyLength - body.length);
    yield* singly(contents.slices(left, body));
  }
  framing.end();
  const batch = contents.end();
  if (batch !== undefined) yield [batch];
}

function cutOff(offset: number, missing: number) {
  const expected = `${missing} more bytes of a message's body`;
  return refusal({ what: 'the stream is cut off', offset, expected });
}

/**
 * A stream that lies in a file.
 *
 * @param reuse  whether a batch may lie in memory that the next one is read into: see `readArrowFile`
 */
export function streamOf(file: RandomAccess, reuse: Reuse = false): StreamSource {
  const room = new ReadRoom(file, reuse);
  return {
    reuse,
    read(position, length) {
      room.nextBatch();
      return room.read(position, length);
    },
    async setAside(position, length) {
      const parts = new ReadRoom(file, reuse, SLICE_BYTES);
      const read = async (at: number, count: number) => {
        const bytes = await parts.read(position + at, count);
        if (bytes.length < count) throw cutOff(position + at + bytes.length, count - bytes.length);
        return bytes;
      };
      const there = Math.min(length, Math.max(0, file.size - position));
      return { length: there, read, nextSlice: () => parts.nextBatch() };
    },
  };
}
