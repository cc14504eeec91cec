import { TEXT_SLACK } from '../../simd/text.js';
import type { Cells, SharedCells } from './cells.js';
import { MOST_SHARED, type SharedText, sharedText } from './shared-text.js';

const WORD = 4;

/** undefined where there is no engine, or the cells are too many for a memory that is never given back. */
export function shareCells(cells: Cells): SharedCells | undefined {
  const { bytes, starts, ends, width, rows } = cells;
  if (rows === 0) return undefined;
  const count = width * rows;
  const [from, to] = [starts[0]!, ends[count - 1]!];
  const size = 2 * WORD * count + 8 * rows + (to - from) + TEXT_SLACK + 16;
  const shared = size > MOST_SHARED ? undefined : sharedText();
  if (shared === undefined) return undefined;
  const { buffer } = shared.room(size);
  const layout = layOut(shared.base, rows, count);
  new Int32Array(buffer, layout.starts, count).set(starts.subarray(0, count));
  new Int32Array(buffer, layout.ends, count).set(ends.subarray(0, count));
  const text = new Uint8Array(buffer, layout.text);
  text.set(bytes.subarray(from, to));
  text.fill(0, to - from, to - from + TEXT_SLACK);
  return reader(shared, layout, from, width, rows);
}

interface Layout {
  readonly values: number;
  readonly starts: number;
  readonly ends: number;
  readonly text: number;
}

/** Doubles first, for they have to be aligned. */
function layOut(values: number, rows: number, count: number): Layout {
  const starts = values + 8 * rows;
  const ends = starts + WORD * count;
  return { values, starts, ends, text: ends + WORD * count };
}

function reader(
  { engine }: SharedText,
  { values, starts, ends, text }: Layout,
  first: number,
  width: number,
  rows: number,
): SharedCells {
  const results = new Float64Array(engine.memory.buffer, values, rows);
  return {
    read(column, from) {
      const at = WORD * (from * width + column);
      const count = rows - from;
      const read = engine.parseCells(
        text - first,
        starts + at,
        ends + at,
        WORD * width,
        count,
        values,
      );
      return results.subarray(0, read);
    },
  };
}
