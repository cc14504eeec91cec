import { isAscii } from '../../../formats/csv/utf8.js';
import type { LaneText } from '../../../simd/text.js';
import { PortableMemory } from './portable-memory.js';
import { PortableReader } from './portable-reader.js';
import { PortableWriter } from './portable-writer.js';

/** Addresses from here on are free; 0 is none. */
const FIRST = 16;

/** The text engine of a lane for hosts without WebAssembly: the same tables, the same bytes. */
export function portableText(): LaneText {
  const memory = new PortableMemory();
  const reader = new PortableReader(memory);
  const writer = new PortableWriter(memory);
  const { nullsRead, strangeRead, rowsRead, bytesRead, linesRead, nextRecord } = reader;
  return {
    ...{ memory, nullsRead, strangeRead, rowsRead, bytesRead, linesRead, nextRecord },
    nextRow: writer.nextRow,
    staticEnd: () => FIRST,
    setDelimiter(byte) {
      reader.setDelimiter(byte);
      writer.setDelimiter(byte);
    },
    isAscii: (start, end) => (isAscii(memory.bytes, start, end) ? 1 : 0),
    setTable: (...table) => reader.setTable(...table),
    // The host reads each list, as others that the engine knows nothing of.
    readLists: () => 0,
    beginBatch: (at) => reader.beginBatch(at),
    readRows: (end, last) => reader.readRows(end, last),
    setPieces: (...table) => writer.setPieces(...table),
    writeRows: (...rows) => writer.writeRows(...rows),
    setRounding: (decimals, digits) => writer.setRounding(decimals, digits),
    putDouble: (at, value) => writer.putDouble(at, value),
    putSingle: (at, value) => writer.putSingle(at, value),
    putDoubles: (...numbers) => writer.putNumbers(memory.doubles, 8, ...numbers),
    putSingles: (...numbers) => writer.putNumbers(memory.floats, 4, ...numbers),
    printInteger: (at, value) => writer.printInteger(at, value),
  };
}
