import type { Misfit } from './misfit.js';
import type { RecordFiller } from './record-filler.js';

/** Rows of plain text into the builders of columns by the text engine. */
export interface BatchFiller extends RecordFiller {
  /** The longest text that is loaded. */
  readonly textBytes: number;
  /** Fewer bytes, if they are not the last, are left to lie until there are more. */
  readonly fewestBytes: number;
  /** Takes the rows that were filled, and finds the earliest field that does not fit its column. */
  append(): Misfit | undefined;
  /** Gives builders all rows that were taken. */
  flush(): void;
}
