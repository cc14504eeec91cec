export { isAscii } from './ascii';
export { strangeRead } from './cell';
export { setDelimiter } from './dialect';
export {
  bytesFilled,
  fillColumns,
  filledTo,
  linesFilled,
  rowsFilled,
  setFilling,
} from './fill-columns';
export { gatheredAscii, gatheredEmpty, gatherFields } from './gather-fields';
export { oddFilled } from './odd-fields';
export { numeralEnd, parseNumeral } from './parse';
export { parseWhole, wholeEnd } from './parse-whole';
export { numeralsPassed, passNumerals, wholesPassed } from './pass-numerals';
export { printDouble, printInteger, printSingle } from './print';
export { printLong } from './print-long';
export { putDouble, putSingle, setRounding } from './print-rounded';
export { putDoubles, putSingles } from './put-numbers';
export { readLists } from './read-lists';
export { beginBatch, bytesRead, linesRead, nextRecord, nullsRead, readRows, rowsRead, setTable } from './read-rows';
export { rowsWritten, setColumns, writeColumns } from './write-columns';
export { nextRow, setPieces, writeRows } from './write-rows';

/** Where the room of tables ends; the host lays out what is behind. */
export function staticEnd(): usize {
  return __heap_base;
}
